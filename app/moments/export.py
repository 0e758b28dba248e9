"""Moments as CSV: one row each, in the order given."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from core.errors.moments import Moment
from core.timebase import clock

COLUMNS = (
    *("kind", "class", "game", "half", "time", "time_ms", "confidence", "truth class", "truth_ms"),
    *("offset_s", "visible", "cause", "cost"),
)


def moments_csv(moments: Iterable[Moment]) -> str:
    """A head of COLUMNS, then a row for each moment; cost as a fraction of mAP, empty where nothing is."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in moments:
        both = one.confidence is not None and one.truth_ms is not None
        offset = (one.time_ms - one.truth_ms) / 1000 if both else None
        place = (one.kind, one.label, one.game, one.half, clock(one.time_ms), one.time_ms)
        truth = (one.confidence, one.truth_label, one.truth_ms, offset, "yes" if one.visible else "no")
        writer.writerow((*place, *truth, one.cause, one.cost))
    return text.getvalue()
