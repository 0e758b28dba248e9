"""AP after repairs, from histograms of confidence: nothing is assigned again, so nothing else changes.

A histogram counts spots (n_spots) and hits by the evaluator's 200 confidence thresholds. Views are 0 visible
and 1 unshown by the truth a spot belongs to, as the evaluator splits them; their sum is all.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from core.errors.kinds import KINDS
from core.metric import averaging
from core.metric.outcomes import Fix


def average_precision(n_spots: np.ndarray, hits: np.ndarray, n_truths: np.ndarray) -> np.ndarray:
    """(R,) float64: the official 11-point AP of histograms (R, K), to the bit; n_truths (R,)."""
    n_spots, hits = _at_or_above(n_spots), _at_or_above(hits)
    return averaging.eleven_point(hits[:, None, None], n_spots[:, None], n_truths[:, None])[:, 0, 0]


def _at_or_above(histogram: np.ndarray) -> np.ndarray:
    """(..., K): counts in each bin or a higher one, from counts in each bin."""
    return np.ascontiguousarray(np.cumsum(histogram[..., ::-1], axis=-1)[..., ::-1])


def moved_spots(
    outcome: np.ndarray, spot_truth: np.ndarray, confidence: np.ndarray, truth_spot: np.ndarray
) -> np.ndarray:
    """(len(KINDS), M_truth) int64: the spot that repairing each kind moves to a missed truth.

    The most confident that the truth explains; ties: the first on the grid. -1 for none, for truths that were
    found, and for kinds whose repair moves nothing.
    """
    nothing = np.full(len(truth_spot), -1, np.int64)
    spots = (outcome, spot_truth, confidence, truth_spot)
    return np.stack(
        [most_confident(kind.code, *spots) if kind.fix == Fix.MOVE else nothing for kind in KINDS]
    )


@njit(cache=True, nogil=True)
def most_confident(code, outcome, spot_truth, confidence, truth_spot):
    """(M_truth,) int64: for each missed truth the most confident spot of an outcome; -1: none."""
    best = np.full(len(truth_spot), -1, np.int64)
    for spot in range(len(outcome)):
        if outcome[spot] == code:
            truth = spot_truth[spot]
            if truth_spot[truth] < 0 and (best[truth] < 0 or confidence[spot] > confidence[best[truth]]):
                best[truth] = spot
    return best


def single_gains(n_spots: np.ndarray, hits: np.ndarray, n_truths: np.ndarray) -> np.ndarray:
    """(3, C, K) float64: AP that a class gains by one change in a bin.

    The changes: a false spot goes (0), a false spot becomes a hit (1), a hit is added (2); 0 where there is
    no false spot to change. n_spots, hits (C, K), of all views; n_truths (C,).
    """
    n_classes, n_bins = n_spots.shape
    base = average_precision(n_spots, hits, n_truths)
    counts = np.tri(n_bins, dtype=np.int64)  # row b: one spot of bin b, at or above each threshold
    gain = np.empty((3, n_classes, n_bins))
    for c in range(n_classes):
        new_spots = _at_or_above(n_spots[c]) + np.multiply.outer([-1, 0, 1], counts)  # (3, K, K)
        new_hits = _at_or_above(hits[c]) + np.multiply.outer([0, 1, 1], counts)
        n = np.full((3, n_bins), n_truths[c])
        gain[:, c] = averaging.eleven_point(new_hits[:, None], new_spots, n)[:, 0] - base[c]
    gain[:2, n_spots == hits] = 0
    return gain
