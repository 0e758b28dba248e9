"""Sums, maxima and Gram bands over sliding windows of rows, without a subtraction that could cancel."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

BLOCK = 32
"""Rows of a block when a band of inner products is cut out of dense products."""


def sliding(rows: Tensor, length: int, join: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    """`join` over every `length` neighbouring rows: (M, ...) -> (M - length + 1, ...).

    By doubling, log2(length) passes. Running sums would take one pass, and lose a small window beside a large
    one in the difference of two totals.
    """
    # Windows of three rows, 3 = 1 + 2, over rows a b c d e:
    #   power of 1   a   b   c   d   e     result, for the bit 1 of 3:    a    b    c
    #   power of 2   ab  bc  cd  de        joined, for the bit 2, from    abc  bcd  cde
    #                                      one row on: bc, cd, de
    count = len(rows) - length + 1
    power, done, result = rows, 0, None  # power holds windows of `size` rows
    size = 1
    while True:
        if length & size:
            part = power[done : done + count]
            result = part if result is None else join(result, part)
            done += size
        if done == length:
            return result
        power = join(power[:-size], power[size:])
        size *= 2


def sliding_sum(rows: Tensor, length: int) -> Tensor:
    """Sum of every `length` neighbouring rows: (M, ...) -> (M - length + 1, ...)."""
    return sliding(rows, length, torch.add)


def sliding_max(rows: Tensor, length: int) -> Tensor:
    """Maximum of every `length` neighbouring rows: (M, ...) -> (M - length + 1, ...)."""
    return sliding(rows, length, torch.maximum)


def band_rows(count: int, lags: int) -> int:
    """Rows that `upper_band` wants to read for `count` of them; the rest may hold anything finite."""
    return -(-count // BLOCK) * BLOCK + lags - 1


def upper_band(x: Tensor, count: int, lags: int) -> Tensor:
    """Inner products of rows at most lags - 1 apart: x (at least band_rows, D) -> (count, 2 * lags - 1).

    Column lags - 1 + l holds x_t . x_(t+l) for l > 0 and half of x_t . x_t for l = 0; columns before are
    0, so that a window's rows form an upper triangle U with V . V = 2 a'U a for V = sum a_t x_t.
    """
    dim = x.shape[1]
    blocks = -(-count // BLOCK)
    reach = BLOCK + lags - 1
    left = x[: blocks * BLOCK].view(blocks, BLOCK, dim)
    right = x.as_strided((blocks, reach, dim), (BLOCK * dim, dim, 1), x.storage_offset())
    dense = torch.bmm(left, right.transpose(1, 2))  # (blocks, BLOCK, reach)
    # Three rows of a block with lags 3, x_i . x_j written ij. Each row of the band begins one column further
    # on than the row before, so from one to the next it is a step of reach + 1:
    #     [00  01  02]  03   04
    #      10 [11  12   13]  14
    #      20  21 [22   23   24]
    diagonal = dense.as_strided((blocks, BLOCK, lags), (BLOCK * reach, reach + 1, 1))
    band = x.new_zeros(blocks * BLOCK, 2 * lags - 1)
    band.view(blocks, BLOCK, -1)[:, :, lags - 1 :] = diagonal
    band[:, lags - 1] /= 2
    return band[:count]


def triangles(band: Tensor, first: int, count: int, length: int) -> Tensor:
    """Windows of an upper band, without copying: (count, length, length), window w at row first + w."""
    # A window of three frames with lags 3. Each row begins one column before the row above, at a step of
    # width - 1; what lies left of the diagonal is 0:
    #     0   0  [00  01  02]
    #     0  [0   11  12] 13
    #    [0   0   22] 23  24
    width = band.shape[1]
    offset = band.storage_offset() + first * width + (width - 1) // 2
    return band.as_strided((count, length, length), (width, width - 1, 1), offset)


def windows(rows: Tensor, first: int, count: int, length: int) -> Tensor:
    """Overlapping windows of contiguous rows (M, K), without copying: (count, length, K)."""
    # Three windows of three frames, of five rows a b c d e: [a b c] [b c d] [c d e], each a row further on.
    step = rows.stride(0)
    offset = rows.storage_offset() + first * step
    return rows.as_strided((count, length, rows.shape[1]), (step, step, 1), offset)
