"""The settings after the scores, as frozen values that can be saved, compared and used as keys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.classes import N_CLASSES
from core.exceptions import UserError

METHODS = ("hard", "symmetric", "soft-linear", "soft-gaussian", "peaks")
"""hard: the official half-open window. symmetric: the same window, closed on both sides. soft-linear,
soft-gaussian: scores near a kept spot decay instead of going (Bodla et al. 2017, with the overlap of two
moments d apart being 1 - d / (window / 2)). peaks: local maxima at least half a window apart."""
_RANGES = (
    ("window_s", 0, 7200),
    ("threshold", 0, 1),
    ("smoothing_s", 0, 600),
    ("floor", 0, 1),
    ("sigma", 1e-6, 1e6),
)
_PER_CLASS = ("window_s", "threshold")


@dataclass(frozen=True)
class NmsConfig:
    """How spots are made from scores. Raises UserError on values out of range."""

    method: str = "hard"
    """One of METHODS."""
    window_s: float | tuple[float, ...] = 30.0
    """Full width of the window around a kept spot, seconds; one for all classes or one per class."""
    threshold: float | tuple[float, ...] = 0.0
    """Spots below this confidence are dropped; one for all classes or one per class."""

    smoothing_s: float = 0.0
    """Sigma of a gaussian laid over the scores first, seconds; 0 for none."""
    floor: float = 1e-3
    """Soft methods drop what has decayed below this, so that not every frame becomes a spot."""
    sigma: float = 0.5
    """Width of soft-gaussian's decay, exp(-overlap ** 2 / sigma)."""

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise UserError(f"There is no NMS method {self.method!r}; the methods are {', '.join(METHODS)}.")
        for name, low, high in _RANGES:
            value = getattr(self, name)
            if isinstance(value, list) and name in _PER_CLASS:
                value = tuple(value)
                object.__setattr__(self, name, value)
            if isinstance(value, tuple) and len(value) != N_CLASSES:
                raise UserError(
                    f"{name} has {len(value)} values; give one, or one for each of {N_CLASSES} classes."
                )
            if not all(low <= number <= high for number in np.atleast_1d(value)):
                raise UserError(f"{name} is {value}; it must lie between {low} and {high}.")

    def windows_s(self) -> np.ndarray:
        """(17,): the window of each class in seconds."""
        return np.broadcast_to(np.asarray(self.window_s, np.float64), N_CLASSES)

    def thresholds(self) -> np.ndarray:
        """(17,): the threshold of each class."""
        return np.broadcast_to(np.asarray(self.threshold, np.float64), N_CLASSES)
