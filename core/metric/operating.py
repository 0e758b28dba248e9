"""Operating points: what a threshold gives one class at one tolerance, and whether confidences are shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.classes import CLASSES, N_CLASSES
from core.events import Events
from core.exceptions import UserError
from core.metric import assignment
from core.metric.grid import Grid, on_grid
from core.timebase import EVALUATION_FPS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Point:
    """What one threshold gives: precision, recall, F1 and false alarms a match."""

    threshold: float
    precision: float
    recall: float
    f1: float
    false_per_match: float


@dataclass(frozen=True, eq=False)
class Curve:
    """One class at one tolerance, a point at every confidence that occurs, highest first.

    threshold (P,) float64: the confidence; hits, found (P,) int64: spots at or above it. A spot is a hit as
    the official evaluator assigns it; lower spots never change what becomes of higher ones.
    """

    label: int
    tolerance_s: float
    n_games: int
    n_truths: int
    threshold: np.ndarray
    hits: np.ndarray
    found: np.ndarray

    @property
    def precision(self) -> np.ndarray:
        """(P,): hits / found."""
        return self.hits / self.found

    @property
    def recall(self) -> np.ndarray:
        """(P,): hits / truths, 0 where there are none."""
        return self.hits / max(self.n_truths, 1)

    @property
    def f1(self) -> np.ndarray:
        """(P,): 2 hits / (found + truths)."""
        return 2 * self.hits / (self.found + self.n_truths)

    @property
    def false_per_match(self) -> np.ndarray:
        """(P,): spots that are no hits, by game."""
        return (self.found - self.hits) / self.n_games

    def at(self, threshold: float) -> Point:
        """What a threshold gives; without any spot: precision, recall and F1 0, and no false alarm."""
        place = int(np.searchsorted(-self.threshold, -threshold, side="right")) - 1
        if place < 0:
            return Point(threshold, 0.0, 0.0, 0.0, 0.0)
        values = (self.precision, self.recall, self.f1, self.false_per_match)
        return Point(threshold, *(float(value[place]) for value in values))

    def least_for_precision(self, precision: float) -> Point | None:
        """The least threshold with at least a precision, so the most is found; None when none has it."""
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
    """A curve for each of the 17 classes, at a tolerance (full width, seconds), over the games of `truths`.

    Raises UserError when there is no game.
    """
    if not truths.games:
        raise UserError("There is no game with labels to evaluate; choose a split that has labels.")
    truth = on_grid(truths, spots=False)
    return curves_of(truth, on_grid(spots.for_games(truths.games), spots=True), tolerance_s)


def curves_of(truth: Grid, spot: Grid, tolerance_s: float) -> tuple[Curve, ...]:
    """`operating_curves` for events already on the grid."""
    hit = _hits(truth, spot, tolerance_s)
    label = _labels(spot)
    n_truths = np.bincount(_labels(truth), minlength=N_CLASSES)
    n_games = (len(truth.start) - 1) // (2 * N_CLASSES)
    order = np.lexsort((-spot.confidence, label))
    ends = np.searchsorted(label[order], np.arange(N_CLASSES + 1))
    curves = []
    for c in range(N_CLASSES):
        own = order[ends[c] : ends[c + 1]]
        confidence = spot.confidence[own]
        last = np.flatnonzero(np.append(confidence[1:] != confidence[:-1], True)[: len(own)])
        hits = np.cumsum(hit[own])[last]
        curves.append(
            Curve(
                c, tolerance_s, n_games, int(n_truths[c]), confidence[last], hits.astype(np.int64), last + 1
            )
        )
    return tuple(curves)


def together(curves: tuple[Curve, ...]) -> Curve:
    """All classes at one threshold: hits, spots and truths added up. label: -1. Curves of one tolerance."""
    threshold = np.concatenate([curve.threshold for curve in curves])
    order = np.argsort(-threshold, kind="stable")
    threshold = threshold[order]
    last = np.flatnonzero(np.append(threshold[1:] != threshold[:-1], True)[: len(threshold)])
    hits, found = (
        np.cumsum(np.concatenate([np.diff(getattr(curve, name), prepend=0) for curve in curves])[order])[last]
        for name in ("hits", "found")
    )
    first = curves[0]
    n_truths = sum(curve.n_truths for curve in curves)
    return Curve(-1, first.tolerance_s, first.n_games, n_truths, threshold[last], hits, found)


def calibration(
    truths: Events, spots: Events, tolerance_s: float, *, label: int | None = None, bins: int = 10
) -> Calibration:
    """How often spots of a confidence are hits, in bins of equal width; of one class or of all.

    Confidences above 1 count in the last bin. Raises UserError when there is no game or no bin.
    """
    if not truths.games or bins < 1:
        raise UserError("Calibration needs a split with labels and at least one bin.")
    truth = on_grid(truths, spots=False)
    spot = on_grid(spots.for_games(truths.games), spots=True)
    hit = _hits(truth, spot, tolerance_s)
    chosen = np.ones(len(hit), bool) if label is None else _labels(spot) == label
    confidence, hit = spot.confidence[chosen], hit[chosen]
    place = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    count = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):
        means = np.bincount(place, confidence, bins) / count
        shares = np.bincount(place, hit.astype(float), bins) / count
    return Calibration(np.linspace(0, 1, bins + 1), means, shares, count)


def table(curves: tuple[Curve, ...], thresholds: np.ndarray) -> pd.DataFrame:
    """One row per class: what its threshold (17,) gives, and its number of truths."""
    import pandas as pd

    rows = [vars(curve.at(float(thresholds[curve.label]))) for curve in curves]
    return pd.DataFrame(rows).assign(
        truths=[c.n_truths for c in curves], **{"class": [CLASSES[c.label] for c in curves]}
    )


def _hits(truth: Grid, spot: Grid, tolerance_s: float) -> np.ndarray:
    reach = np.array([tolerance_s * EVALUATION_FPS / 2])
    taken_by = assignment.assign(truth.start, truth.frame, spot.start, spot.frame, spot.confidence, reach)[0]
    hit = np.zeros(len(spot.frame), bool)
    hit[taken_by[taken_by >= 0]] = True
    return hit


def _labels(grid: Grid) -> np.ndarray:
    return np.repeat(np.arange(len(grid.start) - 1) % N_CLASSES, np.diff(grid.start))
