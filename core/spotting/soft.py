"""Soft non-maximum suppression: scores near a kept spot decay instead of going (Bodla et al. 2017)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit

BLOCK = 16
"""Frames whose maximum is kept together, and blocks whose maximum is: the highest score left is found, and a
change of a few scores noted, without a full scan. Loops of just so many steps become a few vector steps."""
_TINY = 1e-300
"""In place of a factor of 0: times minus infinity, which marks what is gone, 0 would give NaN."""


def factors(half_width: np.ndarray, decay: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """(C, R) float64: what a score d frames from a kept spot is multiplied by; 1 from half_width on.

    half_width (C,) frames. The overlap of two frames d apart is 1 - d / half_width; decay: its factor.
    """
    distance = np.arange(int(np.ceil(half_width.max(initial=0))) + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        overlap = np.nan_to_num(1 - distance / half_width[:, None], nan=0.0, neginf=0.0)
    return np.where(overlap > 0, decay(overlap), 1.0)


def decay(values: np.ndarray, factor: np.ndarray, floor: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Keep the highest score left, decay those near it, repeat down to the floor.

    values (C, N) float32; factor (C, R) from `factors`. Ties: the earliest frame. Returns label, frame (M,)
    int64 by class and then time, and the decayed confidence (M,) float32.
    """
    reach = factor.shape[1] - 1
    middle = reach + BLOCK  # a block that reaches over the window's end is multiplied by 1 there
    table = np.ones((len(factor), 2 * middle + 1))
    table[:, middle : middle + reach + 1] = np.maximum(factor, _TINY)
    table[:, middle - reach : middle + 1] = table[:, middle : middle + reach + 1][:, ::-1]
    widest = np.array([np.flatnonzero(row != 1).max(initial=0) for row in factor])
    kept = _decay(values, table, widest, floor)
    row, frame = np.nonzero(kept >= 0)
    return row, frame, kept[row, frame]


@njit(cache=True, nogil=True, fastmath={"nnan", "nsz"})
def _highest(values, block):
    best = -np.inf
    for k in range(BLOCK):
        value = values[block * BLOCK + k]
        best = value if value > best else best
    return best


@njit(cache=True, nogil=True)
def _first(values, start, value):
    while values[start] != value:
        start += 1
    return start


@njit(cache=True, nogil=True, fastmath={"nnan", "nsz"})
def _multiply(left, block, row, shift):
    """Decay a block in place; returns its highest score left."""
    best = -np.inf
    for k in range(BLOCK):
        value = left[block * BLOCK + k] * row[shift + k]
        left[block * BLOCK + k] = value
        best = value if value > best else best
    return best


@njit(cache=True, nogil=True)
def _decay(values, table, widest, floor):
    """(C, N) float32: confidences of the spots, -1 elsewhere.

    table (C, 2 M + 1): factors by distance, 0 in the middle; widest (C,): where they end.
    """
    n_classes, n_frames = values.shape
    n_groups = (n_frames + BLOCK * BLOCK - 1) // (BLOCK * BLOCK)
    left = np.empty(n_groups * BLOCK * BLOCK, np.float64)  # minus infinity: gone, or never there
    kept = np.full((n_classes, n_frames), np.float32(-1))
    block_max = np.empty(n_groups * BLOCK, np.float64)
    group_max = np.empty(n_groups, np.float64)
    middle = table.shape[1] // 2
    for c in range(n_classes):
        left[:] = -np.inf
        for i in range(n_frames):
            if values[c, i] >= 0:
                left[i] = values[c, i]
        row = table[c]
        for block in range(len(block_max)):
            block_max[block] = _highest(left, block)
        for group in range(n_groups):
            group_max[group] = _highest(block_max, group)
        while n_groups:
            best = -np.inf
            for group in range(n_groups):
                best = max(best, group_max[group])
            if best < floor or best < 0:
                break
            i = _first(left, _first(block_max, _first(group_max, 0, best) * BLOCK, best) * BLOCK, best)
            kept[c, i] = best
            left[i] = -np.inf
            first = max(i - widest[c], 0) // BLOCK
            last = min(i + widest[c], n_frames - 1) // BLOCK
            for block in range(first, last + 1):
                block_max[block] = _multiply(left, block, row, block * BLOCK - i + middle)
            for group in range(first // BLOCK, last // BLOCK + 1):
                group_max[group] = _highest(block_max, group)
    return kept
