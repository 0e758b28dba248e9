"""Label sets: the presets are the package's, a classes.json is read or refused with a sentence."""

from __future__ import annotations

import pytest

from core.evaluation_rule import EvaluationRule
from core.exceptions import UserError
from core.label_set import short_name
from core.label_sets import PRESETS, SOCCERNET_V2, label_set_of, made_from, preset, with_metric


def test_the_presets_are_the_packages():
    from SoccerNet.Evaluation.utils import EVENT_DICTIONARY_BALL, EVENT_DICTIONARY_V1, EVENT_DICTIONARY_V2

    assert preset("soccernet-v2").index == EVENT_DICTIONARY_V2
    assert preset("soccernet-v1").index == EVENT_DICTIONARY_V1
    assert preset("ball-2023").index == EVENT_DICTIONARY_BALL
    assert preset("ball-2024").classes[:2] == preset("ball-2023").classes
    assert len(preset("ball-2024")) == 12
    assert SOCCERNET_V2.rule == EvaluationRule()
    assert preset("ball-2024").rule.fps == 25
    assert preset("ball-2024").rule.n_frames == 180_000
    with pytest.raises(UserError, match="soccernet-v2, soccernet-v1"):
        preset("ball-2022")


@pytest.mark.parametrize("name", PRESETS)
def test_a_set_is_written_as_it_is_read(name):
    written = preset(name).to_json()
    again = label_set_of(written, "classes.json")
    assert again.to_json() == written
    assert vars(again).keys() >= {"classes", "rule"}
    assert again.rule == preset(name).rule
    assert again.short_names == preset(name).short_names
    assert again.teams == preset(name).teams


def test_a_list_of_names_is_enough():
    own = label_set_of(["near court serve", "Ass (tennis)", "ÜBER>netz", "über netz"], "classes.json")
    assert own.name == "own"
    assert own.rule.fps == 25
    assert own.rule.unshown_factor == (1, 1)
    assert own.slugs == ("near-court-serve", "ass-tennis", "über-netz", "über-netz-2")
    assert own.short_names[0] == "NCserv"
    assert len(set(own.slugs)) == 4
    assert own.focus_label == 0
    assert own.team_index("home") == 1
    assert own.team_index("left") == 0


def test_slugs_are_each_once_whatever_the_names():
    own = label_set_of(["a", "a!", "a-2", "A", "?", "??", "a 2"], "classes.json")
    assert len(set(own.slugs)) == len(own.slugs)


