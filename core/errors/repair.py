"""AP after repairs, from histograms of confidence: nothing is assigned again, so nothing else changes.

A histogram counts spots (found) and hits by the evaluator's 200 confidence thresholds. Views are 0 visible
and 1 unshown by the truth a spot belongs to, as the evaluator splits them; their sum is all.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from core.metric import averaging
from core.metric.matching import BACKGROUND, DUPLICATE, HIT, LOCALISATION, WRONG_CLASS


def average_precision(found: np.ndarray, hits: np.ndarray, n_truths: np.ndarray) -> np.ndarray:
    """(R,) float64: the official 11-point AP of histograms (R, K), to the bit; n_truths (R,)."""
    found, hits = _at_or_above(found), _at_or_above(hits)
    return averaging.eleven_point(hits[:, None, None], found[:, None], n_truths[:, None])[:, 0, 0]


def _at_or_above(histogram: np.ndarray) -> np.ndarray:
    """(..., K): how many stand in a bin or a higher one, from how many stand in each."""
    return np.ascontiguousarray(np.cumsum(histogram[..., ::-1], axis=-1)[..., ::-1])


@njit(cache=True, nogil=True)
def heirs(outcome, explains, confidence, taken_by):
    """(2, M_truth) int64: the most confident localisation (0) and wrong-class (1) spot of a missed truth.

    Ties: the first on the grid. -1 for none, and for truths that were found.
    """
    heir = np.full((2, len(taken_by)), -1, np.int64)
    for spot in range(len(outcome)):
        if outcome[spot] != LOCALISATION and outcome[spot] != WRONG_CLASS:
            continue
        truth, kind = explains[spot], 0 if outcome[spot] == LOCALISATION else 1
        if taken_by[truth] < 0:
            other = heir[kind, truth]
            if other < 0 or confidence[spot] > confidence[other]:
                heir[kind, truth] = spot
    return heir


@njit(cache=True, nogil=True)
def histograms(label, view, bins, outcome, n_classes, n_bins):
    """found, hits (2, C, K) int64 of spots on the grid."""
    found = np.zeros((2, n_classes, n_bins), np.int64)
    hits = np.zeros((2, n_classes, n_bins), np.int64)
    for spot in range(len(label)):
        found[view[spot], label[spot], bins[spot]] += 1
        if outcome[spot] == HIT:
            hits[view[spot], label[spot], bins[spot]] += 1
    return found, hits


@njit(cache=True, nogil=True)
def repair(found, hits, label, view, bins, outcome, truth_label, truth_view, taken_by, heir, new_bin):
    """Histograms (5, 2, C, K) of found and hits with one kind repaired in each, in the order of KINDS.

    new_bin (C,) int64: the confidence bin of the spot that a missed truth gets.
    """
    shape = (5, *found.shape)
    new_found, new_hits = np.empty(shape, np.int64), np.empty(shape, np.int64)
    for kind in range(5):
        new_found[kind], new_hits[kind] = found, hits
    for spot in range(len(label)):
        kind = -1
        if outcome[spot] == LOCALISATION:
            kind = 0
        elif outcome[spot] == WRONG_CLASS:
            kind = 1
        elif outcome[spot] == DUPLICATE:
            kind = 2
        elif outcome[spot] == BACKGROUND:
            kind = 3
        if kind >= 0:
            new_found[kind, view[spot], label[spot], bins[spot]] -= 1
    for truth in range(len(truth_label)):
        if taken_by[truth] >= 0:
            continue
        v, c = truth_view[truth], truth_label[truth]
        for kind in range(2):
            if heir[kind, truth] >= 0:
                new_found[kind, v, c, bins[heir[kind, truth]]] += 1
                new_hits[kind, v, c, bins[heir[kind, truth]]] += 1
        new_found[4, v, c, new_bin[c]] += 1
        new_hits[4, v, c, new_bin[c]] += 1
    return new_found, new_hits


def single_gains(found: np.ndarray, hits: np.ndarray, n_truths: np.ndarray) -> np.ndarray:
    """(3, C, K) float64: AP gained in a class when one false spot of a bin goes (0) or becomes a hit (1), and
    when a hit is added there (2). found, hits (C, K), of all views; n_truths (C,).

    0 and 1 stand at 0 for bins without a false spot.
    """
    n_classes, n_bins = found.shape
    base = average_precision(found, hits, n_truths)
    counts = np.tri(n_bins, dtype=np.int64)  # row b: one spot of bin b, at or above each threshold
    gain = np.empty((3, n_classes, n_bins))
    for c in range(n_classes):
        new_found = _at_or_above(found[c]) + np.multiply.outer([-1, 0, 1], counts)  # (3, K, K)
        new_hits = _at_or_above(hits[c]) + np.multiply.outer([0, 1, 1], counts)
        n = np.full((3, n_bins), n_truths[c])
        gain[:, c] = averaging.eleven_point(new_hits[:, None], new_found, n)[:, 0] - base[c]
    gain[:2, found == hits] = 0
    return gain
