"""The URL reproduces the selection, and nonsense in it is ignored and named."""

from __future__ import annotations

import pytest

from app.choice import PAGES, Selection, read, written
from app.setting import Setting, with_pair
from core.post.config import NmsConfig

FULL = Selection(
    q="man utd", league="england_epl", season="2014-2015", split="test", game="0123456789ab", half=2,
    run="a-run", focus=16, threshold=0.35, window=12.5, tolerance=4, time_ms=754_321, zoom=(600_000, 900_500),
    method="soft-linear", thresholds=((2, 0.5), (13, 0.25)), windows=((0, 12.5),), before=3.5, after=12.0,
    scope="class", second="other", against="threshold=0.3;before=5", metric="tight",
    view="unshown", beside="lab report (PCA)",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_round_trip(page):
    values, ignored = read(page, written(page, FULL))
    assert ignored == []
    assert values == {field: getattr(FULL, field) for field in PAGES[page]}


@pytest.mark.parametrize("page", PAGES)
def test_a_fresh_selection_needs_no_parameters(page):
    assert written(page, Selection()) == {}
    assert read(page, {}) == ({field: getattr(Selection(), field) for field in PAGES[page]}, [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("game", "../../etc/passwd"),
        ("game", "0123456789AB"),
        ("half", "3"),
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
        ("thresholds", "goal"),
        ("thresholds", "goal:2"),
        ("thresholds", "goal:nan"),
        ("windows", "<b>:3"),
        ("before", "0"),
        ("after", "1e9"),
        ("for", "me"),
        ("against", "tea=1"),
        ("against", "threshold=0.3;threshold=0.4"),
        ("zoom", "900-600"),
        ("zoom", "1-2-3"),
        ("run", "x" * 500),
        ("run", "a\nb"),
        ("unheard-of", "1"),
    ],
)
def test_nonsense_is_ignored_and_named(name, text):
    values, ignored = read("match", {name: text, "tolerance": "5"} if name != "tolerance" else {name: text})
    assert ignored == [name]
    defaults = {field: getattr(Selection(), field) for field in PAGES["match"]}
    assert {**values, "tolerance": 30} == defaults


def test_a_setting_changes_what_it_names_and_nothing_else():
    own = NmsConfig(window_s=20, threshold=tuple(i / 20 for i in range(17)))
    assert Setting().config(own) == own
    changed = Setting(method="peaks", thresholds=((2, 0.9),)).config(own)
    assert changed.method == "peaks"
    assert changed.window_s == 20
    assert changed.threshold[2] == 0.9
    assert changed.threshold[3] == own.threshold[3]
    assert Setting(threshold=0.4).config(own).threshold == 0.4
    assert Setting(threshold=0.4, thresholds=((0, 0.1),)).config(own).threshold == (0.1, *[0.4] * 16)
    assert with_pair(((2, 0.1), (5, 0.2)), 2, 0.3) == ((2, 0.3), (5, 0.2))


def test_sides_only_when_they_differ_from_what_was_trained():
    model = {"fps": 2.0, "before_s": 7.5, "after_s": 5.0}
    assert Setting().sides(model) is None
    assert Setting(before=7.5).sides(model) is None
    assert Setting(before=3).sides(model) == (6, 10)
    assert Setting(before=3).sides(None) is None
    assert Setting.parse(Setting(before=3, windows=((1, 4.0),)).text()) == Setting(
        before=3, windows=((1, 4.0),)
    )
