"""What kinds of error a run makes, how many of each, and what each costs in AP."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from core.classes import CLASSES, N_CLASSES
from core.errors import repair
from core.errors.judged import Judged, Layout, judge_errors
from core.errors.kinds import KIND_NAMES, KINDS, ErrorConfig
from core.events import Events
from core.exceptions import UserError
from core.metric import assignment
from core.metric.averaging import over_tolerances, reported
from core.metric.evaluation import VIEWS
from core.metric.grid import Grid, on_grid
from core.metric.outcomes import HIT, MISSED, Fix

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class ErrorReport:
    """Errors of spots against truths at the tolerances of a config.

    ap (3, T, 17): of the spots as they are, equal to the evaluator's. repaired (K, 3, T, 17): with one of the
    K KINDS repaired alone. counts (K, 3, T, 17) int64: errors of each kind; a spot belongs to the view that
    the evaluator puts it in, a missed truth to its own. n_hits (3, T, 17); n_truths (3, 17). detail_hits
    (3, 17) and detail_counts (K, 3, 17) int64: hits and errors at detail_s.
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
    detail_hits: np.ndarray
    detail_counts: np.ndarray
    layout: Layout

    @property
    def cost(self) -> np.ndarray:
        """(K, 3, 17): AP gained by each repair, averaged over the tolerances as the metric does."""
        return over_tolerances(self.repaired, axis=-2) - over_tolerances(self.ap, axis=-2)

    @property
    def average_ap(self) -> np.ndarray:
        """(3,): the figure itself, as the evaluator gives it."""
        return self._mean(over_tolerances(self.ap, axis=-2))

    @property
    def average_cost(self) -> np.ndarray:
        """(K, 3): what each repair adds to the figure, all 17 classes together."""
        return self._mean(self.cost)

    @cached_property
    def gains(self) -> np.ndarray:
        """(3, 17, 200): AP that one spot's going, one's becoming a hit, one hit more gains at detail_s."""
        spots = self.layout.histograms(self.detail.outcome).sum(1)
        return repair.single_gains(spots.sum(0), spots[HIT], self.n_truths[0])

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
        ap, cost = over_tolerances(self.ap, axis=-2)[v], self.cost[:, v]
        hits, counts = self.detail_hits[v], self.detail_counts[:, v]
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
            "far": self.config.far_factor,
            "kinds": {kind.name: {"rule": kind.rule, "repair": kind.repair} for kind in KINDS},
            "views": {view: self._view_json(view) for view in VIEWS},
        }

    def _view_json(self, view: str) -> dict[str, Any]:
        whole, *classes = self.table(view).to_dict("records")
        return {"all": _nested(whole), "classes": {row["class"]: _nested(row) for row in classes}}

    def _mean(self, per_class: np.ndarray) -> np.ndarray:
        """(..., 3): the mean over classes of (..., 3, 17), as the evaluator reports it for each view."""
        factors = [reported(1.0, view, len(self.config.tolerances_s)) for view in VIEWS]
        return per_class.mean(-1) * np.array(factors)


class Judging:
    """Spots and truths laid out once, to be judged at one config after another.

    What a tolerance gave is kept, so that another detail_s costs next to nothing. Raises UserError when there
    is no game to judge.
    """

    def __init__(self, truths: Events, spots: Events) -> None:
        if not truths.games:
            raise UserError(
                "There is no game with labels to judge errors by; choose a split that has labels."
            )
        self.truths, self.spots = truths, spots.for_games(truths.games)
        self.truth, self.spot = on_grid(truths, spots=False), on_grid(self.spots, spots=True)
        self.layout = Layout.of(self.truth, self.spot)
        self.n_truths = _per_view(self.layout.truth_label, ~self.truth.visible)
        self._kept: dict[tuple[float, float], tuple[np.ndarray, np.ndarray]] = {}

    def report(self, config: ErrorConfig) -> ErrorReport:
        """The errors at a config; tolerances run side by side on all cores."""
        detail = self._judged(config.detail_s, config.far_factor)
        missing = {*config.tolerances_s, config.detail_s} - {
            t for t, factor in self._kept if factor == config.far_factor
        }

        def keep(tolerance_s: float) -> None:
            same = tolerance_s == config.detail_s
            judged = detail if same else self._judged(tolerance_s, config.far_factor)
            self._kept[tolerance_s, config.far_factor] = _ap_and_counts(
                self.truth, self.layout, judged, self.n_truths
            )

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(keep, sorted(missing)))
        ap, counts = (
            np.stack([self._kept[t, config.far_factor][which] for t in config.tolerances_s], axis=2)
            for which in (0, 1)
        )  # each (1 + K, 3, T, 17)
        laid = (self.truths, self.spots, config, self.truth, self.spot)
        hits, errors = np.split(self._kept[config.detail_s, config.far_factor][1], [1])
        at_detail = (self.n_truths, detail, hits[0], errors, self.layout)
        return ErrorReport(*laid, ap[0], ap[1:], counts[1:], counts[0], *at_detail)

    def _judged(self, tolerance_s: float, far_factor: float) -> Judged:
        return judge_errors(self.truth, self.spot, self.layout, tolerance_s, far_factor)


def error_report(truths: Events, spots: Events, config: ErrorConfig | None = None) -> ErrorReport:
    """Judge spots against truths over the games of `truths`, and repair each kind of error alone.

    Raises UserError when there is no game to judge.
    """
    return Judging(truths, spots).report(config or ErrorConfig())


def _ap_and_counts(
    truth: Grid, layout: Layout, judged: Judged, n_truths: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """AP as it is and with each kind repaired; hits and errors of each kind; both (1 + K, 3, 17)."""
    codes = [kind.code for kind in KINDS]
    spots, gained = layout.histograms(judged.outcome), _gained(layout, judged)
    found = spots.sum(0) + np.stack([np.zeros_like(spots[HIT]), *(gained - spots[codes])])
    hits = spots[HIT] + np.stack([np.zeros_like(spots[HIT]), *gained])
    found, hits = (np.concatenate([one.sum(1, keepdims=True), one], axis=1) for one in (found, hits))
    n = np.ascontiguousarray(np.broadcast_to(n_truths, found.shape[:3]))
    ap = repair.average_precision(*(one.reshape(n.size, -1) for one in (found, hits)), n.ravel())
    counts = spots.sum(-1)
    counts = np.concatenate([counts.sum(1, keepdims=True), counts], axis=1)
    missed = judged.taken_by < 0
    counts[MISSED] = _per_view(layout.truth_label[missed], ~truth.visible[missed])
    return ap.reshape(n.shape), counts[[HIT, *codes]]


def _gained(layout: Layout, judged: Judged) -> np.ndarray:
    """(K, 2, 17, 200) int64: the spots that repairing each kind puts on missed truths."""
    missed = np.flatnonzero(judged.taken_by < 0)
    new_bin = assignment.threshold_bins(judged.new_confidence, assignment.THRESHOLDS)
    rows = []
    for kind, moved in zip(KINDS, judged.moved, strict=True):
        truths = np.flatnonzero(moved >= 0)
        bins = layout.bins[moved[truths]]
        if kind.fix == Fix.ADD:
            truths, bins = missed, new_bin[layout.truth_label[missed]]
        rows.append(layout.truth_histogram(truths, bins))
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
