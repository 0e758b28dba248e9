"""Label files: what is read, what each faulty entry is named, and back into a file."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.labels import labels_json, parse_labels, read_labels, read_truths
from core.data.root import open_root
from core.exceptions import UserError
from tests.conftest import random_truths


def annotation(**changes) -> dict:
    return {
        "gameTime": "1 - 01:05",
        "label": "Goal",
        "position": "65480",
        "team": "home",
        "visibility": "visible",
    } | changes


def test_position_beats_game_time():
    entries = [annotation(), {key: value for key, value in annotation().items() if key != "position"}]
    labels = parse_labels({"annotations": entries}, "g", "x.json")
    assert labels.events.time_ms.tolist() == [65480, 65000]
    assert labels.events.team.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"position": "soon"}, "position 'soon' is not a whole number"),
        ({"position": None}, "position None is not a whole number"),
        ({"position": "-5"}, "before the start"),
        ({"position": "9" * 30}, "later than any part"),
        ({"position": float("inf")}, "position inf is not a whole number"),
        ({"gameTime": f"1 - {'9' * 20}:00"}, "no time of a half"),
        ({"gameTime": "0 - 00:10"}, "part 0 is none; parts are numbered from 1 to 9"),
        ({"gameTime": "2.5 - 00:10"}, "not of the form"),
        ({"gameTime": "first half"}, "not of the form"),
    ],
)
def test_a_bad_annotation_never_hides_the_good_ones(changes, sentence):
    labels = parse_labels({"annotations": [annotation(**changes), annotation()]}, "g", "x.json")
    assert len(labels.events) == 1
    assert labels.problems[0].startswith("x.json, annotation 1: ")
    assert sentence in labels.problems[0]


@pytest.mark.parametrize("entry", [{"label": "Goal"}, {}, 7, None, "Goal"])
def test_annotations_that_are_no_annotations(entry):
    labels = parse_labels({"annotations": [entry, annotation()]}, "g", "x.json")
    assert len(labels.events) == 1
    assert "annotation 1" in labels.problems[0]


def test_unknown_labels_are_counted():
    labels = parse_labels({"annotations": [annotation(label="VAR"), annotation(label="VAR")]}, "g", "x")
    assert labels.unknown == (("VAR", 2),)
    assert not labels.problems


@pytest.mark.parametrize("value", [[], {}, {"annotations": 3}, None])
def test_what_is_no_label_file(value):
    with pytest.raises(UserError, match=r"x\.json has no list"):
        parse_labels(value, "g", "x.json")


def test_labels_round_trip():
    truths = random_truths(np.random.default_rng(1), "g")
    again = parse_labels(labels_json(truths, {}), "g", "x").events
    order = np.lexsort((truths.time_ms, truths.half))
    for column in ("half", "time_ms", "label", "team", "visible"):
        np.testing.assert_array_equal(getattr(again, column), getattr(truths, column)[order])


def test_one_bad_game_never_hides_the_good_ones(small_root):
    root = open_root(small_root)
    (small_root / root.games[1].name / "Labels-v2.json").write_text("{")
    with pytest.raises(UserError, match="not valid JSON"):
        read_truths(root, root.games)
    truths = read_truths(root, root.games, strict=False)
    assert truths.games == tuple(game.name for game in root.games)
    assert set(truths.game.tolist()) == {0, 2}


def test_labels_of_one_game(small_root):
    root = open_root(small_root)
    assert len(read_labels(root, root.games[0]).events) == 60
