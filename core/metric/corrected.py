"""Loops of the corrected metric: matching in order of score, and the exact area under the curve."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def assign_by_score(truth_start, truth_frame, spot_start, spot_frame, confidence, reach):
    """Give each spot, highest score first, the nearest free truth within reach; ties: the earlier.

    Arguments and result as `assignment.assign`: (T, M_truth) int64, the spot of each truth, -1 for none.
    """
    n_tolerances = len(reach)
    taken_by = np.full((n_tolerances, len(truth_frame)), -1, np.int64)
    widest = reach.max()
    for lane in range(len(truth_start) - 1):
        first_truth, end_truth = truth_start[lane], truth_start[lane + 1]
        first, end = spot_start[lane], spot_start[lane + 1]
        if first_truth == end_truth or first == end:
            continue
        order = first + np.argsort(-confidence[first:end], kind="mergesort")
        for spot in order:
            frame = spot_frame[spot]
            low = first_truth + np.searchsorted(truth_frame[first_truth:end_truth], frame - widest)
            if low == end_truth or truth_frame[low] > frame + widest:
                continue
            for t in range(n_tolerances):
                best, best_apart = -1, reach[t]
                truth = low
                while truth < end_truth and truth_frame[truth] <= frame + reach[t]:
                    apart = abs(truth_frame[truth] - frame)
                    if taken_by[t, truth] < 0 and (apart < best_apart or (best < 0 and apart <= best_apart)):
                        best, best_apart = truth, apart
                    truth += 1
                if best >= 0:
                    taken_by[t, best] = spot
    return taken_by


@njit(cache=True, nogil=True)
def all_point(order, class_start, confidence, visible, hit, n_truths):
    """(3, T, C) AP as the area under the precision envelope, a point at every confidence that occurs.

    order (M,): spots by class (class_start (C + 1,)) and falling confidence. hit (T, M) bool; n_truths (3, C)
    for all, visible, unshown. Spots of one confidence come as one. A class without truths has AP 0.
    """
    n_tolerances, n_classes = len(hit), len(class_start) - 1
    ap = np.zeros((3, n_tolerances, n_classes))
    longest = 0
    for c in range(n_classes):
        longest = max(longest, class_start[c + 1] - class_start[c])
    hits = np.empty((3, longest), np.int64)
    n_spots = np.empty((3, longest), np.int64)
    for c in range(n_classes):
        for t in range(n_tolerances):
            n_points = 0
            hits_so_far, spots_so_far = np.zeros(3, np.int64), np.zeros(3, np.int64)
            for place in range(class_start[c], class_start[c + 1]):
                spot = order[place]
                view = 1 if visible[spot] else 2
                spots_so_far[view] += 1
                spots_so_far[0] += 1
                if hit[t, spot]:
                    hits_so_far[view] += 1
                    hits_so_far[0] += 1
                last = place + 1 == class_start[c + 1]
                if last or confidence[order[place + 1]] != confidence[spot]:
                    hits[:, n_points], n_spots[:, n_points] = hits_so_far, spots_so_far
                    n_points += 1
            for view in range(3):
                if n_truths[view, c] == 0:
                    continue
                best, area = 0.0, 0.0
                for point in range(n_points - 1, -1, -1):
                    if n_spots[view, point] > 0:
                        best = max(best, hits[view, point] / n_spots[view, point])
                    before = hits[view, point - 1] if point > 0 else 0
                    area += best * (hits[view, point] - before)
                ap[view, t, c] = area / n_truths[view, c]
    return ap


@njit(cache=True, nogil=True)
def visible_without_truth(truth_start, spot_start, visible):
    """(M,) bool: `visible`, with spots of lanes that have no truth counted for visible."""
    corrected = visible.copy()
    for lane in range(len(truth_start) - 1):
        if truth_start[lane] == truth_start[lane + 1]:
            corrected[spot_start[lane] : spot_start[lane + 1]] = True
    return corrected
