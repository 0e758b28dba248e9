"""The official metric of action spotting (SoccerNet package 0.2.0), for many tolerances in one pass.

The rule of the label set gives the grid, the metrics by name and the factor on unshown figures; with that of
a preset every figure is the package's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from core.evaluation_rule import EvaluationRule
from core.events import Events
from core.label_set import VIEWS, LabelSet
from core.metric import averaging
from core.metric.assignment import assign_grids, count_grids, truths_per_view, visible_spots
from core.metric.grid import Grid, grids

if TYPE_CHECKING:
    import pandas as pd


def tolerance_places(rule: EvaluationRule, metric: str, tolerances_s: tuple[float, ...]) -> list[int]:
    """Where the tolerances of a metric stand among those of an evaluation. Raises UserError for no metric."""
    return [tolerances_s.index(tolerance) for tolerance in rule.tolerances(metric)]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """AP of every class at every tolerance, for all / visible / unshown.

    tolerances_s (T,): full widths in seconds. ap (3, T, C). n_spots (3, C, 200): spots at or above each
    threshold; hits (3, T, C, 200): those that took a truth; n_truths (3, C): on the evaluator's grid.
    """

    games: tuple[str, ...]
    label_set: LabelSet
    tolerances_s: tuple[float, ...]
    ap: np.ndarray
    n_spots: np.ndarray
    hits: np.ndarray
    n_truths: np.ndarray

    @property
    def rule(self) -> EvaluationRule:
        return self.label_set.rule

    @cached_property
    def precision(self) -> np.ndarray:
        """(3, T, C, 200): hits / spots, 0 where there are none."""
        return _ratio(self.hits, self.n_spots[:, None])

    @cached_property
    def recall(self) -> np.ndarray:
        """(3, T, C, 200): hits / truths, 0 where there are none."""
        return _ratio(self.hits, self.n_truths[:, None, :, None])

    def average_per_class(self, metric: str, view: str = "all") -> np.ndarray:
        """(C,): AP at a metric's one tolerance, or averaged over several by trapezoids."""
        return averaging.over_tolerances(self._ap(metric, view))

    def average(self, metric: str, view: str = "all") -> float:
        """mAP averaged over a metric's tolerances; unshown with the rule's factor (17 / 13)."""
        means = self._ap(metric, view).mean(axis=1)
        return averaging.reported(
            float(averaging.over_tolerances(means)), view, len(means), self.rule.unshown_factor
        )

    def official(self, metric: str) -> dict[str, float | list[float] | None]:
        """The six keys that the package's `evaluate` returns for a metric; None without visibility."""
        keys: dict[str, Any] = {}
        for view, suffix in zip(VIEWS, ("", "_visible", "_unshown"), strict=True):
            if view not in self.label_set.views:
                keys |= dict.fromkeys((f"a_mAP{suffix}", f"a_mAP_per_class{suffix}"))
                continue
            keys[f"a_mAP{suffix}"] = self.average(metric, view)
            keys[f"a_mAP_per_class{suffix}"] = self.average_per_class(metric, view).tolist()
        return keys

    def table(self) -> pd.DataFrame:
        """One row per class: AP of the metrics that average in all three views, and the numbers of truths."""
        import pandas as pd

        columns, views = {"class": list(self.label_set.classes)}, self.label_set.views
        for metric in self.rule.listed:
            if set(self.rule.tolerances(metric)) <= set(self.tolerances_s):
                columns |= {f"{metric} {view}": self.average_per_class(metric, view) for view in views}
        columns |= {f"truths {view}": self.n_truths[index] for index, view in enumerate(views)}
        return pd.DataFrame(columns)

    def _ap(self, metric: str, view: str) -> np.ndarray:
        return self.ap[VIEWS.index(view), tolerance_places(self.rule, metric, self.tolerances_s)]


def evaluate(truths: Events, spots: Events, tolerances_s: tuple[float, ...] | None = None) -> Evaluation:
    """Evaluate spots against truths over the games of `truths`, as the official evaluator does.

    tolerances_s: full widths in seconds, by default all that the rule names; a spot matches within half of
    one. Spots of games that `truths` does not list are not counted. Raises UserError when there is no game to
    evaluate, or for spots of another label set.
    """
    return evaluate_grids(truths.games, *grids(truths, spots), tolerances_s)


def evaluate_grids(
    games: tuple[str, ...], truth: Grid, spot: Grid, tolerances_s: tuple[float, ...] | None = None
) -> Evaluation:
    """`evaluate` for events already on the grid, so that what did not change is not laid out again."""
    tolerances_s = truth.rule.tolerances_s if tolerances_s is None else tuple(tolerances_s)
    taken_by = assign_grids(truth, spot, tolerances_s)
    n_spots, hits = count_grids(truth, spot, taken_by, visible_spots(truth, spot))
    n_truths = truths_per_view(truth)
    ap = averaging.eleven_point(hits, n_spots, n_truths)
    return Evaluation(games, truth.label_set, tolerances_s, ap, n_spots, hits, n_truths)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole, 0 where whole is 0 (which only happens where part is 0 too)."""
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole > 0)
