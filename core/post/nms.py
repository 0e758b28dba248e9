"""Non-maximum suppression: from dense scores to spots.

Greedy suppression goes down the scores, so a threshold only cuts its list: `nms` at threshold 0 followed by
`Keep.above` equals `nms` at that threshold. What does not depend on the settings (the order of the scores) is
computed once, in `RankedScores`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.classes import N_CLASSES
from core.post import suppression
from core.post.config import NmsConfig


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
