"""Spots and truths at a tolerance: what errors and their repairs are counted from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from core.errors import repair
from core.metric import assignment
from core.metric.grid import Grid
from core.metric.matching import gaps_to_truths, judge
from core.metric.outcomes import HIT, OUTCOMES, Gaps
from core.timebase import evaluation_reach


@njit(cache=True, nogil=True)
def count_spots(outcome, view, label, bins, shape):
    """(outcomes, 2, classes, bins) int64 of this shape: how many of M spots are where; all others (M,)."""
    counts = np.zeros(shape, np.int64)
    for spot in range(len(outcome)):  # in one pass and without the interpreter's lock, which bincount holds
        counts[outcome[spot], view[spot], label[spot], bins[spot]] += 1
    return counts


@dataclass(frozen=True, eq=False)
class GridColumns:
    """What is known of spots and truths on the grid before a tolerance.

    label, view (0 visible, 1 unshown), bins (M_spot,) int64: a spot's class, the view that the evaluator puts
    it in, and the bin of its confidence. truth_label, truth_view (M_truth,) int64: a truth's class, and the
    view that a spot on its frame is put in, as a repaired one is. n_classes: C.
    """

    label: np.ndarray
    view: np.ndarray
    bins: np.ndarray
    truth_label: np.ndarray
    truth_view: np.ndarray
    gaps: Gaps
    n_classes: int

    @classmethod
    def from_grids(cls, truth: Grid, spot: Grid) -> GridColumns:
        """Of truths and spots on the same lanes."""

        def view(grid: Grid) -> np.ndarray:
            return (~assignment.visible_spots(truth, grid)).astype(np.int64)

        bins = assignment.threshold_bins(spot.confidence, assignment.THRESHOLDS)
        gaps = gaps_to_truths(truth, spot)
        return cls(spot.label, view(spot), bins, truth.label, view(truth), gaps, truth.n_classes)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(2, C, 200): of histograms by view, class and bin."""
        return 2, self.n_classes, assignment.N_THRESHOLDS

    def histograms(self, outcome: np.ndarray) -> np.ndarray:
        """(len(OUTCOMES), 2, C, 200) int64: spots by outcome, view, class and bin."""
        return count_spots(outcome, self.view, self.label, self.bins, (len(OUTCOMES), *self.shape))

    def truth_histogram(self, truths: np.ndarray, bins: np.ndarray) -> np.ndarray:
        """(2, C, 200) int64: spots that stand on truths (n,), with confidences in bins (n,)."""
        place = np.ravel_multi_index((self.truth_view[truths], self.truth_label[truths], bins), self.shape)
        return np.bincount(place, minlength=int(np.prod(self.shape))).reshape(self.shape)


@dataclass(frozen=True, eq=False)
class Judgement:
    """Outcomes of every spot and truth on the grid at one tolerance, -1 for no spot or truth.

    truth_spot (M_truth,): the spot assigned to a truth; outcome (M_spot,) int8: codes of OUTCOMES; spot_truth
    (M_spot,): the truth that explains a spot's outcome; moved (len(KINDS), M_truth): the spot that repairing
    each kind moves to a missed truth; added_confidence (C,): of the spot that a missed truth gets by repair.
    """

    tolerance_s: float
    truth_spot: np.ndarray
    outcome: np.ndarray
    spot_truth: np.ndarray
    moved: np.ndarray
    added_confidence: np.ndarray
    reach: float
    """Half the window, in frames of the grid."""


def judge_errors(
    truth: Grid, spot: Grid, columns: GridColumns, tolerance_s: float, far_factor: float
) -> Judgement:
    """Outcomes at a tolerance (full width, seconds), far_factor: the far window as a multiple of it."""
    truth_spot, outcome, spot_truth = judge(truth, spot, columns.gaps, tolerance_s, far_factor)
    moved = repair.moved_spots(outcome, spot_truth, spot.confidence, truth_spot)
    hit = outcome == HIT
    of_all = float(np.median(spot.confidence[hit])) if hit.any() else 1.0
    added_confidence = np.full(truth.n_classes, of_all)
    hit_label, hit_confidence = columns.label[hit], spot.confidence[hit]
    for c in np.unique(hit_label):
        added_confidence[c] = np.median(hit_confidence[hit_label == c])
    reach = float(evaluation_reach(tolerance_s, truth.rule))
    return Judgement(tolerance_s, truth_spot, outcome, spot_truth, moved, added_confidence, reach)
