"""Non-maximum suppression: from dense scores to spots.

Every method takes scores from the highest down, so a threshold only cuts its spots: `nms` at threshold 0
followed by `HalfSpots.above` equals `nms` at that threshold. The order of the scores does not depend on the
settings; `RankedScores` computes it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.spotting import hard
from core.spotting.methods import REGISTRY
from core.spotting.settings import Group, Settings


@dataclass(frozen=True, eq=False)
class HalfSpots:
    """The spots of one half, by class and then time: frame, label (M,) int64; confidence (M,) float32."""

    frame: np.ndarray
    label: np.ndarray
    confidence: np.ndarray

    def __len__(self) -> int:
        return len(self.frame)

    def above(self, threshold: float | np.ndarray) -> HalfSpots:
        """The spots whose confidence is at least the threshold, one for all or (C,)."""
        least = np.asarray(threshold, np.float32)
        kept = self.confidence >= (least[self.label] if least.ndim else least)
        return HalfSpots(self.frame[kept], self.label[kept], self.confidence[kept])


@dataclass(frozen=True, eq=False)
class RankedScores:
    """Scores of one half with their order, which suppression needs under any settings.

    values (C, N) float32, of all C classes or of some; fps: frames a second; ranking: `order`, where it is
    known.
    """

    values: np.ndarray
    fps: float
    ranking: np.ndarray | None = None

    @classmethod
    def from_scores(cls, scores: np.ndarray, fps: float) -> RankedScores:
        """From scores (N, C). Raises ValueError for another shape."""
        if scores.ndim != 2:
            raise ValueError(f"scores must have the shape (frames, classes), got {scores.shape}")
        return cls(np.ascontiguousarray(scores.T, dtype=np.float32), fps)

    @cached_property
    def order(self) -> np.ndarray:
        """(C, N) int32: each class's frames in falling order of score, ties by time, NaN last."""
        return hard.descending(self.values) if self.ranking is None else self.ranking

    def for_classes(self, labels: Sequence[int]) -> RankedScores:
        """The scores of some classes, in this order."""
        if len(labels) == len(self.values):
            return self
        rows: slice | list[int] = slice(labels[0], labels[-1] + 1)  # neighbours are not copied
        if rows.stop - rows.start != len(labels):
            rows = list(labels)
        return RankedScores(self.values[rows], self.fps, self.order[rows])

    def smoothed(self, sigma_s: float) -> RankedScores:
        """These scores under a gaussian of sigma_s seconds (cut at 4 sigma, edges reflected)."""
        sigma = sigma_s * self.fps
        return self if sigma <= 0 else RankedScores(gaussian(self.values, sigma), self.fps)

    def nms(self, settings: Settings, labels: range | None = None) -> HalfSpots:
        """The spots that settings keep, NaN never; of all classes or of some.

        Raises ValueError for settings of other classes.
        """
        if len(self.values) != len(settings.classes):
            raise ValueError(f"{len(self.values)} classes of scores, {len(settings.classes)} of settings")
        groups = settings.groups
        if labels is not None:
            some = [
                group._replace(labels=tuple(filter(labels.__contains__, group.labels))) for group in groups
            ]
            groups = [group for group in some if group.labels]
        parts = [self._nms(group, settings) for group in groups]
        columns = parts[0]
        if len(parts) > 1:
            columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
            by_label = np.argsort(columns[1], kind="stable")
            columns = [column[by_label] for column in columns]
        return HalfSpots(*columns).above(settings.thresholds)

    def _nms(self, group: Group, settings: Settings) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Frame, label and confidence of the spots of some classes at threshold 0."""
        labels = np.array(group.labels)
        ranked = self.for_classes(group.labels).smoothed(group.smoothing_s)
        width = settings.windows_s[labels] * self.fps  # (C,) frames
        method = REGISTRY[group.method]
        parameters = {name: getattr(settings, name) for name in method.parameters}
        row, frame, confidence = method.kernel(ranked, width, **parameters)
        return frame, labels[row], confidence


def gaussian(values: np.ndarray, sigma: float) -> np.ndarray:
    """Rows of values (C, N) under a gaussian of sigma frames, cut at 4 sigma, edges reflected; float32."""
    reach = int(4 * sigma + 0.5)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    n = values.shape[1]
    if n == 0:
        return values
    places = np.arange(-reach, n + reach) % (2 * n)  # reflection repeats with period 2 N: a b c | c b a
    padded = values[:, np.where(places < n, places, 2 * n - 1 - places)].astype(np.float64)
    return np.stack([np.convolve(row, kernel, mode="valid") for row in padded]).astype(np.float32)


def nms(scores: np.ndarray, fps: float, settings: Settings | None = None) -> HalfSpots:
    """The spots in scores (N, C) at `fps`, by default with the official window of 30 s and threshold 0.

    Raises ValueError for scores of another shape. Source: the official NetVLAD++ inference.
    """
    return RankedScores.from_scores(scores, fps).nms(settings or Settings())
