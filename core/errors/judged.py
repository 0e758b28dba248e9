"""Spots and truths laid out once, and judged at a tolerance: what errors and repairs are counted from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.classes import N_CLASSES
from core.errors import repair
from core.metric import assignment
from core.metric.grid import Grid
from core.metric.matching import gaps_to_truths, judge
from core.metric.outcomes import HIT, OUTCOMES, Gaps


@dataclass(frozen=True, eq=False)
class Layout:
    """What of the grids does not depend on the tolerance: class, view (0 visible, 1 unshown) and bin."""

    label: np.ndarray
    view: np.ndarray
    bins: np.ndarray
    truth_label: np.ndarray
    truth_view: np.ndarray
    gaps: Gaps

    @classmethod
    def of(cls, truth: Grid, spot: Grid) -> Layout:
        """truth_view: in which view the evaluator puts a spot on that truth's frame, as a repaired one is."""

        def view(grid: Grid) -> np.ndarray:
            return (~assignment.visible_spots(truth, grid)).astype(np.int64)

        bins = assignment.threshold_bins(spot.confidence, assignment.THRESHOLDS)
        return cls(spot.label, view(spot), bins, truth.label, view(truth), gaps_to_truths(truth, spot))

    def histograms(self, outcome: np.ndarray) -> np.ndarray:
        """(len(OUTCOMES), 2, 17, 200) int64: spots by outcome, view, class and bin."""
        counts = np.bincount(outcome * np.int64(_SIZE) + self._place, minlength=len(OUTCOMES) * _SIZE)
        return counts.reshape(len(OUTCOMES), *_SHAPE)

    def truth_histogram(self, truths: np.ndarray, bins: np.ndarray) -> np.ndarray:
        """(2, 17, 200) int64: spots that stand on truths (n,), with confidences in bins (n,)."""
        place = _places(self.truth_view[truths], self.truth_label[truths], bins)
        return np.bincount(place, minlength=_SIZE).reshape(_SHAPE)

    @cached_property
    def _place(self) -> np.ndarray:
        return _places(self.view, self.label, self.bins)


_SHAPE = (2, N_CLASSES, assignment.N_THRESHOLDS)
_SIZE = int(np.prod(_SHAPE))


def _places(view: np.ndarray, label: np.ndarray, bins: np.ndarray) -> np.ndarray:
    """(n,) int64: places in a flat array of _SHAPE."""
    return (view * N_CLASSES + label) * assignment.N_THRESHOLDS + bins


@dataclass(frozen=True, eq=False)
class Judged:
    """Every spot and truth on the evaluator's grid at one tolerance.

    taken_by (M_truth,): the spot of each truth; outcome (M_spot,) int8: codes of outcomes; explains
    (M_spot,): the truth that explains it; moved (len(KINDS), M_truth): the spot that repairing each kind
    moves to a missed truth. -1 for none.
    """

    tolerance_s: float
    taken_by: np.ndarray
    outcome: np.ndarray
    explains: np.ndarray
    moved: np.ndarray
    new_confidence: np.ndarray
    """(17,): the confidence of the spot that a missed truth would get."""


def judge_errors(truth: Grid, spot: Grid, layout: Layout, tolerance_s: float, far_factor: float) -> Judged:
    """Outcomes at one tolerance (full width, seconds) with what repair would give each missed truth."""
    taken_by, outcome, explains = judge(truth, spot, layout.gaps, tolerance_s, far_factor)
    moved = repair.moved_spots(outcome, explains, spot.confidence, taken_by)
    hit = outcome == HIT
    fallback = float(np.median(spot.confidence[hit])) if hit.any() else 1.0
    new = np.full(N_CLASSES, fallback)
    hit_label, hit_confidence = layout.label[hit], spot.confidence[hit]
    for c in np.unique(hit_label):
        new[c] = np.median(hit_confidence[hit_label == c])
    return Judged(tolerance_s, taken_by, outcome, explains, moved, new)
