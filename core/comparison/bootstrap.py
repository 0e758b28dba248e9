"""Confidence intervals of figures: a paired bootstrap over games, percentile method.

Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 6 and 13. Games are drawn with
replacement, the same draw for every run, so that what all runs share (a hard game) cancels in differences.
Hits and spots at a confidence threshold add up over games, so a draw's metric is that of a weighted sum
of the games' counts: one product of matrices for all draws, and no event is matched twice.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from core.events import Events
from core.exceptions import UserError
from core.label_set import LabelSet
from core.metric import assignment, averaging
from core.metric.evaluation import VIEWS, tolerance_places
from core.metric.grid import Grid, grids, require_games
from core.progress import Progress, silent

RESAMPLES, MOST_RESAMPLES = 1000, 100_000
LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A figure with the ends of its interval."""

    value: float
    low: float
    high: float

    @property
    def is_noise(self) -> bool:
        """For a difference: whether the interval holds 0, so that neither side is surely better."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True, eq=False)
class GameCounts:
    """The evaluator's counts of each game; views here: 0 visible, 1 unshown.

    hits (C, G, T * 2 * 200) and n_spots (C, G, 2 * 200): at or above each threshold; n_truths (C, G, 2).
    float32 holding whole numbers: sums stay exact below 2 ** 24.
    """

    hits: np.ndarray
    n_spots: np.ndarray
    n_truths: np.ndarray

    @classmethod
    def from_grids(cls, truth: Grid, spot: Grid, tolerances_s: tuple[float, ...]) -> GameCounts:
        """From truths and spots on the grid, at tolerances (full widths, seconds)."""
        taken_by = assignment.assign_grids(truth, spot, tolerances_s)
        visible = assignment.visible_spots(truth, spot)
        bins = assignment.threshold_bins(spot.confidence, assignment.THRESHOLDS)
        n_games, n, per_game = truth.n_games, assignment.N_THRESHOLDS, truth.lanes_per_game
        n_classes = truth.n_classes
        hits = np.empty((n_classes, n_games, len(tolerances_s), 2, n), np.float32)
        n_spots = np.empty((n_classes, n_games, 2, n), np.float32)
        n_truths = np.zeros((n_classes, n_games, 2), np.float32)
        for game in range(n_games):
            lanes = slice(per_game * game, per_game * (game + 1) + 1)
            spots_of_game, hits_of_game = assignment.count(
                n_classes, spot.start[lanes], visible, bins, taken_by, truth.start[lanes], n
            )
            n_spots[:, game] = spots_of_game[1:].swapaxes(0, 1)
            hits[:, game] = hits_of_game[1:].transpose(2, 1, 0, 3)
        np.add.at(n_truths, (truth.label, truth.lane // per_game, np.where(truth.visible, 0, 1)), 1)
        return cls(hits.reshape(n_classes, n_games, -1), n_spots.reshape(n_classes, n_games, -1), n_truths)

    def ap(self, weights: np.ndarray) -> np.ndarray:
        """(B, 3, T, C) AP of draws; weights (B, G): how often each game is in each."""
        weights = np.ascontiguousarray(weights, np.float32)
        n_tolerances = self.hits.shape[2] // self.n_spots.shape[2]
        n_classes = len(self.hits)
        ap = np.empty((len(weights), 3, n_tolerances, n_classes))

        def fill_class(label: int) -> None:
            shape = (len(weights), -1, 2, assignment.N_THRESHOLDS)
            hits = (weights @ self.hits[label]).reshape(shape)
            n_spots = (weights @ self.n_spots[label]).reshape(shape)[:, 0]
            n_truths = weights @ self.n_truths[label]
            by_view = ((hits, 2), (n_spots, 1), (n_truths, 1))  # each with its axis of views
            whole = [counts.sum(axis, keepdims=True) for counts, axis in by_view]
            parts = [averaging.eleven_point(*counts) for counts in (whole, (hits, n_spots, n_truths))]
            ap[..., label] = np.concatenate(parts, axis=2).swapaxes(1, 2)

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(fill_class, range(n_classes)))
        return ap


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """AP of every run in every draw. ap: (1 + B, 3, T, C) by run; row 0 is the official figure itself."""

    games: tuple[str, ...]
    label_set: LabelSet
    tolerances_s: tuple[float, ...]
    resamples: int
    seed: int
    ap: Mapping[str, np.ndarray]

    def average_per_class(self, run: str, metric: str, view: str = "all") -> np.ndarray:
        """(1 + B, C): AP at a metric's one tolerance, or averaged over several."""
        places = tolerance_places(self.label_set.rule, metric, self.tolerances_s)
        ap = self.ap[run][:, VIEWS.index(view), places]
        return averaging.over_tolerances(ap, axis=1)

    def average(self, run: str, metric: str, view: str = "all") -> np.ndarray:
        """(1 + B,): the official (Average-)mAP, unshown with its factor where it is averaged."""
        average = self.average_per_class(run, metric, view).mean(axis=1)
        rule = self.label_set.rule
        return averaging.reported(average, view, len(rule.tolerances(metric)), rule.unshown_factor)

    def interval(self, run: str, metric: str, view: str = "all", label: int | None = None) -> Interval:
        """A run's average, or AP of one class, with its interval."""
        return _interval(self._draws(run, metric, view, label))

    def difference(
        self, run: str, baseline: str, metric: str, view: str = "all", label: int | None = None
    ) -> Interval:
        """How much a run gains on a baseline, in the same draws."""
        draws_of_run, draws_of_baseline = (self._draws(name, metric, view, label) for name in (run, baseline))
        return _interval(draws_of_run - draws_of_baseline)

    def method(self) -> str:
        """How the intervals were made, in sentences to stand beside them."""
        return (
            f"Paired bootstrap over games: each of {self.resamples} draws takes as many games as there are, "
            f"with replacement, the same for all runs (seed {self.seed}); intervals hold the middle "
            f"{LEVEL:.0%} of the draws (percentile method, Efron and Tibshirani 1993). A class without truth "
            "in a draw counts 0, as in the official metric."
        )

    def _draws(self, run: str, metric: str, view: str, label: int | None) -> np.ndarray:
        if label is None:
            return self.average(run, metric, view)
        return self.average_per_class(run, metric, view)[:, label]


