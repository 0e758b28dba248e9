"""Counts of a match by class."""

from __future__ import annotations

from app.match.counts import match_counts
from core.events import Events
from core.metric.matching import match
from tests.app.match_view.test_payload import GAME, some_matches
from tests.soccernet_v2 import CLASSES


def test_counts_add_up_and_leave_out_what_has_no_denominator():
    table = match_counts(some_matches())
    assert table["class"] == [*CLASSES, "all classes"]
    for name in ("truths", "spots", "hits", "false", "missed"):
        assert sum(table[name][:-1]) == table[name][-1]
    nothing = match_counts(match(Events.empty(GAME), Events.empty(GAME), 30))
    assert set(nothing["precision"]) == set(nothing["recall"]) == set(nothing["F1"]) == {None}
