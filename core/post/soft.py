"""Soft non-maximum suppression: scores near a kept spot decay instead of going (Bodla et al. 2017)."""

from __future__ import annotations

import numpy as np
from numba import njit

BLOCK = 16
"""Frames whose maximum is kept together, and blocks whose maximum is: the highest score left is found, and a
change of a few scores noted, without a full scan."""


@njit(cache=True, nogil=True)
def _maximum_of(values, block, block_max):
    best = -1.0
    for i in range(block * BLOCK, min((block + 1) * BLOCK, len(values))):
        if values[i] > best:
            best = values[i]
    block_max[block] = best


@njit(cache=True, nogil=True)
def _first(values, start, value):
    while values[start] != value:
        start += 1
    return start


def factors(half_width: np.ndarray, sigma: float) -> np.ndarray:
    """(C, R) float64: what a score d frames from a kept spot is multiplied by; 1 from half_width on.

    half_width (C,) frames. The overlap of two frames d apart is 1 - d / half_width; the factor is 1 - overlap
    (sigma 0, linear) or exp(-overlap ** 2 / sigma).
    """
    distance = np.arange(int(np.ceil(half_width.max(initial=0))) + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        overlap = np.nan_to_num(1 - distance / half_width[:, None], nan=0.0, neginf=0.0)
    decayed = np.exp(-overlap * overlap / sigma) if sigma > 0 else 1 - overlap
    return np.where(overlap > 0, decayed, 1.0)


@njit(cache=True, nogil=True)
def decay(values, factor, floor):
    """Keep the highest score left, decay those near it, repeat down to the floor.

    values (C, N) float32; factor (C, R) from `factors`. Ties: the earliest frame. Returns label, frame (M,)
    int64 by class and then time, and the decayed confidence (M,) float32.
    """
    n_classes, n_frames = values.shape
    n_blocks = (n_frames + BLOCK - 1) // BLOCK
    n_groups = (n_blocks + BLOCK - 1) // BLOCK
    label = np.empty(n_classes * n_frames, np.int64)
    frame = np.empty(n_classes * n_frames, np.int64)
    confidence = np.empty(n_classes * n_frames, np.float32)
    left = np.empty(n_frames, np.float64)
    kept = np.empty(n_frames, np.float64)
    block_max = np.empty(n_blocks, np.float64)
    group_max = np.empty(n_groups, np.float64)
    total = 0
    for c in range(n_classes):
        for i in range(n_frames):
            left[i] = values[c, i] if values[c, i] >= 0 else -1.0
        kept[:] = -1.0
        reach = factor.shape[1] - 1
        while reach > 0 and factor[c, reach] == 1:
            reach -= 1
        for block in range(n_blocks):
            _maximum_of(left, block, block_max)
        for group in range(n_groups):
            _maximum_of(block_max, group, group_max)
        while n_groups:
            best = -1.0
            for group in range(n_groups):
                best = max(best, group_max[group])
            if best < floor or best < 0:
                break
            i = _first(left, _first(block_max, _first(group_max, 0, best) * BLOCK, best) * BLOCK, best)
            kept[i] = left[i]
            left[i] = -1.0
            first, last = max(i - reach, 0), min(i + reach, n_frames - 1)
            for j in range(first, last + 1):
                if left[j] >= 0:
                    left[j] *= factor[c, abs(j - i)]
            first, last = first // BLOCK, last // BLOCK
            for block in range(first, last + 1):
                _maximum_of(left, block, block_max)
            for group in range(first // BLOCK, last // BLOCK + 1):
                _maximum_of(block_max, group, group_max)
        for i in range(n_frames):
            if kept[i] >= 0:
                label[total] = c
                frame[total] = i
                confidence[total] = kept[i]
                total += 1
    return label[:total].copy(), frame[:total].copy(), confidence[:total].copy()
