"""What kinds of error a run makes, how many of each, and what each costs in AP."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import repair
from core.errors.judgement import GridColumns, Judgement
from core.errors.kinds import KIND_NAMES, KINDS, ErrorConfig
from core.events import Events
from core.metric.averaging import over_tolerances, reported
from core.metric.evaluation import VIEWS
from core.metric.grid import Grid
from core.metric.outcomes import HIT

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class ErrorReport:
    """Errors of spots against truths at the tolerances of a config; K KINDS, T tolerances.

    ap (3, T, C): of the spots as they are, equal to the evaluator's. repaired (K, 3, T, C): with one
    kind repaired alone. counts (K, 3, T, C) int64: errors of each kind; a spot belongs to the view that
    the evaluator puts it in, a missed truth to its own. n_hits (3, T, C); n_truths (3, C). detail_hits
    (3, C) and detail_counts (K, 3, C) int64: hits and errors at detail_s.
    """

    truths: Events
    spots: Events
    config: ErrorConfig
    truth_grid: Grid
    spot_grid: Grid
    ap: np.ndarray
    repaired: np.ndarray
    counts: np.ndarray
    n_hits: np.ndarray
    n_truths: np.ndarray
    detail: Judgement
    detail_hits: np.ndarray
    detail_counts: np.ndarray
    columns: GridColumns

    @property
    def cost(self) -> np.ndarray:
        """(K, 3, C): AP gained by each repair, averaged over the tolerances as the metric does."""
        return over_tolerances(self.repaired, axis=-2) - over_tolerances(self.ap, axis=-2)

    @property
    def average_ap(self) -> np.ndarray:
        """(3,): average AP over classes and tolerances, as the evaluator reports it."""
        return self._mean(over_tolerances(self.ap, axis=-2))

    @property
    def average_cost(self) -> np.ndarray:
        """(K, 3): what each repair adds to average_ap."""
        return self._mean(self.cost)

    @cached_property
    def gains(self) -> np.ndarray:
        """(3, C, 200): AP that a class gains at detail_s by one change; see `repair.single_gains`."""
        spots = self.columns.histograms(self.detail.outcome).sum(1)
        return repair.single_gains(spots.sum(0), spots[HIT], self.n_truths[0])

    @cached_property
    def ranks(self) -> np.ndarray:
        """(M_spot,) float64: a spot's rank in its class over the class's truths; infinite without truths.

        The N most confident spots of a class with N truths have ranks in [0, 1).
        """
        label, confidence = self.columns.label, self.spot_grid.confidence
        rank = np.empty(len(label))
        for c in range(self.columns.n_classes):
            spots = np.flatnonzero(label == c)
            rank[spots[np.argsort(-confidence[spots], kind="stable")]] = np.arange(len(spots))
        n = self.n_truths[0][label]
        return np.divide(rank, n, out=np.full(len(rank), np.inf), where=n > 0)

    def table(self, view: str = "all") -> pd.DataFrame:
        """One row for all and one per class: class, truths, hits, ap, then count and cost of each kind.

        Hits and counts are at detail_s, AP and costs over the tolerances.
        """
        import pandas as pd

        v = VIEWS.index(view)
        columns = {
            "class": ["all", *self.truths.label_set.classes],
            "truths": _with_sum(self.n_truths[v]),
            "hits": _with_sum(self.detail_hits[v]),
            "ap": [self.average_ap[v], *over_tolerances(self.ap, axis=-2)[v]],
        }
        for kind, counts in zip(KIND_NAMES, self.detail_counts[:, v], strict=True):
            columns[f"{kind} count"] = _with_sum(counts)
        for kind, average, costs in zip(KIND_NAMES, self.average_cost[:, v], self.cost[:, v], strict=True):
            columns[f"{kind} cost"] = [average, *costs]
        return pd.DataFrame(columns)

    def to_json(self) -> dict[str, Any]:
        """All figures as fractions, by view, kind and class, with rule and repair of each kind."""
        return {
            "games": len(self.truths.games),
            "tolerances_s": list(self.config.tolerances_s),
            "detail_s": self.config.detail_s,
            "far": self.config.far_factor,
            "kinds": {kind.name: {"rule": kind.rule, "repair": kind.repair} for kind in KINDS},
            "views": {view: self._view_json(view) for view in self.truths.label_set.views},
        }

    def _view_json(self, view: str) -> dict[str, Any]:
        every, *classes = self.table(view).to_dict("records")
        return {"all": _row_json(every), "classes": {row["class"]: _row_json(row) for row in classes}}

    def _mean(self, per_class: np.ndarray) -> np.ndarray:
        """(..., 3): the mean over classes of (..., 3, C), as the evaluator reports it for each view."""
        factor, n = self.truths.label_set.rule.unshown_factor, len(self.config.tolerances_s)
        factors = [reported(1.0, view, n, factor) for view in VIEWS]
        return per_class.mean(-1) * np.array(factors)


def _with_sum(counts: np.ndarray) -> list[int]:
    """The sum of counts (C,), then each."""
    return [int(counts.sum()), *counts.tolist()]


def _row_json(row: dict[str, Any]) -> dict[str, Any]:
    """A table's row as plain values, counts and costs by kind."""
    return {
        "truths": row["truths"],
        "hits": row["hits"],
        "ap": float(row["ap"]),
        "count": {kind: row[f"{kind} count"] for kind in KIND_NAMES},
        "cost": {kind: float(row[f"{kind} cost"]) for kind in KIND_NAMES},
    }
