"""Truths and spots of a part as columns for the browser, and how long the part is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.match_view.packing import pack
from core.label_set import LabelSet
from core.metric.matching import Matches
from core.metric.outcomes import OUTCOMES, SPOT_OUTCOMES

LENGTH_MS = 45 * 60 * 1000
"""How long a part is drawn when neither scores nor a video tell, unless its events say that it is short."""
_SHORT_MS = 20 * 60 * 1000
_AFTER_LAST_MS = 30_000
"""How much is drawn after the last event, at most: a tenth of a short clip does."""
_MOST = 1e5
"""The largest confidence that is sent; only a strange file has larger ones."""
_PLACES = np.array([SPOT_OUTCOMES.index(one) if one.of_spot else -1 for one in OUTCOMES])


def most_ms(label_set: LabelSet) -> int:
    """No event draws a part longer than this: the evaluation's grid ends here."""
    return round(label_set.rule.minutes * 60_000)


def length_ms(matches: Matches, half: int, known_ms: int) -> int:
    """How long a part is drawn: as its scores or video (known_ms, 0 for none) and its events need.

    Events draw it to the end of the evaluation's grid at most.
    """
    both = (matches.truths, matches.spots)
    last = max(int(events.time_ms[events.half == half].max(initial=0)) for events in both)
    length = known_ms if known_ms or 0 < last < _SHORT_MS else LENGTH_MS
    if last < length:
        return length
    return max(length, min(last + min(1000 + last // 10, _AFTER_LAST_MS), most_ms(matches.truths.label_set)))


def times_after(matches: Matches, half: int, end_ms: int) -> list[int]:
    """Times (ms) of the truths and spots of a half that lie after the end of what is drawn, in order."""
    both = (matches.truths, matches.spots)
    times = [events.time_ms[(events.half == half) & (events.time_ms > end_ms)] for events in both]
    return sorted(np.concatenate(times).tolist())


def truths_of(matches: Matches, half: int, length: int) -> dict[str, list]:
    """Truths of a half as columns, those after `length` (ms) at the end.

    t (ms), c (class), g (team), v (1 visible), o (place in SPOT_OUTCOMES, -1 missed), p (its spot's
    confidence, None).
    """
    rows = np.flatnonzero(matches.truths.half == half)
    spots = matches.truth_spot[rows]
    found = spots >= 0
    confidence = np.round(_plain(matches.spots.confidence[spots[found]]), 4)
    of_spot = np.full(len(rows), None)
    of_spot[found] = confidence.tolist()
    return {
        "t": np.minimum(matches.truths.time_ms[rows], length).tolist(),
        "c": matches.truths.label[rows].tolist(),
        "g": matches.truths.team[rows].tolist(),
        "v": matches.truths.visible[rows].astype(int).tolist(),
        "o": _PLACES[matches.truth_outcome[rows]].tolist(),
        "p": of_spot.tolist(),
    }


def spots_of(matches: Matches, half: int, length: int, *, judged: bool = True) -> dict[str, Any]:
    """Spots of a half, packed as of `app.match_view.packing`, those after `length` (ms) at the end.

    t (ms), c (class), p (confidence times 10,000), o (place in SPOT_OUTCOMES), m (row in `truths_of` of the
    truth it is held against, -1: none). Its offset is the difference of the two times, except in `late`:
    [row, offset in ms] of the spots where one of the two is drawn at the end.
    """
    confidence, time_ms = matches.spots.confidence, matches.spots.time_ms
    rows = np.flatnonzero(matches.spots.half == half)
    # Equal times, strongest last: what is drawn last is seen.
    rows = rows[np.lexsort((confidence[rows], time_ms[rows]))]
    columns = {
        "t": np.minimum(time_ms[rows], length),
        "c": matches.spots.label[rows],
        "p": np.rint(10_000 * _plain(confidence[rows])).astype(np.int64),
    }
    if not judged:
        return {**pack(columns), "late": []}
    place = np.cumsum(matches.truths.half == half) - 1
    truth = matches.spot_truth[rows]
    has = truth >= 0
    columns["o"] = _PLACES[matches.spot_outcome[rows]]
    columns["m"] = np.full(len(rows), -1)
    columns["m"][has] = place[truth[has]]
    truth_ms = np.minimum(matches.truths.time_ms[truth[has]], length)
    shown, offset = columns["t"][has] - truth_ms, matches.offset_ms[rows][has].astype(np.int64)
    late = np.column_stack([np.flatnonzero(has), offset])[shown != offset]
    return {**pack(columns), "late": late.tolist()}


def _plain(confidence: np.ndarray) -> np.ndarray:
    """Confidences that can be sent: strange ones cut, 0 for none."""
    return np.clip(np.where(np.isfinite(confidence), confidence, 0.0), -_MOST, _MOST)
