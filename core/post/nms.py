"""Non-maximum suppression: from dense scores to spots.

Greedy suppression goes down the scores, so a threshold only cuts its list: `nms` at threshold 0 followed by
`Keep.above` equals `nms` at that threshold. What does not depend on the settings (the order of the scores) is
computed once, in `RankedScores`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.classes import N_CLASSES
from core.errors import UserError
from core.post import suppression

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


@dataclass(frozen=True, eq=False)
class Keep:
    """The spots of one half, by class and then time: frame, label (M,) int64; confidence (M,) float32."""

    frame: np.ndarray
    label: np.ndarray
    confidence: np.ndarray

    def __len__(self) -> int:
        return len(self.frame)

    def above(self, threshold: float | np.ndarray) -> Keep:
        """The spots whose confidence is at least the threshold, one for all or (17,)."""
        least = np.broadcast_to(np.asarray(threshold, np.float32), N_CLASSES)
        kept = self.confidence >= least[self.label]
        return Keep(self.frame[kept], self.label[kept], self.confidence[kept])


@dataclass(frozen=True, eq=False)
class RankedScores:
    """Scores of one half with each class's frames in falling order, ties by time.

    values (17, N) float32; order (17, N) int32. NaN sorts last and is never kept.
    """

    values: np.ndarray
    order: np.ndarray
    fps: float

    @classmethod
    def of(cls, scores: np.ndarray, fps: float) -> RankedScores:
        """Rank scores (N, 17). Raises ValueError for another shape."""
        if scores.ndim != 2 or scores.shape[1] != N_CLASSES:
            raise ValueError(f"scores must have the shape (N, {N_CLASSES}), got {scores.shape}")
        values = np.ascontiguousarray(scores.T, dtype=np.float32)
        return cls(values, suppression.descending(values), fps)

    def nms(self, config: NmsConfig) -> Keep:
        """The spots that a config keeps."""
        width = config.windows_s() * self.fps  # (17,) frames
        before, after = window_frames(width, symmetric=config.method == "symmetric")
        label, frame = suppression.greedy(self.values, self.order, before, after)
        return Keep(frame, label, self.values[label, frame]).above(config.thresholds())


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


def nms(scores: np.ndarray, fps: float, config: NmsConfig | None = None) -> Keep:
    """The spots in scores (N, 17) at `fps`, by default with the official window of 30 s and threshold 0.

    Raises ValueError for scores of another shape. Source: the official NetVLAD++ inference.
    """
    return RankedScores.of(scores, fps).nms(config or NmsConfig())
