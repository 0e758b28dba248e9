"""The evaluator's own assignment of spots to truths, and what it counts per confidence threshold.

Functions of grids first, then their loops over lanes: compiled with numba, cached on disk, and free of the
GIL, so several threads may call them.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from core.metric.grid import Grid
from core.timebase import evaluation_reach

N_THRESHOLDS = 200
THRESHOLDS = np.linspace(0, 1, N_THRESHOLDS)
"""The official evaluator's confidence thresholds."""


def assign_grids(truth: Grid, spot: Grid, tolerances_s: tuple[float, ...]) -> np.ndarray:
    """(T, M_truth) int64: the spot of each truth at tolerances (full widths, seconds), -1 for none.

    Raises ValueError for grids of different lanes.
    """
    if len(truth.start) != len(spot.start):
        raise ValueError(f"{len(truth.start) - 1} lanes of truths, {len(spot.start) - 1} of spots")
    reach = evaluation_reach(tolerances_s, truth.rule)
    return assign(truth.start, truth.frame, spot.start, spot.frame, spot.confidence, reach)


def hit_spots(taken_by: np.ndarray, n_spots: int) -> np.ndarray:
    """(T, n_spots) bool: whether a spot took a truth, from the spot (T, M_truth) of each truth."""
    hit = np.zeros((len(taken_by), n_spots), np.bool_)
    for row, spots in zip(hit, taken_by, strict=True):
        row[spots[spots >= 0]] = True
    return hit


def visible_spots(truth: Grid, spot: Grid) -> np.ndarray:
    """(M_spot,) bool: whether the evaluator counts a spot as visible, by the truth nearest to it."""
    return nearest_is_visible(truth.start, truth.frame, truth.visible, spot.start, spot.frame)


def count_grids(
    truth: Grid, spot: Grid, taken_by: np.ndarray, visible: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Spots (3, C, 200) and hits (3, T, C, 200) at or above each threshold; views all, visible, unshown."""
    bins = threshold_bins(spot.confidence, THRESHOLDS)
    return count(truth.n_classes, spot.start, visible, bins, taken_by, truth.start, N_THRESHOLDS)


def truths_per_view(truth: Grid, places: np.ndarray | slice = slice(None)) -> np.ndarray:
    """(3, C) int64: truths of each class in all, visible, unshown; places: of these alone."""
    label, shown = truth.label[places], truth.visible[places]
    visible, unshown = (np.bincount(label[rows], minlength=truth.n_classes) for rows in (shown, ~shown))
    return np.stack([visible + unshown, visible, unshown])


@njit(cache=True, nogil=True)
def assign(truth_start, truth_frame, spot_start, spot_frame, confidence, reach):
    """Give each truth, in time order, its highest-scoring free spot within reach; ties: the earliest spot.

    truth_start, spot_start (L + 1,): lanes. reach (T,) float64: half the full width of each tolerance, in
    frames. Returns (T, M_truth) int64: the spot of each truth, -1 for none.
    """
    n_tolerances = len(reach)
    taken_by = np.full((n_tolerances, len(truth_frame)), -1, np.int64)
    free = np.ones(len(spot_frame), np.bool_)
    for t in range(n_tolerances):
        free[:] = True
        for lane in range(len(truth_start) - 1):
            first, end = spot_start[lane], spot_start[lane + 1]
            for truth in range(truth_start[lane], truth_start[lane + 1]):
                low, high = truth_frame[truth] - reach[t], truth_frame[truth] + reach[t]
                while first < end and spot_frame[first] < low:
                    first += 1
                best, best_confidence = -1, -1.0
                spot = first
                while spot < end and spot_frame[spot] <= high:
                    if free[spot] and confidence[spot] > best_confidence:
                        best, best_confidence = spot, confidence[spot]
                    spot += 1
                if best >= 0:
                    free[best] = False
                    taken_by[t, truth] = best
    return taken_by


@njit(cache=True, nogil=True)
def nearest_is_visible(truth_start, truth_frame, truth_visible, spot_start, spot_frame):
    """(M_spot,) bool: whether the truth a spot belongs to is visible; midpoints divide truths of a lane.

    A spot in a lane without truths counts as unshown (evaluator: closest = -1).
    """
    visible = np.zeros(len(spot_frame), np.bool_)
    for lane in range(len(truth_start) - 1):
        truth, end = truth_start[lane], truth_start[lane + 1]
        if truth == end:
            continue
        for spot in range(spot_start[lane], spot_start[lane + 1]):
            while truth + 1 < end and spot_frame[spot] >= (truth_frame[truth] + truth_frame[truth + 1]) // 2:
                truth += 1
            visible[spot] = truth_visible[truth]
    return visible


@njit(cache=True, nogil=True)
def threshold_bins(confidence, thresholds):
    """(M,) int64: the last threshold that each confidence (>= 0) reaches."""
    top = len(thresholds) - 1
    bins = np.empty(len(confidence), np.int64)
    for i in range(len(confidence)):
        k = top if confidence[i] >= 1 else int(confidence[i] * top)
        while k > 0 and thresholds[k] > confidence[i]:
            k -= 1
        while k < top and thresholds[k + 1] <= confidence[i]:
            k += 1
        bins[i] = k
    return bins


@njit(cache=True, nogil=True)
def count(n_classes, spot_start, spot_visible, bins, taken_by, truth_start, n_thresholds):
    """Spots (3, C, K) int64 with at least each confidence, and hits (3, T, C, K): those that took a truth.

    Views: 0 all, 1 visible, 2 unshown, by the truth a spot belongs to.
    """
    n_spots = np.zeros((3, n_classes, n_thresholds), np.int64)
    hits = np.zeros((3, len(taken_by), n_classes, n_thresholds), np.int64)
    for lane in range(len(spot_start) - 1):
        label = lane % n_classes
        for spot in range(spot_start[lane], spot_start[lane + 1]):
            n_spots[1 if spot_visible[spot] else 2, label, bins[spot]] += 1
        for t in range(len(taken_by)):
            for truth in range(truth_start[lane], truth_start[lane + 1]):
                spot = taken_by[t, truth]
                if spot >= 0:
                    hits[1 if spot_visible[spot] else 2, t, label, bins[spot]] += 1
    for k in range(n_thresholds - 2, -1, -1):
        n_spots[1:, :, k] += n_spots[1:, :, k + 1]
        hits[1:, :, :, k] += hits[1:, :, :, k + 1]
    n_spots[0] = n_spots[1] + n_spots[2]
    hits[0] = hits[1] + hits[2]
    return n_spots, hits
