"""Loops of the hard methods and of peaks, compiled with numba; several threads may call them."""

from __future__ import annotations

import numpy as np
from numba import njit


def descending(values: np.ndarray) -> np.ndarray:
    """(C, N) int32: places of each row of values (C, N) float32, highest first, ties by place, NaN last.

    A score's bits are turned into a whole number that falls as the score rises; with the place below it, one
    sort of unique 64-bit numbers gives the stable order, at several times the speed of a stable argsort.
    """
    bits = (values + np.float32(0)).view(np.uint32)  # + 0 makes -0.0 and 0.0 the same bits
    negative = bits >> 31 == 1
    falling = np.where(negative, bits, ~(bits | np.uint32(0x80000000)))
    falling[np.isnan(values)] = 0xFFFFFFFF
    keys = (falling.astype(np.uint64) << np.uint64(32)) | np.arange(values.shape[1], dtype=np.uint64)
    keys.sort(axis=1)
    return (keys & np.uint64(0xFFFFFFFF)).astype(np.int32)


def window_frames(width: np.ndarray, *, symmetric: bool) -> tuple[np.ndarray, np.ndarray]:
    """Frames suppressed before and after a kept one, for windows `width` (C,) in frames.

    The official window is half-open: frames from trunc(max(i - w / 2, 0)) up to but not including
    i + trunc(w / 2). The symmetric one reaches i + trunc(w / 2) too, and as far back.
    """
    half = np.asarray(width, np.float64) / 2
    after = np.floor(half).astype(np.int64)
    if symmetric:
        return after, after
    return np.ceil(half).astype(np.int64), np.maximum(after - 1, 0)


@njit(cache=True, nogil=True)
def greedy(values, order, before, after):
    """Keep the highest score left, suppress frames from i - before to i + after around it, repeat.

    values (C, N), order (C, N), before and after (C,) in frames; a negative or NaN score is not kept, as the
    official loop ends below its threshold, which is at least 0. Returns label, frame (M,) int64, by class and
    then time.
    """
    n_classes, n_frames = values.shape
    gone = np.zeros((n_classes, n_frames), np.bool_)
    kept = np.zeros((n_classes, n_frames), np.bool_)
    for c in range(n_classes):
        for i in order[c]:
            if gone[c, i]:
                continue
            if not values[c, i] >= 0:
                break
            kept[c, i] = True
            for j in range(max(i - before[c], 0), min(i + after[c] + 1, n_frames)):
                gone[c, j] = True
    return np.nonzero(kept)


@njit(cache=True, nogil=True)
def peaks(values, apart):
    """Local maxima of each row of values (C, N), highest first, none nearer than apart (C,) frames to one.

    A plateau counts once, at its middle (rounded down); the first and last frame are no maxima. Of equal
    heights the earlier wins. Returns label, frame (M,) int64, by class and then time.
    """
    kept_frames = np.zeros(values.shape, np.bool_)
    for c in range(len(values)):
        tops = _local_maxima(values[c])
        kept = np.ones(len(tops), np.bool_)
        for p in np.argsort(-values[c][tops], kind="mergesort"):
            if not kept[p]:
                continue
            for step in (-1, 1):
                k = p + step
                while 0 <= k < len(tops) and abs(tops[k] - tops[p]) < apart[c]:
                    kept[k] = False
                    k += step
        for p in range(len(tops)):
            kept_frames[c, tops[p]] = kept[p] and values[c, tops[p]] >= 0
    return np.nonzero(kept_frames)


@njit(cache=True, nogil=True)
def _local_maxima(row):
    """Middles of the plateaus of a row (N,) that are higher than both neighbours."""
    middles = np.empty(len(row), np.int64)
    total = 0
    i = 1
    while i < len(row) - 1:
        if row[i - 1] < row[i]:
            ahead = i + 1
            while ahead < len(row) - 1 and row[ahead] == row[i]:
                ahead += 1
            if row[ahead] < row[i]:
                middles[total] = (i + ahead - 1) // 2
                total += 1
                i = ahead
        i += 1
    return middles[:total]
