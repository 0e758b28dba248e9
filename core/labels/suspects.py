"""Which errors are often wrong labels, in the order in which a review should look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from itertools import chain, zip_longest

from core.classes import INDEX
from core.errors.kinds import KINDS
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moment, Moments
from core.labels.editor import Desk

FALSE = tuple(kind.name for kind in reversed(KINDS) if kind.of_spot and kind.name != "duplicate")
"""Kinds of false spots that may stand on a truth without a label; a duplicate's truth has one."""
QUIET = ("silent", "no spot")
"""Causes of misses that may mean that nothing happened there."""


def review_queue(moments: Moments, limit: int = 200) -> tuple[Moment, ...]:
    """Suspect labels, false spots and misses in turn, at most `limit`.

    False spots as confident as the median hit of their class or more, by how much above it they are; truths
    missed while the curve stayed silent (without scores: without any spot), most costly first, of classes
    that are spotted at all.
    """
    report = moments.report
    usual = report.detail.new_confidence
    spotted = set(report.layout.label.tolist())
    false = [
        moment
        for kind in FALSE
        for moment in moments.top(None, MomentFilter(kind=kind, top=1.0))
        if moment.confidence >= usual[INDEX[moment.label]]
    ]
    false.sort(key=lambda moment: usual[INDEX[moment.label]] - moment.confidence)
    missed = []
    if moments.cause is not None:
        for cause in QUIET:
            silent = moments.top(None, MomentFilter(kind="missed", cause=cause))
            # Of a class that is never spotted a miss says nothing about the label.
            missed += [moment for moment in silent if INDEX[moment.label] in spotted][:limit]
    both = chain.from_iterable(zip_longest(false, missed))
    return tuple(moment for moment in both if moment is not None)[:limit]


def waiting(queue: tuple[Moment, ...], desks: Mapping[str, Desk]) -> tuple[Moment, ...]:
    """The moments of a queue that nobody has confirmed or mended yet. desks: by name, of edited games."""
    return tuple(
        moment
        for moment in queue
        if moment.game not in desks or not desks[moment.game].handled(asdict(moment))
    )
