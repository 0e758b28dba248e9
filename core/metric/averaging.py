"""How the official evaluator averages: precision over recalls, AP over tolerances, and the factor on unshown.

Source: the SoccerNet package 0.2.0, SoccerNet/Evaluation/ActionSpotting.py. Every figure of the program is
averaged here.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numba import njit

_RECALLS = np.arange(11) / 10


@njit(cache=True, nogil=True, error_model="numpy")
def eleven_point(hits, n_spots, n_truths):
    """(R, T, C) float64: VOC 11-point AP, the mean of the best precision at recalls of 0, 0.1, .. 1 and more.

    hits (R, T, C, K) and n_spots (R, C, K): how many stand at or above each of K thresholds, in any order of
    thresholds; n_truths (R, C). All are whole numbers of any type. Precision is 0 without spots, recall is 0
    without truths.
    """
    n_rows, n_tolerances, n_classes, n_thresholds = hits.shape
    ap = np.empty((n_rows, n_tolerances, n_classes))
    best = np.empty(11)
    for row in range(n_rows):
        for t in range(n_tolerances):
            for c in range(n_classes):
                total = np.float64(n_truths[row, c])
                best[:] = 0.0
                level = 10  # the highest of the recalls that this threshold reaches
                for k in range(n_thresholds):
                    hit = np.float64(hits[row, t, c, k])
                    if hit == 0:
                        continue
                    recall = hit / total if total > 0 else 0.0
                    while level > 0 and recall < _RECALLS[level]:
                        level -= 1
                    while level < 10 and recall >= _RECALLS[level + 1]:
                        level += 1
                    best[level] = max(best[level], hit / np.float64(n_spots[row, c, k]))
                for level in range(9, -1, -1):  # what reaches a recall reaches all lower ones
                    best[level] = max(best[level], best[level + 1])
                ap[row, t, c] = best.sum() / 11
    return ap


def over_tolerances(ap: np.ndarray, axis: int = 0) -> np.ndarray:
    """The average over an axis of T tolerances: unit trapezoids summed in order, over their number T - 1.

    Any shape, less that axis. A single tolerance is its own average.
    """
    rows = np.moveaxis(np.asarray(ap), axis, 0)
    if len(rows) == 1:
        return rows[0]
    return sum((left + right) / 2 for left, right in pairwise(rows)) / (len(rows) - 1)


def reported(average, view: str, n_tolerances: int, factor: tuple[float, float]):
    """An average over classes, number or array, as the evaluator reports it for a view.

    It multiplies unshown figures that are averaged over several tolerances by a factor, numerator and
    denominator, and leaves the others. The package's is 17 / 13 whatever the data set, as if 13 of the 17
    classes of SoccerNet-v2 had unshown truths.
    """
    numerator, denominator = factor
    return average * numerator / denominator if view == "unshown" and n_tolerances > 1 else average
