"""Filters of moments in words."""

from __future__ import annotations

import pytest

from app.moments.words import filter_title, heading
from core.errors.moment_filter import MomentFilter
from core.label_sets import SOCCERNET_V2
from tests.soccernet_v2 import CLASSES

GOAL, SHOT = CLASSES.index("Goal"), CLASSES.index("Shots on target")


@pytest.mark.parametrize(
    ("moment_filter", "said"),
    [
        (MomentFilter(), "All errors"),
        (MomentFilter(kind="missed", label=GOAL, cause="silent"), "Missed · Goal · silent"),
        (MomentFilter(kind="missed"), "Missed"),
        (MomentFilter(label=GOAL), "Errors · Goal"),
        (MomentFilter(kind="hit", label=GOAL, truth=GOAL), "Hit · Goal"),
        (
            MomentFilter(kind="wrong class", label=GOAL, truth=SHOT),
            "Wrong class · Goal where Shots on target stood",
        ),
        (MomentFilter(kind="wrong class", truth=SHOT), "Wrong class · any class where Shots on target stood"),
        (MomentFilter(kind="missed", truth=SHOT), "Missed · Shots on target"),
        (MomentFilter(kind="localisation", visible=False), "Localisation · unshown"),
        (MomentFilter(kind="background", visible=True, top=2), "Background · visible · top 2 N"),
        (MomentFilter(kind="duplicate", league="england_epl", season="2015-2016"), None),
        (MomentFilter(home="Chelsea"), "Errors · at Chelsea"),
        (MomentFilter(game="0" * 12), "Errors · one game"),
    ],
)
def test_a_filter_reads_as_a_heading(moment_filter, said):
    assert filter_title(moment_filter, SOCCERNET_V2) == (said or "Duplicate · england_epl · 2015-2016")


@pytest.mark.parametrize(
    ("by", "group", "said"),
    [
        ("minute", "1 - 05-10", "half 1, minutes 5 to 10"),
        ("minute", "2 - 45+", "half 2, from minute 45 on"),
        ("gap", "5-10 s", "next of its class in 5-10 s"),
        ("gap", "over 300 s", "next of its class in over 300 s"),
        ("gap", "last of its half", "last of its class in the half"),
        ("league", "spain_laliga", "spain_laliga"),
        ("visibility", "unshown", "unshown"),
        ("class", "Goal", "Goal"),
        ("league", "", "group 3"),
    ],
)
def test_groups_of_truths_have_names(by, group, said):
    assert (
        filter_title(MomentFilter(kind="missed", by=by, group=2), SOCCERNET_V2, group=group)
        == f"Missed · {said}"
    )


def test_a_game_is_named_by_its_title():
    of_game = MomentFilter(kind="missed", game="a" * 12)
    assert filter_title(of_game, SOCCERNET_V2, game="Reds 1 - 0 Blues") == "Missed · Reds 1 - 0 Blues"


def test_counts():
    assert heading(77, "Missed · Goal") == "Missed · Goal: 77 moments, most costly first"
    assert heading(1, "Hit") == "Hit: 1 moment"
    assert heading(0, "Hit") == "Hit: no moments"
    assert heading(1234, "Hit").startswith("Hit: 1,234 moments")
