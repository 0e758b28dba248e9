"""Judging: spots and truths put on the grid once, then a report at one config after another."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from core.errors import repair
from core.errors.judgement import GridColumns, Judgement, judge_errors
from core.errors.kinds import KINDS, ErrorConfig
from core.errors.report import ErrorReport
from core.events import Events
from core.exceptions import UserError
from core.metric import assignment
from core.metric.grid import Grid, grids
from core.metric.outcomes import HIT, MISSED, Fix


class ErrorJudge:
    """Spots and truths on the grid, for reports at one config after another.

    The figures of each tolerance are kept, so that another detail_s costs next to nothing. Raises UserError
    when there is no game to judge.
    """

    def __init__(self, truths: Events, spots: Events) -> None:
        if not truths.games:
            raise UserError(
                "There is no game with labels to judge errors by; choose a split that has labels."
            )
        self.truths, self.spots = truths, spots.for_games(truths.games)
        self.truth_grid, self.spot_grid = grids(truths, self.spots)
        self.columns = GridColumns.from_grids(self.truth_grid, self.spot_grid)
        self.n_truths = assignment.truths_per_view(self.truth_grid)
        self._figures: dict[tuple[float, float], tuple[np.ndarray, np.ndarray]] = {}

    def report(self, config: ErrorConfig) -> ErrorReport:
        """The errors at a config; tolerances run side by side on all cores."""
        far_factor = config.far_factor
        detail = self._judgement(config.detail_s, far_factor)
        tolerances = {*config.tolerances_s, config.detail_s}

        def keep(tolerance_s: float) -> None:
            same = tolerance_s == config.detail_s
            judgement = detail if same else self._judgement(tolerance_s, far_factor)
            self._figures[tolerance_s, far_factor] = _figures(
                self.truth_grid, self.columns, judgement, self.n_truths
            )

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(keep, sorted(t for t in tolerances if (t, far_factor) not in self._figures)))
        figures = [self._figures[tolerance_s, far_factor] for tolerance_s in config.tolerances_s]
        ap, counts = (np.stack(arrays, axis=2) for arrays in zip(*figures, strict=True))  # (1 + K, 3, T, C)
        detail_counts = self._figures[config.detail_s, far_factor][1]
        return ErrorReport(
            self.truths,
            self.spots,
            config,
            self.truth_grid,
            self.spot_grid,
            ap=ap[0],
            repaired=ap[1:],
            counts=counts[1:],
            n_hits=counts[0],
            n_truths=self.n_truths,
            detail=detail,
            detail_hits=detail_counts[0],
            detail_counts=detail_counts[1:],
            columns=self.columns,
        )

    def _judgement(self, tolerance_s: float, far_factor: float) -> Judgement:
        return judge_errors(self.truth_grid, self.spot_grid, self.columns, tolerance_s, far_factor)


def error_report(truths: Events, spots: Events, config: ErrorConfig | None = None) -> ErrorReport:
    """Judge spots against truths over the games of `truths`, and repair each kind of error alone.

    config: by default the narrowest tolerance. Raises UserError when there is no game to judge.
    """
    config = config or ErrorConfig.narrowest(truths.label_set.rule)
    return ErrorJudge(truths, spots).report(config)


def _figures(
    truth: Grid, columns: GridColumns, judgement: Judgement, n_truths: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """AP as it is and with each kind repaired; hits and errors of each kind; both (1 + K, 3, C)."""
    codes = [kind.code for kind in KINDS]
    spots, gained = columns.histograms(judgement.outcome), _gained(columns, judgement)
    nothing = np.zeros_like(spots[HIT])
    n_spots = _views(spots.sum(0) + np.stack([nothing, *(gained - spots[codes])]))
    hits = _views(spots[HIT] + np.stack([nothing, *gained]))
    n = np.ascontiguousarray(np.broadcast_to(n_truths, n_spots.shape[:3]))
    ap = repair.average_precision(n_spots.reshape(n.size, -1), hits.reshape(n.size, -1), n.ravel())
    counts = _views(spots.sum(-1))
    counts[MISSED] = assignment.truths_per_view(truth, judgement.truth_spot < 0)
    return ap.reshape(n.shape), counts[[HIT, *codes]]


def _gained(columns: GridColumns, judgement: Judgement) -> np.ndarray:
    """(K, 2, C, 200) int64: the spots that repairing each kind puts on missed truths."""
    missed = np.flatnonzero(judgement.truth_spot < 0)
    added_bin = assignment.threshold_bins(judgement.added_confidence, assignment.THRESHOLDS)
    rows = []
    for kind, moved in zip(KINDS, judgement.moved, strict=True):
        truths = np.flatnonzero(moved >= 0)
        bins = columns.bins[moved[truths]]
        if kind.fix == Fix.ADD:
            truths, bins = missed, added_bin[columns.truth_label[missed]]
        rows.append(columns.truth_histogram(truths, bins))
    return np.stack(rows)


def _views(histograms: np.ndarray) -> np.ndarray:
    """(N, 3, ...): all, visible and unshown, from (N, 2, ...) visible and unshown."""
    return np.concatenate([histograms.sum(1, keepdims=True), histograms], axis=1)
