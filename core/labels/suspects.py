"""Which errors are often wrong labels, in the order of review."""

from __future__ import annotations

from itertools import chain, zip_longest

from core.errors.kinds import KINDS
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moment, Moments

FALSE_KINDS = tuple(kind.name for kind in reversed(KINDS) if kind.of_spot and kind.name != "duplicate")
"""Kinds of false spots that may stand on a truth without a label; a duplicate's truth has one."""
QUIET_CAUSES = ("silent", "no spot")
"""Causes of misses that may mean that nothing happened there."""


def suspect_moments(moments: Moments, limit: int = 200) -> tuple[Moment, ...]:
    """Errors that are often wrong labels: false spots and misses in turn, at most `limit`.

    False spots at least as confident as the median hit of their class, by how much they exceed it; truths
    missed while the curve stayed silent (without scores: without any spot), most costly first, of classes
    that are spotted at all.
    """
    report = moments.report
    index, usual = report.truths.label_set.index, report.detail.added_confidence
    spotted = set(report.columns.label.tolist())
    false = [
        moment
        for kind in FALSE_KINDS
        for moment in moments.top(None, MomentFilter(kind=kind, top=1.0))
        if moment.confidence >= usual[index[moment.label]]
    ]
    false.sort(key=lambda moment: usual[index[moment.label]] - moment.confidence)
    missed = []
    if moments.cause is not None:
        for cause in QUIET_CAUSES:
            silent = moments.top(None, MomentFilter(kind="missed", cause=cause))
            # Of a class that is never spotted a miss says nothing about the label.
            missed += [moment for moment in silent if index[moment.label] in spotted][:limit]
    in_turn = chain.from_iterable(zip_longest(false, missed))
    return tuple(moment for moment in in_turn if moment is not None)[:limit]
