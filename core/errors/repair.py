"""AP after repairs, from histograms of confidence: nothing is assigned again, so nothing else changes.

A histogram counts spots (found) and hits by the evaluator's 200 confidence thresholds. Views are 0 visible
and 1 unshown by the truth a spot belongs to, as the evaluator splits them; their sum is all.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from core.metric.matching import BACKGROUND, DUPLICATE, HIT, LOCALISATION, WRONG_CLASS


@njit(cache=True, nogil=True)
def average_precision(found, hits, n_truths):
    """(R,) float64: the official 11-point AP of histograms (R, K), to the bit; n_truths (R,)."""
    n_rows, n_bins = found.shape
    ap = np.zeros(n_rows)
    precision, recall, best = np.empty(n_bins), np.empty(n_bins), np.zeros(11)
    for row in range(n_rows):
        n_found, n_hits = 0, 0
        for k in range(n_bins - 1, -1, -1):
            n_found += found[row, k]
            n_hits += hits[row, k]
            precision[k] = n_hits / n_found if n_found > 0 else 0.0
            recall[k] = n_hits / n_truths[row] if n_truths[row] > 0 else 0.0
        k, top = 0, 0.0
        for level in range(10, -1, -1):
            while k < n_bins and recall[k] >= level / 10:
                top = max(top, precision[k])
                k += 1
            best[level] = top
        total = 0.0
        for level in range(11):
            total += best[level]
        ap[row] = total / 11
    return ap


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


@njit(cache=True, nogil=True)
def single_gains(found, hits, n_truths):
    """(3, C, K) float64: AP gained in a class when one false spot of a bin goes (0) or becomes a hit (1), and
    when a hit is added there (2). found, hits (C, K), of all views.

    0 and 1 stand at 0 for bins without a false spot.
    """
    n_classes, n_bins = found.shape
    gain = np.zeros((3, n_classes, n_bins))
    f, h = np.empty((1, n_bins), np.int64), np.empty((1, n_bins), np.int64)
    n = np.empty(1, np.int64)
    for c in range(n_classes):
        n[0] = n_truths[c]
        f[0], h[0] = found[c], hits[c]
        base = average_precision(f, h, n)[0]
        for b in range(n_bins):
            for change in range(3):
                if change < 2 and found[c, b] == hits[c, b]:
                    continue
                f[0], h[0] = found[c], hits[c]
                f[0, b] += change - 1 if change != 1 else 0
                h[0, b] += 1 if change > 0 else 0
                gain[change, c, b] = average_precision(f, h, n)[0] - base
    return gain


def averaged(ap: np.ndarray) -> np.ndarray:
    """(..., C): AP (..., T, C) averaged over tolerances by the official metric's trapezoids."""
    if ap.shape[-2] == 1:
        return ap[..., 0, :]
    return (ap[..., :-1, :] + ap[..., 1:, :]).sum(-2) / 2 / (ap.shape[-2] - 1)
