"""Whether a class is spotted early or late, and the gain of one constant shift of each class."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.errors import repair
from core.errors.kinds import KINDS, ErrorConfig
from core.errors.report import ErrorReport
from core.events import Events
from core.metric import assignment, averaging
from core.metric.evaluation import evaluate
from core.metric.grid import grids
from core.metric.outcomes import HIT, SAME_CLASS
from core.progress import Progress, silent
from core.timebase import evaluation_reach

if TYPE_CHECKING:
    import pandas as pd

MAX_SHIFT_S = 10.0
"""The largest shift that is tried: a larger one would be a fault of the data, not of the model."""


def offset_pairs(report: ErrorReport) -> tuple[np.ndarray, np.ndarray]:
    """(P,) places of spots and of their truths on the grid.

    Hits, and for each missed truth the spot of its class that repair would move to it.
    """
    hits = np.flatnonzero(report.detail.outcome == HIT)
    moved = report.detail.moved[[kind.truth == SAME_CLASS for kind in KINDS]]
    confidence = np.where(moved >= 0, np.append(report.spot_grid.confidence, 0)[moved], -1)
    moved = moved[confidence.argmax(0), np.arange(moved.shape[1])]
    spots = np.concatenate([hits, moved[moved >= 0]])
    return spots, report.detail.spot_truth[spots]


def offsets(report: ErrorReport) -> pd.DataFrame:
    """One row per class: pairs, median_ms (negative: early), low_ms and high_ms (quartiles), early (share).

    Over hits and, for a missed truth, its most confident spot in the far window; so offsets reach to half the
    far window and no farther. NaN without pairs.
    """
    import pandas as pd

    spot, truth = offset_pairs(report)
    offset = (
        report.spots.time_ms[report.spot_grid.row[spot]] - report.truths.time_ms[report.truth_grid.row[truth]]
    )
    label = report.columns.label[spot]
    rows = []
    for c, name in enumerate(report.truths.label_set.classes):
        of_class = offset[label == c]
        low, median, high = np.percentile(of_class, [25, 50, 75]) if len(of_class) else (np.nan,) * 3
        early = float((of_class < 0).mean()) if len(of_class) else np.nan
        rows.append((name, len(of_class), median, low, high, early))
    return pd.DataFrame(rows, columns=["class", "pairs", "median_ms", "low_ms", "high_ms", "early"])


@dataclass(frozen=True, eq=False)
class ShiftGain:
    """AP (C,) before and after each class is shifted by shift_ms (C,)."""

    shift_ms: np.ndarray
    before: np.ndarray
    after: np.ndarray

    @property
    def gain(self) -> np.ndarray:
        return self.after - self.before


def best_shifts(
    truths: Events, spots: Events, config: ErrorConfig, progress: Progress = silent
) -> np.ndarray:
    """(C,) int64 ms: the constant shift of each class with the highest AP at the config's tolerances.

    Whole steps of the evaluation's grid, up to MAX_SHIFT_S at the rule's time scale. 0 without a gain; of
    equal shifts the middle of their longest run, since at its ends a little more would lose. Choose on valid,
    show on test.
    """
    spots = spots.for_games(truths.games)
    truth, spot = grids(truths, spots)
    label, n_truths, n_classes, rule = spot.label, truth.per_class(), truth.n_classes, truth.rule
    bins = assignment.threshold_bins(spot.confidence, assignment.THRESHOLDS)
    shape = (n_classes, assignment.N_THRESHOLDS)
    place = np.ravel_multi_index((label, bins), shape)
    n_spots = np.bincount(place, minlength=n_classes * assignment.N_THRESHOLDS).reshape(shape)
    reach = evaluation_reach(config.tolerances_s, rule)
    most = int(MAX_SHIFT_S * rule.time_scale * rule.fps)

    def mean_ap(shift: int) -> np.ndarray:
        taken_by = assignment.assign(
            truth.start, truth.frame, spot.start, spot.frame + shift, spot.confidence, reach
        )
        ap = []
        for truth_spot in taken_by:
            hit = truth_spot[truth_spot >= 0]
            hits = np.bincount(place[hit], minlength=n_spots.size)
            ap.append(repair.average_precision(n_spots, hits.reshape(shape), n_truths))
        return averaging.over_tolerances(np.stack(ap))

    shifts, ap_of_shifts = range(-most, most + 1), []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(mean_ap, shifts)
        try:
            for done in range(len(shifts)):
                progress(done, len(shifts), "trying shifts")
                ap_of_shifts.append(next(results))
        finally:
            pool.shutdown(cancel_futures=True)
    best = [_best(of_class) - most for of_class in np.stack(ap_of_shifts).T]
    return np.round(np.array(best) * 1000 / rule.fps).astype(np.int64)


def _best(ap: np.ndarray) -> int:
    """Place of the best shift, from AP (2 M + 1,) of shifts -M to M: M where none gains."""
    middle = len(ap) // 2
    as_good = ap >= ap.max() - 1e-12  # less is rounding
    if as_good[middle]:
        return middle
    edges = np.flatnonzero(np.diff(np.concatenate([[False], as_good, [False]])))
    runs = zip(edges[::2].tolist(), (edges[1::2] - 1).tolist(), strict=True)
    first, last = max(runs, key=lambda run: (run[1] - run[0], -abs(sum(run) / 2 - middle)))
    return round((first + last) / 2)


def shifted(spots: Events, shift_ms: np.ndarray) -> Events:
    """Spots moved by the shift (C,) of their class, none to before the start of its half."""
    return replace(spots, time_ms=np.maximum(spots.time_ms + shift_ms[spots.label], 0))


def shift_gain(truths: Events, spots: Events, shift_ms: np.ndarray, config: ErrorConfig) -> ShiftGain:
    """AP of spots before and after shifts (C,), by the evaluator itself."""
    before, after = (
        averaging.over_tolerances(evaluate(truths, events, config.tolerances_s).ap[0])
        for events in (spots, shifted(spots, shift_ms))
    )
    return ShiftGain(np.asarray(shift_ms), before, after)