def bootstrap(
    truths: Events,
    runs: Mapping[str, Events],
    tolerances_s: tuple[float, ...] | None = None,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Progress = silent,
) -> Bootstrap:
    """Draw the games of `truths` with replacement and evaluate every run's spots in each draw.

    tolerances_s: by default all of the rule. The same seed gives the same draws. Raises UserError when there
    is no game or no draw, or for a run of another label set.
    """
    require_games(truths)
    if not 1 <= resamples <= MOST_RESAMPLES:
        raise UserError(
            f"{resamples} resamples give no interval; ask for 1 to {MOST_RESAMPLES}, usually {RESAMPLES}."
        )
    weights = draws(len(truths.games), resamples, seed)
    label_set, ap = truths.label_set, {}
    tolerances_s = label_set.rule.tolerances_s if tolerances_s is None else tuple(tolerances_s)
    for done, (name, spots) in enumerate(runs.items()):
        progress(done, len(runs), f"resampling {name}")
        ap[name] = GameCounts.from_grids(*grids(truths, spots), tolerances_s).ap(weights)
    progress(len(runs), len(runs), "resampled")
    return Bootstrap(truths.games, label_set, tolerances_s, resamples, seed, ap)


def draws(n_games: int, resamples: int, seed: int) -> np.ndarray:
    """(1 + resamples, n_games): every game once, then how often each is in each draw."""
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = rng.multinomial(n_games, np.full(n_games, 1 / n_games), size=resamples)
    return np.concatenate([np.ones((1, n_games), np.int64), drawn])


def _interval(draws: np.ndarray) -> Interval:
    """The figure (row 0) with the percentiles of the draws (the other rows)."""
    low, high = np.quantile(draws[1:], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(draws[0]), float(low), float(high))
