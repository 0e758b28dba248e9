"""What the gallery is sent of each moment: figures, marks and a small curve, as plain Python values."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.moments.names import moment_name
from core.classes import CLASSES, INDEX, N_CLASSES
from core.data.games import make_game
from core.errors.moments import Moment, Moments
from core.metric.grid import Grid
from core.metric.outcomes import CODES, OUTCOMES
from core.spotting.nms import RankedScores, gaussian
from core.spotting.settings import Settings

POINTS = 120
"""A curve is sent with at most so many points; of several samples in one the highest stays."""
AROUND = 6
"""Of spots of other classes near a moment that has none of its own the strongest so many are shown."""
LEAST_MS = 30_000
"""A card shows at least this much to either side of its moment."""


@dataclass(frozen=True, eq=False)
class Source:
    """Where the marks and curves of cards come from. scores: by (game, half), None for spots alone."""

    found: Moments
    settings: Settings
    scores: dict[tuple[str, int], RankedScores] | None

    @property
    def tolerance_ms(self) -> float:
        return 1000 * self.found.report.detail.tolerance_s


def cards(source: Source, moments: tuple[Moment, ...]) -> list[dict[str, Any]]:
    """A card for each moment: see `card`."""
    index = {name: place for place, name in enumerate(source.found.report.truths.games)}
    thresholds = source.settings.thresholds.tolist()
    return [card(source, moment, index[moment.game], thresholds) for moment in moments]


def card(source: Source, moment: Moment, game: int, thresholds: list[float]) -> dict[str, Any]:
    """One card; times in ms from the moment, which stands in the middle.

    reach: to either side; curve and under: of the moment's class and of the truth's when that is another, or
    None. spots: [time, confidence, outcome, own class]; truths: [time, visible, found, own class]; around:
    [time, confidence, class] of other classes' spots, where none of the moment's own class is near. visible:
    whether the broadcast shows the moment's truth, None without one.
    """
    kind = OUTCOMES[CODES[moment.kind]]
    other = moment.truth_label if moment.truth_label not in (None, moment.label) else None
    both = moment.truth_ms is not None and moment.confidence is not None
    offset = moment.time_ms - moment.truth_ms if both else None
    reach = max(LEAST_MS, 0.75 * source.tolerance_ms, 1.15 * abs(offset or 0))
    reach = 5000 * math.ceil(reach / 5000)
    report = source.found.report
    lane = (2 * game + moment.half - 1) * N_CLASSES
    spots, truths = [], []
    for label in (moment.label, other):
        if label is None:
            continue
        own = int(label == moment.label)
        at = _inside(report.spot_grid, report.spots.time_ms, lane + INDEX[label], moment.time_ms, reach)
        outcome = report.detail.outcome[at].tolist()
        for place, code in zip(at.tolist(), outcome, strict=True):
            time = int(report.spots.time_ms[report.spot_grid.row[place]]) - moment.time_ms
            spots.append(
                [time, round(float(report.spot_grid.confidence[place]), 3), OUTCOMES[code].name, own]
            )
        for place in _inside(
            report.truth_grid, report.truths.time_ms, lane + INDEX[label], moment.time_ms, reach
        ).tolist():
            time = int(report.truths.time_ms[report.truth_grid.row[place]]) - moment.time_ms
            met = int(report.detail.truth_spot[place] >= 0)
            truths.append([time, int(report.truth_grid.visible[place]), met, own])
    scores = None if source.scores is None else source.scores.get((moment.game, moment.half))
    return {
        "id": moment_name(moment),
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
        "visible": _shown(truths, moment, own=other is None),
        "cause": moment.cause,
        "cost": round(100 * moment.cost, 4),
        "game": make_game(moment.game, {}, "").title,
        "reach": reach,
        "threshold": thresholds[INDEX[moment.label]],
        "curve": _curve(source, scores, moment, moment.label, reach),
        "under": None if other is None else _curve(source, scores, moment, other, reach),
        "spots": spots,
        "truths": truths,
        "around": [] if spots else _around(source, lane, moment, reach),
    }


def _around(source: Source, lane: int, moment: Moment, reach: int) -> list[list]:
    """What the run said instead: the strongest spots of other classes."""
    report, found = source.found.report, []
    for c, name in enumerate(CLASSES):
        for place in _inside(
            report.spot_grid, report.spots.time_ms, lane + c, moment.time_ms, reach
        ).tolist():
            time = int(report.spots.time_ms[report.spot_grid.row[place]]) - moment.time_ms
            found.append([time, round(float(report.spot_grid.confidence[place]), 3), name])
    return sorted(found, key=lambda one: (-one[1], abs(one[0])))[:AROUND]


def _shown(truths: list[list[int]], moment: Moment, *, own: bool) -> bool | None:
    """Whether the moment's truth is visible; a spot's own view is that of the truth nearest to it."""
    if moment.truth_ms is None:
        return None
    met = [bool(one[1]) for one in truths if one[0] == moment.truth_ms - moment.time_ms and one[3] == own]
    return met[0] if met else None


def _inside(grid: Grid, time_ms: np.ndarray, lane: int, middle: int, reach: int) -> np.ndarray:
    """Places of a lane's events within reach of a time."""
    at = np.arange(grid.start[lane], grid.start[lane + 1])
    return at[np.abs(time_ms[grid.row[at]].astype(np.int64) - middle) <= reach]


def _curve(
    source: Source, scores: RankedScores | None, moment: Moment, label: str, reach: int
) -> dict[str, Any] | None:
    """first and step: ms from the moment; values: one byte each, 255 for 1, in base64."""
    if scores is None:
        return None
    c, fps = INDEX[label], scores.fps
    first = max(0, math.floor((moment.time_ms - reach) / 1000 * fps))
    last = min(scores.values.shape[1], math.ceil((moment.time_ms + reach) / 1000 * fps) + 1)
    if last <= first:
        return None
    values = _smooth(scores.values[c], source.settings.classes[c].smoothing_s * fps, first, last)
    each = math.ceil(len(values) / (POINTS + 2))
    padded = np.append(values, np.zeros(-len(values) % each, values.dtype))
    quantised = np.round(255 * np.nan_to_num(padded.reshape(-1, each).max(1)).clip(0, 1)).astype(np.uint8)
    return {
        "first": round((first + (each - 1) / 2) * 1000 / fps - moment.time_ms),
        "step": each * 1000 / fps,
        "values": base64.b64encode(quantised.tobytes()).decode(),
    }


def _smooth(values: np.ndarray, sigma: float, first: int, last: int) -> np.ndarray:
    """Samples first to last of a curve (N,) under a gaussian of sigma frames."""
    return values[first:last] if sigma <= 0 else gaussian(values[None], sigma)[0, first:last]
