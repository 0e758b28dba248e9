"""What the gallery is sent of each moment: figures, marks and a small curve, as plain Python values."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from app.moments.names import moment_name
from app.moments.split_errors import SplitErrors
from core.data.games import make_game
from core.errors.moments import Moment
from core.metric.grid import Grid
from core.metric.outcomes import CODES, OUTCOMES
from core.spotting.nms import RankedScores, gaussian

POINTS = 120
"""A curve is sent with at most so many points; of several samples in one the highest stays."""
MOST_AROUND = 6
"""Of spots of other classes near a moment that has none of its own the strongest so many are shown."""
LEAST_MS, STEP_MS = 30_000, 5000
"""A card shows at least this much to either side of its moment, in whole steps, at the rule's time scale."""


def cards(errors: SplitErrors, moments: tuple[Moment, ...]) -> list[dict[str, Any]]:
    """A card for each moment: see `card`."""
    places = {name: place for place, name in enumerate(errors.report.truths.games)}
    return [card(errors, moment, places[moment.game]) for moment in moments]


def card(errors: SplitErrors, moment: Moment, game: int) -> dict[str, Any]:
    """One card; times in ms from the moment, which stands in the middle.

    game: its place in the report; reach: to either side; curve and under: of the moment's class and of the
    truth's when that is another, or None. spots: [time, confidence, outcome, own class]; truths: [time,
    visible, found, own class]; around: [time, confidence, class] of other classes' spots, where none of the
    moment's own class is near. visible: whether the broadcast shows the moment's truth, None without one.
    """
    report, kind = errors.report, OUTCOMES[CODES[moment.kind]]
    index = errors.label_set.index
    label, offset = index[moment.label], moment.offset_ms
    other = moment.truth_label if moment.truth_label not in (None, moment.label) else None
    scale = errors.label_set.rule.time_scale
    least, step = round(LEAST_MS * scale), round(STEP_MS * scale)
    reach = max(least, 750 * report.detail.tolerance_s, 1.15 * abs(offset or 0))
    reach = step * math.ceil(reach / step)
    grid = report.truth_grid
    lane = game * grid.lanes_per_game + (moment.half - 1) * grid.n_classes
    spots, truths = [], []
    for name in (moment.label, *([other] if other else [])):
        own = int(name == moment.label)
        name_lane = lane + index[name]
        for place, *spot in _spots(errors, name_lane, moment, reach):
            spots.append([*spot, OUTCOMES[report.detail.outcome[place]].name, own])
        for place, time_ms in _near(grid, report.truths.time_ms, name_lane, moment, reach):
            is_found = int(report.detail.truth_spot[place] >= 0)
            truths.append([time_ms, int(grid.visible[place]), is_found, own])
    around = [
        [*spot, name]
        for name, c in (index.items() if not spots else ())
        for _, *spot in _spots(errors, lane + c, moment, reach)
    ]
    return {
        "id": moment_name(moment, errors.label_set),
        "kind": moment.kind,
        "title": kind.title,
        "rule": kind.rule,
        "label": moment.label,
        "other": other,
        "half": moment.half,
        "time_ms": moment.time_ms,
        "conf": None if moment.confidence is None else round(moment.confidence, 3),
        "offset": offset,
        "truth": None if moment.truth_ms is None else moment.truth_ms - moment.time_ms,
        "visible": _truth_visible(truths, moment, own=other is None),
        "cause": moment.cause,
        "cost": round(100 * moment.cost, 4),
        "game": make_game(moment.game, {}, "").title,
        "reach": reach,
        "threshold": float(errors.settings.thresholds[label]),
        "curve": _curve(errors, moment, label, reach),
        "under": None if other is None else _curve(errors, moment, index[other], reach),
        "spots": spots,
        "truths": truths,
        "around": sorted(around, key=lambda spot: (-spot[1], abs(spot[0])))[:MOST_AROUND],
    }


def _truth_visible(truths: list[list[int]], moment: Moment, *, own: bool) -> bool | None:
    """Whether the moment's truth is visible; a spot's own view is that of the truth nearest to it."""
    if moment.truth_ms is None:
        return None
    at_ms = moment.truth_ms - moment.time_ms
    return next((bool(visible) for time_ms, visible, _, of in truths if (time_ms, of) == (at_ms, own)), None)


def _spots(errors: SplitErrors, lane: int, moment: Moment, reach: int) -> Iterator[tuple[int, int, float]]:
    """Place on the grid, time from the moment and confidence of a lane's spots near it."""
    report = errors.report
    for place, time_ms in _near(report.spot_grid, report.spots.time_ms, lane, moment, reach):
        yield place, time_ms, round(float(report.spot_grid.confidence[place]), 3)


def _near(
    grid: Grid, time_ms: np.ndarray, lane: int, moment: Moment, reach: int
) -> Iterator[tuple[int, int]]:
    """Place on the grid and time from the moment of a lane's events within its reach."""
    places = np.arange(grid.start[lane], grid.start[lane + 1])
    offsets = time_ms[grid.row[places]].astype(np.int64) - moment.time_ms
    near = np.abs(offsets) <= reach
    return zip(places[near].tolist(), offsets[near].tolist(), strict=True)


def _curve(errors: SplitErrors, moment: Moment, label: int, reach: int) -> dict[str, Any] | None:
    """first and step: ms from the moment; values: one byte each, 255 for 1, in base64."""
    split = errors.split
    scores = None if split.scores is None else split.scores.by_half.get((moment.game, moment.half))
    if scores is None:
        return None
    fps = scores.fps
    first = max(0, math.floor((moment.time_ms - reach) / 1000 * fps))
    last = min(scores.values.shape[1], math.ceil((moment.time_ms + reach) / 1000 * fps) + 1)
    if last <= first:
        return None
    values = _smooth(scores, label, errors.settings.classes[label].smoothing_s)[first:last]
    per_point = math.ceil(len(values) / (POINTS + 2))
    padded = np.append(values, np.zeros(-len(values) % per_point, values.dtype))
    highest = np.nan_to_num(padded.reshape(-1, per_point).max(1)).clip(0, 1)
    return {
        "first": round((first + (per_point - 1) / 2) * 1000 / fps - moment.time_ms),
        "step": per_point * 1000 / fps,
        "values": base64.b64encode(np.round(255 * highest).astype(np.uint8).tobytes()).decode(),
    }


def _smooth(scores: RankedScores, label: int, smoothing_s: float) -> np.ndarray:
    """(N,): the curve of a class, smoothed as its spots are made."""
    values = scores.values[label]
    return gaussian(values[None], smoothing_s * scores.fps)[0] if smoothing_s > 0 else values
