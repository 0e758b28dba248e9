"""The official metric of SoccerNet action spotting (package 0.2.0), for many tolerances in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from core.classes import CLASSES
from core.events import Events
from core.metric import averaging
from core.metric.assignment import assign_grids, count_grids, truths_per_view, visible_spots
from core.metric.grid import Grid, grids

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
AVERAGED = ("loose", "tight")
"""Metrics that average over several tolerances, as tables list them."""
ALL_TOLERANCES = tuple(sorted({*LOOSE, *TIGHT}))
VIEWS = ("all", "visible", "unshown")


def tolerance_places(metric: str, tolerances_s: tuple[float, ...]) -> list[int]:
    """Where the tolerances of a metric stand among those of an evaluation."""
    return [tolerances_s.index(tolerance) for tolerance in METRICS[metric]]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """AP of every class at every tolerance, for all / visible / unshown.

    tolerances_s (T,): full widths in seconds. ap (3, T, 17). n_spots (3, 17, 200): spots at or above each
    threshold; hits (3, T, 17, 200): those that took a truth; n_truths (3, 17): on the evaluator's grid.
    """

    games: tuple[str, ...]
    tolerances_s: tuple[float, ...]
    ap: np.ndarray
    n_spots: np.ndarray
    hits: np.ndarray
    n_truths: np.ndarray

    @cached_property
    def precision(self) -> np.ndarray:
        """(3, T, 17, 200): hits / spots, 0 where there are none."""
        return _ratio(self.hits, self.n_spots[:, None])

    @cached_property
    def recall(self) -> np.ndarray:
        """(3, T, 17, 200): hits / truths, 0 where there are none."""
        return _ratio(self.hits, self.n_truths[:, None, :, None])

    def average_per_class(self, metric: str, view: str = "all") -> np.ndarray:
        """(17,): AP at a metric's one tolerance, or averaged over several by trapezoids."""
        return averaging.over_tolerances(self._ap(metric, view))

    def average(self, metric: str, view: str = "all") -> float:
        """mAP averaged over a metric's tolerances; unshown with the evaluator's factor 17 / 13."""
        means = self._ap(metric, view).mean(axis=1)
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
        for metric in AVERAGED:
            if set(METRICS[metric]) <= set(self.tolerances_s):
                columns |= {f"{metric} {view}": self.average_per_class(metric, view) for view in VIEWS}
        columns |= {f"truths {view}": self.n_truths[index] for index, view in enumerate(VIEWS)}
        return pd.DataFrame(columns)

    def _ap(self, metric: str, view: str) -> np.ndarray:
        return self.ap[VIEWS.index(view), tolerance_places(metric, self.tolerances_s)]


def evaluate(truths: Events, spots: Events, tolerances_s: tuple[float, ...] = ALL_TOLERANCES) -> Evaluation:
    """Evaluate spots against truths over the games of `truths`, as the official evaluator does.

    tolerances_s: full widths in seconds; a spot matches within half of one. Spots of games that `truths` does
    not list are not counted. Raises UserError when there is no game to evaluate.
    """
    return evaluate_grids(truths.games, *grids(truths, spots), tolerances_s)


def evaluate_grids(
    games: tuple[str, ...], truth: Grid, spot: Grid, tolerances_s: tuple[float, ...] = ALL_TOLERANCES
) -> Evaluation:
    """`evaluate` for events already on the grid, so that what did not change is not laid out again."""
    taken_by = assign_grids(truth, spot, tolerances_s)
    n_spots, hits = count_grids(truth, spot, taken_by, visible_spots(truth, spot))
    n_truths = truths_per_view(truth)
    ap = averaging.eleven_point(hits, n_spots, n_truths)
    return Evaluation(games, tuple(tolerances_s), ap, n_spots, hits, n_truths)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole, 0 where whole is 0 (which only happens where part is 0 too)."""
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole > 0)
