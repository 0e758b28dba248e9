"""The settings after the scores, as frozen values that can be saved, compared and used as keys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.classes import N_CLASSES
from core.errors import UserError

METHODS = ("hard", "symmetric")
"""hard: the official half-open window. symmetric: the same window, closed on both sides."""


@dataclass(frozen=True)
class NmsConfig:
    """How spots are made from scores. Raises UserError on values out of range."""

    method: str = "hard"
    """One of METHODS."""
    window_s: float | tuple[float, ...] = 30.0
    """Full width of the window around a kept spot, seconds; one for all classes or one per class."""
    threshold: float | tuple[float, ...] = 0.0
    """Spots below this confidence are dropped; one for all classes or one per class."""

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise UserError(f"There is no NMS method {self.method!r}; the methods are {', '.join(METHODS)}.")
        for name, low, high in (("window_s", 0, 7200), ("threshold", 0, 1)):
            value = getattr(self, name)
            if isinstance(value, list):
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
