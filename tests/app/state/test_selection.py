"""The URL reproduces the selection, and nonsense in it is ignored and named."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from app.classes.state import ClassesState
from app.match.state import MatchState
from app.state.match_layout import LaneLayout, ListLayout
from app.state.page import pages
from app.state.param import defaults_of, opened, param, params_of, read_url, write_url
from app.state.settings_text import RunChange, read_pin
from core.label_sets import SOCCERNET_V2 as V2
from core.label_sets import label_set_of, preset
from core.model.config import ModelConfig, Sides
from core.spotting.settings import Settings
from core.spotting.settings_change import SettingsChange

FULL = dict(  # noqa: C408 - reads as the fields do
    words="man utd", league="england_epl", season="2014-2015", split="test", game="0123456789ab", half=2,
    run="a-run", focus=16, tolerance=4, time_ms=754_321, zoom=(600_000, 900_500), before_s=3.5, after_s=12.0,
    changes=SettingsChange(
        (("method", None, "soft-linear"), ("threshold", None, 0.35), ("window_s", None, 12.5),
         ("smoothing_s", None, 1.5), ("method", 0, "peaks"), ("threshold", 2, 0.5), ("threshold", 13, 0.25),
         ("window_s", 0, 12.5), ("smoothing_s", 4, 0.0)),
    ),
    at_run_settings=True, settings_for="class", second_run="other", second_settings="threshold=0.3;before=5",
    metric="tight", lane_layout="order=ap;hidden=penalty,goal",
    list_layout="without=hit,wrong-class;seen=unshown;least=0.5;focus=True",
    view="unshown", published="lab report (PCA)",
)  # fmt: skip
STATES = [page.state for page in pages()]


@pytest.mark.parametrize("state", STATES)
def test_round_trip(state):
    full = opened(
        state, V2, **{name: value for name, value in FULL.items() if name in defaults_of(state, V2)}
    )
    assert read_url(state, write_url(full, V2), V2) == (vars(full), [])


@pytest.mark.parametrize("state", STATES)
def test_a_fresh_selection_needs_no_parameters(state):
    assert write_url(opened(state, V2), V2) == {}
    assert read_url(state, {}, V2) == (vars(opened(state, V2)), [])


def test_a_field_of_several_pages_has_one_default_and_one_name():
    for name in {name for state in STATES for name in defaults_of(state, V2)}:
        has = [state for state in STATES if name in defaults_of(state, V2)]
        assert len({repr(defaults_of(state, V2)[name]) for state in has}) == 1, name
        assert len({tuple(params_of(state, V2)[name].parsers) for state in has}) == 1, name


def test_an_old_name_is_read_and_the_new_one_takes_precedence():
    @dataclass(frozen=True)
    class State:
        tolerance: int = param(30, int, name="width", aliases=("tolerance", "delta"))

    assert read_url(State, {"tolerance": "5"}, V2) == ({"tolerance": 5}, [])
    assert read_url(State, {"width": "10", "delta": "5"}, V2) == ({"tolerance": 10}, [])
    assert read_url(State, {"delta": "x"}, V2) == ({"tolerance": 30}, ["delta"])
    assert write_url(State(5), V2) == {"width": "5"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("game", "../../etc/passwd"),
        ("game", "0123456789AB"),
        ("half", "0"),
        ("half", "10"),
        ("half", "1.5"),
        ("class", "<script>"),
        ("threshold", "2"),
        ("threshold", "nan"),
        ("threshold", ""),
        ("window", "-1"),
        ("window", "1e99"),
        ("tolerance", "31"),
        ("t", "soon"),
        ("t", "-5"),
        ("t", "inf"),
        ("zoom", "5"),
        ("method", "HARD"),
        ("methods", "goal:HARD"),
        ("methods", "goal:hard,goal:peaks"),
        ("smoothing", "11"),
        ("smoothings", "goal"),
        ("thresholds", "goal"),
        ("thresholds", "goal:2"),
        ("thresholds", "goal:nan"),
        ("windows", "<b>:3"),
        ("before", "0"),
        ("after", "1e9"),
        ("for", "me"),
        ("own", "perhaps"),
        ("against", "tea=1"),
        ("against", "threshold=0.3;threshold=0.4"),
        ("lanes", "order=luck"),
        ("lanes", "hidden=goal,<b>"),
        ("lanes", "order=ap;order=ap"),
        ("list", "without=hits"),
        ("list", "least=2"),
        ("list", "label=me"),
        ("zoom", "900-600"),
        ("zoom", "1-2-3"),
        ("run", "x" * 500),
        ("run", "a\nb"),
        ("unheard-of", "1"),
    ],
)
def test_nonsense_is_ignored_and_named(name, text):
    query = {name: text, "tolerance": "5"} if name != "tolerance" else {name: text}
    values, ignored = read_url(MatchState, query, V2)
    assert ignored == [name]
    assert {**values, "tolerance": 30} == defaults_of(MatchState, V2)


def test_changes_change_what_they_name_and_nothing_else():
    own = Settings.from_columns({"window_s": 20, "threshold": [i / 20 for i in range(17)]})
    assert SettingsChange().apply(own) == own
    change = SettingsChange().with_all(method="peaks").with_class(5, method="hard")
    changed = change.with_class(2, threshold=0.9).apply(own)
    assert [one.method for one in changed.classes] == ["peaks"] * 5 + ["hard"] + ["peaks"] * 11
    assert {one.window_s for one in changed.classes} == {20.0}
    thresholds = own.thresholds.tolist()
    assert changed.thresholds.tolist() == [*thresholds[:2], 0.9, *thresholds[3:]]
    smoothed = SettingsChange().with_all(threshold=0.4, smoothing_s=2.0)
    smoothed = smoothed.with_class(0, threshold=0.1).with_class(16, smoothing_s=0.0)
    assert smoothed.apply(own).thresholds.tolist() == [0.1, *[0.4] * 16]
    assert [one.smoothing_s for one in smoothed.apply(own).classes] == [*[2.0] * 16, 0.0]
    assert RunChange.parse(RunChange(smoothed).text(V2), V2) == RunChange(smoothed)
    assert SettingsChange.between(smoothed.apply(own), own) == smoothed
    assert smoothed.with_class(0, threshold=0.3).each_class("threshold") == {0: 0.3}
    assert not smoothed.with_all(threshold=0.3).each_class("threshold"), "for all classes means for all"


def test_old_links_are_read():
    text = "method=peaks;threshold=0.3;window=8;smoothing=1;thresholds=goal:0.5;windows=corner:5;before=5"
    change = SettingsChange().with_all(method="peaks", threshold=0.3, window_s=8.0, smoothing_s=1.0)
    change = change.with_class(2, threshold=0.5).with_class(13, window_s=5.0)
    assert RunChange.parse(text, V2) == RunChange(change, Sides(5.0))
    assert RunChange(change, Sides(5.0)).text(V2) == text
    assert RunChange.parse("threshold=0.3;windows=goal:5", V2).text(V2) == "threshold=0.3;windows=goal:5"
    assert read_pin("run@threshold=0.3", V2) == ("run", SettingsChange().with_all(threshold=0.3))


def test_layouts_are_texts_and_plain_values():
    assert LaneLayout().text(V2) == ListLayout().text(V2) == ""
    layouts = (
        LaneLayout("ap", (0, 2), (4,)),
        ListLayout(("wrong class", "hit"), 2, "visible", 0.25, sort="conf"),
    )
    for layout in layouts:
        assert type(layout).parse(layout.text(V2), V2).text(V2) == layout.text(V2)
        assert json.loads(json.dumps(layout.plain())) == layout.plain()
        assert type(layout).from_plain(layout.plain(), V2).text(V2) == layout.text(V2)
    for plain in (None, [], {"order": "luck"}, {"hidden": [99]}, {"hidden": ["<b>"]}, {"tea": 1}):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
            LaneLayout.from_plain(plain, V2)


def test_sides_only_when_they_differ_from_what_was_trained():
    model = ModelConfig(before_s=7.5, after_s=5.0, fps=2.0)
    assert Sides().frames(model) is None
    assert Sides(7.5).frames(model) is None
    assert Sides(3).frames(model) == (6, 10)
    assert Sides(3).frames(None) is None
    change = RunChange(SettingsChange().with_class(1, window_s=4.0), Sides(3))
    assert RunChange.parse(change.text(V2), V2) == change


ODD = label_set_of(["Größe", "<b>x</b>", "x y", "X-Y", "123"], "the test")


def test_classes_are_written_as_the_slugs_of_the_set():
    assert ODD.slugs == ("grösse", "b-x-b", "x-y", "x-y-2", "123")
    change = SettingsChange().with_class(1, threshold=0.5).with_class(3, window_s=1.0)
    chosen = opened(MatchState, ODD, focus=3, changes=change, lane_layout="hidden=grösse,123")
    query = write_url(chosen, ODD)
    assert query == {
        "class": "x-y-2",
        "thresholds": "b-x-b:0.5",
        "windows": "x-y-2:1",
        "lanes": "hidden=grösse,123",
    }
    assert read_url(MatchState, query, ODD) == (vars(chosen), [])
    values, ignored = read_url(MatchState, query, V2)
    assert sorted(ignored) == ["class", "lanes", "thresholds", "windows"]
    assert values == defaults_of(MatchState, V2)


def test_metrics_and_tolerances_are_those_of_the_rule():
    ball = preset("ball-2024")
    assert opened(ClassesState, ball).metric == "at1"
    assert opened(ClassesState, ball).tolerance == 1
    assert read_url(ClassesState, {"metric": "tight", "tolerance": "3"}, ball)[1] == []
    rule = {"metrics": {"close": [0.04, 0.2, 1]}}
    own = label_set_of({"classes": ["a"], "visibility": False, "evaluation": rule}, "the test")
    assert opened(ClassesState, own).tolerance == 0.2
    chosen = opened(ClassesState, own, tolerance=0.04)
    assert write_url(chosen, own) == {"tolerance": "0.04"}
    assert read_url(ClassesState, {"tolerance": "0.04"}, own) == (vars(chosen), [])
    query = {"metric": "loose", "tolerance": "30", "view": "visible"}
    assert read_url(ClassesState, query, own) == (vars(opened(ClassesState, own)), list(query))
