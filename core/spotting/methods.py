"""The methods of non-maximum suppression: everything that offers, checks, names or runs one reads it here.

Light to import: a kernel loads its compiled loops on its first call. A new method is a kernel and an entry of
REGISTRY.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.spotting.nms import RankedScores

Spots = tuple[np.ndarray, np.ndarray, np.ndarray]
"""row, frame (M,) int64, by row and then time, and confidence (M,) float32."""
Kernel = Callable[..., Spots]
"""(scores of C rows, windows (C,) in frames, the method's parameters by name) -> Spots at threshold 0."""


@dataclass(frozen=True)
class Method:
    """A way to make spots from scores.

    name: in files, URLs and commands; title: in select boxes. parameters: fields of the settings that its
    kernel takes besides scores and windows.
    """

    name: str
    title: str
    sentence: str
    kernel: Kernel
    parameters: tuple[str, ...] = ()


def hard(ranked: RankedScores, width: np.ndarray, *, symmetric: bool = False) -> Spots:
    """The official greedy loop, which suppresses every score in the window of a kept spot."""
    from core.spotting import hard as loops

    before, after = loops.window_frames(width, symmetric=symmetric)
    row, frame = loops.greedy(ranked.values, ranked.order, before, after)
    return row, frame, ranked.values[row, frame]


def peaks(ranked: RankedScores, width: np.ndarray) -> Spots:
    """Local maxima, highest first, none nearer than half a window to a kept one."""
    from core.spotting import hard as loops

    row, frame = loops.peaks(ranked.values, width / 2)
    return row, frame, ranked.values[row, frame]


def soft(
    decay: Callable, ranked: RankedScores, width: np.ndarray, floor: float, **parameters: float
) -> Spots:
    """The scores in the window of a kept spot are multiplied by decay(overlap, parameters).

    overlap: 1 - distance / (window / 2), from 1 at the kept spot to 0 at the window's end.
    """
    from core.spotting import soft as loops

    factor = loops.factors(width / 2, lambda overlap: decay(overlap, **parameters))
    return loops.decay(ranked.values, factor, floor)


def linear(overlap: np.ndarray) -> np.ndarray:
    """Bodla et al. 2017, equation 2, with the overlap of two moments in place of that of two boxes."""
    return 1 - overlap


def square(overlap: np.ndarray) -> np.ndarray:
    """The square of the linear factor: softer than a hard window, harder than linear."""
    return (1 - overlap) ** 2


def gaussian(overlap: np.ndarray, sigma: float) -> np.ndarray:
    """Bodla et al. 2017, equation 3, likewise."""
    return np.exp(-overlap * overlap / sigma)


REGISTRY: dict[str, Method] = {
    method.name: method
    for method in (
        Method(
            "hard",
            "hard (official)",
            "A kept spot suppresses its window, which is half-open as in the official inference.",
            hard,
        ),
        Method(
            "symmetric",
            "hard, symmetric",
            "A kept spot suppresses its window, which is closed on both sides.",
            partial(hard, symmetric=True),
        ),
        Method(
            "soft-linear",
            "soft, linear",
            "A score in the window of a kept spot is multiplied by its distance over half the window.",
            partial(soft, linear),
            ("floor",),
        ),
        Method(
            "soft-square",
            "soft, square decay",
            "A score in the window of a kept spot is multiplied by the square of its distance over half the "
            "window.",
            partial(soft, square),
            ("floor",),
        ),
        Method(
            "soft-gaussian",
            "soft, gaussian",
            "A score in the window of a kept spot is multiplied by exp(-overlap² / sigma), where overlap is "
            "1 - distance / half the window.",
            partial(soft, gaussian),
            ("floor", "sigma"),
        ),
        Method(
            "peaks",
            "peaks",
            "Local maxima are kept, highest first, none nearer than half a window to another.",
            peaks,
        ),
    )
}
METHODS = tuple(REGISTRY)
"""Names, in the order in which they are offered."""
TITLES = {method.name: method.title for method in REGISTRY.values()}