def test_what_a_classes_json_may_say():
    value = {
        "name": "tennis",
        "classes": [{"name": "serve", "short": "S", "colour": "#aa00bb", "key": "s"}, "bounce"],
        "teams": ["near", "far"],
        "visibility": False,
        "focus": "bounce",
        "evaluation": {"fps": 29.97, "metrics": {"frames": [0.04, 0.08, 1], "at1": 1}, "parts": 1},
    }
    own = label_set_of(value, "classes.json")
    assert own.teams == ("not applicable", "near", "far")
    assert own.focus_label == 1
    assert own.colours == ("#aa00bb", "")
    assert own.keys == ("s", "")
    assert own.rule.opening == "frames"
    assert own.rule.tolerances("frames") == (0.04, 0.08, 1)
    assert own.rule.listed == ("frames", "at1")
    assert own.rule.opening_tolerance_s == 0.08
    assert own.rule.tolerances_s == (0.04, 0.08, 1)
    assert own.rule.parts == 1
    assert label_set_of(own.to_json(), "x").to_json() == own.to_json()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("Goal", "must be a list of class names"),
        ({"names": ["a"]}, 'an object with a list "classes"'),
        ([], "names 0 classes"),
        ([str(n) for n in range(300)], "names 300 classes; a label set has 1 to 200"),
        (["a", "b", "a"], "the class 'a' twice"),
        (["a", " "], "no name for class 2"),
        (["a", ""], "no name for class 2"),
        (["a", 3], "as name of class 2"),
        (["a\nb"], "as name of class 1"),
        (["x" * 61], "at most 60 letters"),
        ({"classes": ["a"], "color": 1}, "'color' in the file; it can have name, classes"),
        ({"classes": [{"name": "a", "hotkey": "k"}]}, "'hotkey' in class 1"),
        ({"classes": [{"name": "a", "colour": "red"}]}, "write it as #rrggbb"),
        ({"classes": [{"name": "a", "key": "ab"}]}, "a key is one character"),
        ({"classes": [{"name": "a", "key": "k"}, {"name": "b", "key": "k"}]}, "the key 'k' twice"),
        ({"classes": ["a"], "focus": "b"}, "none of its classes"),
        ({"classes": ["a"], "teams": "home"}, "list of words"),
        ({"classes": ["a"], "visibility": "yes"}, "true or false"),
        ({"classes": ["a"], "teams": [str(n) for n in range(200)]}, "names 200 teams"),
        ({"classes": ["a"], "label_file": "../Labels.json"}, "without a folder"),
        ({"classes": ["a"], "label_file": ".hidden.json"}, "without a folder"),
        ({"classes": ["a"], "label_file": "game.json"}, "another file's name"),
        ({"classes": ["a"], "evaluation": {"fps": 0}}, "above 0"),
        ({"classes": ["a"], "evaluation": {"fps": float("nan")}}, "above 0"),
        ({"classes": ["a"], "evaluation": {"fps": True}}, "above 0"),
        ({"classes": ["a"], "evaluation": {"fps": 0.1, "minutes": 0.1}}, "less than one frame"),
        ({"classes": ["a"], "evaluation": {"metrics": {}}}, "names of metrics"),
        ({"classes": ["a"], "evaluation": {"metrics": {"team": 1}}}, "another name"),
        ({"classes": ["a"], "evaluation": {"metrics": {"1, 2.5": 1}}}, "another name"),
        ({"classes": ["a"], "evaluation": {"metrics": {"m": 1, " m": 2}}}, "the metric 'm' twice"),
        ({"classes": ["a"], "evaluation": {"metrics": {"m": [2, 1]}}}, "do not ascend"),
        ({"classes": ["a"], "evaluation": {"metrics": {"m": []}}}, "of 0 tolerances"),
        ({"classes": ["a"], "evaluation": {"metrics": {"m": ["1"]}}}, "as a tolerance"),
        ({"classes": ["a"], "evaluation": {"opening": "x"}}, "its metrics are loose"),
        ({"classes": ["a"], "evaluation": {"parts": 2.5}}, "a whole number"),
        ({"classes": ["a"], "evaluation": {"unshown_factor": 2}}, "two numbers"),
        ({"classes": ["a"], "aliases": {"x": "y"}}, "maps 'x' to 'y'"),
    ],
)
def test_a_bad_classes_json_is_one_sentence_that_names_the_file(value, says):
    with pytest.raises(UserError) as caught:
        label_set_of(value, "/data/classes.json")
    text = str(caught.value)
    assert text.startswith("/data/classes.json ")
    assert says in text
    assert "\n" not in text


def test_a_set_made_from_labels_has_the_most_frequent_first():
    made = made_from({"bounce": 7, "serve": 9, "ace": 7})
    assert made.classes == ("serve", "ace", "bounce")
    with pytest.raises(UserError, match="201 labels in these files"):
        made_from({str(n): 1 for n in range(201)})


def test_version_1_labels_are_read_as_the_package_reads_them():
    v1 = preset("soccernet-v1")
    texts = ["y-card", "r-card", "yr-card", "substitution-in", "soccer-ball", "soccer-ball-own", "corner"]
    assert [v1.label_of(text) for text in texts] == [0, 0, 0, 1, 2, 2, None]
    assert v1.label_of(None) is None
    assert SOCCERNET_V2.label_of("Red card ") is None


def test_a_metric_by_name_or_by_tolerances():
    ball = preset("ball-2024")
    assert with_metric(ball, "tight").rule.opening == "tight"
    own = with_metric(ball, "1,2.5,3").rule
    assert own.tolerances(own.opening) == (1, 2.5, 3)
    assert ball.rule.opening == "at1"
    for bad in ("narrow", "1,x"):
        with pytest.raises(UserError, match="there are loose, tight"):
            with_metric(ball, bad)
    for bad in ("-1,2", "0", "3,1", "nan"):
        with pytest.raises(UserError, match="The metric"):
            with_metric(ball, bad)


def test_sets_are_the_same_where_their_classes_are():
    one, two = label_set_of(["a", "b"], "x"), label_set_of({"classes": ["a", "b"], "name": "two"}, "x")
    one.require_same(two)
    with pytest.raises(UserError, match=r"soccernet-v2 \(17 classes: Penalty.*own \(2 classes: a, b\)"):
        SOCCERNET_V2.require_same(one)


def test_short_names_fit_narrow_columns():
    names = ["near_court_serve", "OUT", "a very long name of a class", "Übergabe", "-"]
    assert all(0 < len(short_name(name)) <= 6 for name in names)


def test_the_same_classes_in_another_order_are_said():
    ours, theirs = (label_set_of(names, "classes.json") for names in (["a", "b"], ["b", "a"]))
    with pytest.raises(UserError, match="the same classes in another order"):
        ours.require_same(theirs)
    assert ours.way_to_order(ours) == ours.way_to_order(SOCCERNET_V2) == ""
