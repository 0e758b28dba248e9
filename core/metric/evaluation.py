"""The official metric of SoccerNet action spotting (package 0.2.0), for many tolerances in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from core.classes import CLASSES, N_CLASSES
from core.events import Events
from core.exceptions import UserError
from core.metric import assignment, averaging
from core.metric.grid import Grid, on_grid
from core.timebase import EVALUATION_FPS

if TYPE_CHECKING:
    import pandas as pd

LOOSE = tuple(range(5, 65, 5))
TIGHT = tuple(range(1, 6))
METRICS: dict[str, tuple[int, ...]] = {
    "loose": LOOSE,
    "tight": TIGHT,
    **{f"at{tolerance}": (tolerance,) for tolerance in TIGHT},
}
"""Tolerances (full width, seconds) of the official metrics."""
ALL_TOLERANCES = tuple(sorted({*LOOSE, *TIGHT}))
VIEWS = ("all", "visible", "unshown")


@dataclass(frozen=True, eq=False)
class Evaluation:
    """AP of every class at every tolerance, for all / visible / unshown.

    tolerances_s (T,): full widths in seconds. ap (3, T, 17). found (3, 17, 200): spots at or above each
    threshold; hits (3, T, 17, 200): those that took a truth; truths (3, 17): truths on the evaluator's grid.
    """

    games: tuple[str, ...]
    tolerances_s: tuple[float, ...]
    ap: np.ndarray
    found: np.ndarray
    hits: np.ndarray
    truths: np.ndarray

    @cached_property
    def precision(self) -> np.ndarray:
        """(3, T, 17, 200): hits / found, 0 where nothing is found."""
        return _ratio(self.hits, self.found[:, None])

    @cached_property
    def recall(self) -> np.ndarray:
        """(3, T, 17, 200): hits / truths, 0 where there are none."""
        return _ratio(self.hits, self.truths[:, None, :, None])

    def average_per_class(self, metric: str, view: str = "all") -> np.ndarray:
        """(17,): AP at a metric's one tolerance, or averaged over several by trapezoids."""
        return averaging.over_tolerances(self._ap_of(metric, view))

    def average(self, metric: str, view: str = "all") -> float:
        """mAP averaged over a metric's tolerances; unshown with the evaluator's factor 17 / 13."""
        means = self._ap_of(metric, view).mean(axis=1)
        return averaging.reported(float(averaging.over_tolerances(means)), view, len(means))

    def official(self, metric: str) -> dict[str, float | list[float]]:
        """The six keys that the package's `evaluate` returns for a metric."""
        keys = {}
        for view, suffix in zip(VIEWS, ("", "_visible", "_unshown"), strict=True):
            keys[f"a_mAP{suffix}"] = self.average(metric, view)
            keys[f"a_mAP_per_class{suffix}"] = self.average_per_class(metric, view).tolist()
        return keys

    def table(self) -> pd.DataFrame:
        """One row per class: loose and tight AP in all three views, and the numbers of truths."""
        import pandas as pd

        columns = {"class": list(CLASSES)}
        for metric in ("loose", "tight"):
            if set(METRICS[metric]) <= set(self.tolerances_s):
                columns |= {f"{metric} {view}": self.average_per_class(metric, view) for view in VIEWS}
        columns |= {f"truths {view}": self.truths[index] for index, view in enumerate(VIEWS)}
        return pd.DataFrame(columns)

    def _ap_of(self, metric: str, view: str) -> np.ndarray:
        places = [self.tolerances_s.index(tolerance) for tolerance in METRICS[metric]]
        return self.ap[VIEWS.index(view), places]


def evaluate(truths: Events, spots: Events, tolerances_s: tuple[float, ...] = ALL_TOLERANCES) -> Evaluation:
    """Evaluate spots against truths over the games of `truths`, as the official evaluator does.

    tolerances_s: full widths in seconds; a spot matches within half of one. Spots of games that `truths` does
    not list are not counted. Raises UserError when there is no game to evaluate.
    """
    if not truths.games:
        raise UserError("There is no game with labels to evaluate; choose a split that has labels.")
    return evaluate_grids(
        truths.games,
        on_grid(truths, spots=False),
        on_grid(spots.for_games(truths.games), spots=True),
        tolerances_s,
    )


def evaluate_grids(
    games: tuple[str, ...], truth: Grid, spot: Grid, tolerances_s: tuple[float, ...] = ALL_TOLERANCES
) -> Evaluation:
    """`evaluate` for events already on the grid, so that what did not change is not laid out again."""
    reach = np.array(tolerances_s, dtype=np.float64) * EVALUATION_FPS / 2
    taken_by = assignment.assign(truth.start, truth.frame, spot.start, spot.frame, spot.confidence, reach)
    visible = assignment.nearest_is_visible(truth.start, truth.frame, truth.visible, spot.start, spot.frame)
    bins = assignment.threshold_bins(spot.confidence, assignment.THRESHOLDS)
    found, hits = assignment.count(
        N_CLASSES, spot.start, visible, bins, taken_by, truth.start, assignment.N_THRESHOLDS
    )
    n_truths = _truths_per_view(truth)
    ap = averaging.eleven_point(hits, found, n_truths)
    return Evaluation(games, tuple(tolerances_s), ap, found, hits, n_truths)


def _truths_per_view(truth: Grid) -> np.ndarray:
    label = np.repeat(np.arange(len(truth.start) - 1) % N_CLASSES, np.diff(truth.start))
    visible = np.bincount(label[truth.visible], minlength=N_CLASSES)
    unshown = np.bincount(label[~truth.visible], minlength=N_CLASSES)
    return np.stack([visible + unshown, visible, unshown])


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole, 0 where whole is 0 (which only happens where part is 0 too)."""
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole > 0)
