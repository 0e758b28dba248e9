"""The URL reproduces the selection, and nonsense in it is ignored and named."""

from __future__ import annotations

import pytest

from app.selection import PAGES, Selection, read, written

FULL = Selection(
    q="man utd", league="england_epl", season="2014-2015", split="test", game="0123456789ab", half=2,
    run="a-run", focus=16, threshold=0.35, window=12.5, tolerance=4, time_ms=754_321, zoom=(600_000, 900_500),
    metric="tight", view="unshown", beside="lab report (PCA)",
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
