"""Operating points of a class at a tolerance, by threshold, and the calibration of confidences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.events import Events
from core.exceptions import UserError
from core.metric.assignment import assign_grids, hit_spots
from core.metric.grid import Grid, grids

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Point:
    """Precision, recall, F1 and false alarms a match at one threshold."""

    threshold: float
    precision: float
    recall: float
    f1: float
    false_per_match: float


@dataclass(frozen=True, eq=False)
class Curve:
    """One class at one tolerance, a point at every confidence that occurs, highest first.

    threshold (P,) float64: the confidence; hits, n_spots (P,) int64: at or above it. A spot is a hit as
    the official evaluator assigns it; lower spots never change what becomes of higher ones.
    """

    label: int
    tolerance_s: float
    n_games: int
    n_truths: int
    threshold: np.ndarray
    hits: np.ndarray
    n_spots: np.ndarray

    @property
    def precision(self) -> np.ndarray:
        """(P,): hits / spots."""
        return self.hits / self.n_spots

    @property
    def recall(self) -> np.ndarray:
        """(P,): hits / truths, 0 where there are none."""
        return self.hits / max(self.n_truths, 1)

    @property
    def f1(self) -> np.ndarray:
        """(P,): 2 hits / (spots + truths)."""
        return 2 * self.hits / (self.n_spots + self.n_truths)

    @property
    def false_per_match(self) -> np.ndarray:
        """(P,): spots that are no hits, by game."""
        return (self.n_spots - self.hits) / self.n_games

    def at(self, threshold: float) -> Point:
        """The point at a threshold; without any spot: precision, recall and F1 0, and no false alarm."""
        place = int(np.searchsorted(-self.threshold, -threshold, side="right")) - 1
        if place < 0:
            return Point(threshold, 0.0, 0.0, 0.0, 0.0)
        values = (self.precision, self.recall, self.f1, self.false_per_match)
        return Point(threshold, *(float(value[place]) for value in values))

    def least_for_precision(self, precision: float) -> Point | None:
        """The least threshold with at least a precision, so with the most recall; None when none has it."""
        return self._last(self.precision >= precision)

    def least_for_false_alarms(self, per_match: float) -> Point | None:
        """The least threshold with at most so many false alarms a match; None when even one spot is more."""
        return self._last(self.false_per_match <= per_match)

    def best_f1(self) -> Point | None:
        """The threshold of the best F1, the highest of equals; None without a spot."""
        return self.at(float(self.threshold[np.argmax(self.f1)])) if len(self.threshold) else None

    def frame(self) -> pd.DataFrame:
        """One row per point: threshold, precision, recall, f1, false_per_match."""
        import pandas as pd

        names = ("threshold", "precision", "recall", "f1", "false_per_match")
        return pd.DataFrame({name: getattr(self, name) for name in names})

    def _last(self, fits: np.ndarray) -> Point | None:
        places = np.flatnonzero(fits)
        return self.at(float(self.threshold[places[-1]])) if len(places) else None


@dataclass(frozen=True, eq=False)
class Calibration:
    """Shares of hits among spots of like confidence. edges (B + 1,); the rest (B,), NaN in empty bins."""

    edges: np.ndarray
    confidence: np.ndarray
    hit_share: np.ndarray
    count: np.ndarray

    @property
    def error(self) -> float:
        """Expected calibration error: mean gap of confidence and share of hits, by spots (NaN without)."""
        if not self.count.sum():
            return float("nan")
        gaps = np.nan_to_num(np.abs(self.confidence - self.hit_share))
        return float((gaps * self.count).sum() / self.count.sum())


def operating_curves(truths: Events, spots: Events, tolerance_s: float) -> tuple[Curve, ...]:
    """A curve for each class, at a tolerance (full width, seconds), over the games of `truths`.

    Raises UserError when there is no game.
    """
    return operating_curves_grids(*grids(truths, spots), tolerance_s)


def operating_curves_grids(truth: Grid, spot: Grid, tolerance_s: float) -> tuple[Curve, ...]:
    """`operating_curves` for events already on the grid."""
    hit = _hits(truth, spot, tolerance_s)
    n_truths = truth.per_class()
    order = np.lexsort((-spot.confidence, spot.label))
    ends = np.searchsorted(spot.label[order], np.arange(truth.n_classes + 1))
    curves = []
    for c in range(truth.n_classes):
        spots = order[ends[c] : ends[c + 1]]
        confidence = spot.confidence[spots]
        last = _last_of_equals(confidence)
        hits = np.cumsum(hit[spots])[last].astype(np.int64)
        counts = (int(n_truths[c]), confidence[last], hits, last + 1)
        curves.append(Curve(c, tolerance_s, truth.n_games, *counts))
    return tuple(curves)


def combined_curve(curves: tuple[Curve, ...]) -> Curve:
    """All classes at one threshold: hits, spots and truths added up. label: -1. Curves of one tolerance."""
    threshold = np.concatenate([curve.threshold for curve in curves])
    order = np.argsort(-threshold, kind="stable")
    threshold = threshold[order]
    last = _last_of_equals(threshold)
    hits, n_spots = (
        np.cumsum(np.concatenate([np.diff(getattr(curve, name), prepend=0) for curve in curves])[order])[last]
        for name in ("hits", "n_spots")
    )
    first = curves[0]
    n_truths = sum(curve.n_truths for curve in curves)
    return Curve(-1, first.tolerance_s, first.n_games, n_truths, threshold[last], hits, n_spots)


def _last_of_equals(falling: np.ndarray) -> np.ndarray:
    """Places of the last of each run of equal values in falling (n,)."""
    return np.flatnonzero(np.append(falling[1:] != falling[:-1], True)[: len(falling)])


def calibration(
    truths: Events, spots: Events, tolerance_s: float, *, label: int | None = None, bins: int = 10
) -> Calibration:
    """How often spots of a confidence are hits, in bins of equal width; of one class or of all.

    Confidences above 1 count in the last bin. Raises UserError when there is no game or no bin.
    """
    if not truths.games or bins < 1:
        raise UserError("Calibration needs a split with labels and at least one bin.")
    truth, spot = grids(truths, spots)
    hit = _hits(truth, spot, tolerance_s)
    chosen = np.ones(len(hit), bool) if label is None else spot.label == label
    confidence, hit = spot.confidence[chosen], hit[chosen]
    place = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    count = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):
        means = np.bincount(place, confidence, bins) / count
        shares = np.bincount(place, hit.astype(float), bins) / count
    return Calibration(np.linspace(0, 1, bins + 1), means, shares, count)


def _hits(truth: Grid, spot: Grid, tolerance_s: float) -> np.ndarray:
    """(M_spot,) bool: whether a spot is a hit."""
    return hit_spots(assign_grids(truth, spot, (tolerance_s,)), len(spot.frame))[0]
