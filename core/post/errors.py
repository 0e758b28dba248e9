"""What kinds of error a run makes, how many of each, and what each costs in AP."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from core.classes import CLASSES, N_CLASSES
from core.errors import UserError
from core.events import Events
from core.post import assignment, repair
from core.post.error_kinds import KIND_NAMES, KINDS, ErrorConfig
from core.post.evaluation import VIEWS
from core.post.grid import Grid, on_grid
from core.post.judged import Judged, Layout, judge_errors
from core.post.matching import HIT, MISSED

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class ErrorReport:
    """Errors of spots against truths at the tolerances of a config.

    ap (3, T, 17): of the spots as they are, equal to the evaluator's. repaired (5, 3, T, 17): with one kind
    repaired alone, in the order of KINDS. counts (5, 3, T, 17) int64: errors of each kind; a spot belongs to
    the view that the evaluator puts it in, a missed truth to its own. n_hits (3, T, 17); n_truths (3, 17).
    """

    truths: Events
    spots: Events
    config: ErrorConfig
    truth: Grid
    spot: Grid
    ap: np.ndarray
    repaired: np.ndarray
    counts: np.ndarray
    n_hits: np.ndarray
    n_truths: np.ndarray
    detail: Judged
    detail_counts: np.ndarray
    """(6, 3, 17) int64: hits, then errors of each kind, at detail_s."""
    layout: Layout

    @property
    def cost(self) -> np.ndarray:
        """(5, 3, 17): AP gained by each repair, averaged over the tolerances as the metric does."""
        return repair.averaged(self.repaired) - repair.averaged(self.ap)

    @property
    def average_ap(self) -> np.ndarray:
        """(3,): the figure itself, as the evaluator gives it."""
        return self._mean(repair.averaged(self.ap))

    @property
    def average_cost(self) -> np.ndarray:
        """(5, 3): what each repair adds to the figure, all 17 classes together."""
        return self._mean(self.cost)

    @cached_property
    def gains(self) -> np.ndarray:
        """(3, 17, 200): AP that one spot's going, one's becoming a hit, one hit more gains at detail_s."""
        found, hits = self.layout.histograms(self.detail.outcome)
        return repair.single_gains(found.sum(0), hits.sum(0), self.n_truths[0])

    @cached_property
    def ranks(self) -> np.ndarray:
        """(M_spot,) float64: a spot's rank in its class over the class's truths; infinite without truths.

        The N most confident spots of a class with N truths have ranks in [0, 1).
        """
        label, confidence = self.layout.label, self.spot.confidence
        rank = np.empty(len(label))
        for c in range(N_CLASSES):
            mine = np.flatnonzero(label == c)
            rank[mine[np.argsort(-confidence[mine], kind="stable")]] = np.arange(len(mine))
        n = self.n_truths[0][label]
        return np.divide(rank, n, out=np.full(len(rank), np.inf), where=n > 0)

    def table(self, view: str = "all") -> pd.DataFrame:
        """One row per class and one for all: truths, AP, then count and cost of each kind.

        Counts are those at detail_s, AP and costs those of the tolerances.
        """
        import pandas as pd

        v = VIEWS.index(view)
        ap, cost = repair.averaged(self.ap)[v], self.cost[:, v]
        hits, counts = self.detail_counts[0, v], self.detail_counts[1:, v]
        rows = [
            {
                "class": name,
                "truths": int(self.n_truths[v, c]),
                "hits": int(hits[c]),
                "ap": ap[c],
                **{f"{kind} count": int(counts[k, c]) for k, kind in enumerate(KIND_NAMES)},
                **{f"{kind} cost": cost[k, c] for k, kind in enumerate(KIND_NAMES)},
            }
            for c, name in enumerate(CLASSES)
        ]
        whole = {
            "class": "all",
            "truths": int(self.n_truths[v].sum()),
            "hits": int(hits.sum()),
            "ap": self.average_ap[v],
            **{f"{kind} count": int(counts[k].sum()) for k, kind in enumerate(KIND_NAMES)},
            **{f"{kind} cost": self.average_cost[k, v] for k, kind in enumerate(KIND_NAMES)},
        }
        return pd.DataFrame([whole, *rows])

    def to_json(self) -> dict[str, Any]:
        """All figures as fractions, by view, kind and class, with rule and repair of each kind."""
        return {
            "games": len(self.truths.games),
            "tolerances_s": list(self.config.tolerances_s),
            "detail_s": self.config.detail_s,
            "far": self.config.far,
            "kinds": {kind.name: {"rule": kind.rule, "repair": kind.repair} for kind in KINDS},
            "views": {view: self._view_json(view) for view in VIEWS},
        }

    def _view_json(self, view: str) -> dict[str, Any]:
        whole, *classes = self.table(view).to_dict("records")
        return {"all": _nested(whole), "classes": {row["class"]: _nested(row) for row in classes}}

    def _mean(self, per_class: np.ndarray) -> np.ndarray:
        """(..., 3, 17) over classes; the evaluator multiplies an averaged unshown figure by 17 / 13."""
        scale = np.array([1, 1, 17 / 13 if len(self.config.tolerances_s) > 1 else 1])
        return per_class.mean(-1) * scale


def error_report(truths: Events, spots: Events, config: ErrorConfig | None = None) -> ErrorReport:
    """Judge spots against truths over the games of `truths`, and repair each kind of error alone.

    Tolerances run side by side on all cores. Raises UserError when there is no game to judge.
    """
    config = config or ErrorConfig()
    if not truths.games:
        raise UserError("There is no game with labels to judge errors by; choose a split that has labels.")
    spots = spots.for_games(truths.games)
    truth, spot = on_grid(truths, spots=False), on_grid(spots, spots=True)
    layout = Layout.of(truth, spot)
    n_truths = _per_view(layout.truth_label, ~truth.visible)
    tolerances = tuple(dict.fromkeys((*config.tolerances_s, config.detail_s)))

    def one(tolerance_s: float) -> tuple[Judged, np.ndarray, np.ndarray]:
        judged = judge_errors(truth, spot, layout, tolerance_s, config.far)
        return judged, _ap_of(layout, judged, n_truths), _counts(truth, layout, judged)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = dict(zip(tolerances, pool.map(one, tolerances), strict=True))
    ap = np.stack([done[t][1] for t in config.tolerances_s], axis=2)  # (6, 3, T, 17)
    counts = np.stack([done[t][2] for t in config.tolerances_s], axis=2)
    return ErrorReport(
        truths,
        spots,
        config,
        truth,
        spot,
        ap[0],
        ap[1:],
        counts[1:],
        counts[0],
        n_truths,
        done[config.detail_s][0],
        done[config.detail_s][2],
        layout,
    )


def _ap_of(layout: Layout, judged: Judged, n_truths: np.ndarray) -> np.ndarray:
    """(6, 3, 17): AP as it is and with each kind repaired."""
    found, hits = layout.histograms(judged.outcome)
    new_found, new_hits = repair.repair(
        found,
        hits,
        layout.label,
        layout.view,
        layout.bins,
        judged.outcome,
        layout.truth_label,
        layout.truth_view,
        judged.taken_by,
        judged.heir,
        assignment.threshold_bins(judged.new_confidence, assignment.THRESHOLDS),
    )
    both = []
    for base, new in ((found, new_found), (hits, new_hits)):
        stacked = np.concatenate([base[None], new])  # (6, 2, 17, K)
        both.append(np.concatenate([stacked.sum(1, keepdims=True), stacked], axis=1))
    n = np.broadcast_to(n_truths, both[0].shape[:3])
    flat = [one.reshape(-1, one.shape[-1]) for one in both]
    return repair.average_precision(*flat, np.ascontiguousarray(n).ravel()).reshape(n.shape)


def _counts(truth: Grid, layout: Layout, judged: Judged) -> np.ndarray:
    """(6, 3, 17) int64: hits, then errors of each kind."""
    rows = []
    for outcome in (HIT, *(kind.outcome for kind in KINDS)):
        if outcome == MISSED:
            missed = judged.taken_by < 0
            rows.append(_per_view(layout.truth_label[missed], ~truth.visible[missed]))
        else:
            of_kind = judged.outcome == outcome
            rows.append(_per_view(layout.label[of_kind], layout.view[of_kind] == 1))
    return np.stack(rows)


def _per_view(label: np.ndarray, unshown: np.ndarray) -> np.ndarray:
    """(3, 17) int64: how many of each class in all, visible, unshown."""
    parts = [np.bincount(label[rows], minlength=N_CLASSES) for rows in (~unshown, unshown)]
    return np.stack([parts[0] + parts[1], *parts])


def _nested(row: dict[str, Any]) -> dict[str, Any]:
    """A table's row as plain values, counts and costs by kind."""
    return {
        "truths": row["truths"],
        "hits": row["hits"],
        "ap": float(row["ap"]),
        "count": {kind: row[f"{kind} count"] for kind in KIND_NAMES},
        "cost": {kind: float(row[f"{kind} cost"]) for kind in KIND_NAMES},
    }
