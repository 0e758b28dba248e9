"""How sure a figure is: a paired bootstrap over games, percentile intervals.

Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 6 and 13. Games are drawn with
replacement, the same draw for every run, so that what all runs share (a hard game) cancels in differences.
Hits and found spots per confidence threshold add up over games, so a draw's metric is that of a weighted sum
of the games' counts: one product of matrices for all draws, and no event is matched twice.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from core.classes import N_CLASSES
from core.events import Events
from core.exceptions import UserError
from core.metric import assignment, averaging
from core.metric.evaluation import ALL_TOLERANCES, METRICS, VIEWS
from core.metric.grid import Grid, on_grid
from core.progress import Progress, silent
from core.timebase import EVALUATION_FPS

RESAMPLES = 1000
LEVEL = 0.95
METHOD = (
    "Paired bootstrap over games: each of {resamples} draws takes as many games as there are, with "
    "replacement, the same for all runs (seed {seed}); intervals hold the middle {level:.0%} of the draws "
    "(percentile method, Efron and Tibshirani 1993). A class without truth in a draw counts 0, as in "
    "the official metric."
)


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
    """What the evaluator counts, game by game; views here: 0 visible, 1 unshown.

    hits (17, G, T * 2 * 200), found (17, G, 2 * 200) and truths (17, G, 2), float32 holding whole numbers
    (sums stay exact below 2 ** 24).
    """

    hits: np.ndarray
    found: np.ndarray
    truths: np.ndarray

    @classmethod
    def of(cls, truth: Grid, spot: Grid, tolerances_s: tuple[float, ...]) -> GameCounts:
        """From truths and spots on the grid."""
        reach = np.array(tolerances_s, dtype=np.float64) * EVALUATION_FPS / 2
        lanes = (truth.start, truth.frame, spot.start, spot.frame)
        taken_by = assignment.assign(*lanes, spot.confidence, reach)
        visible = assignment.nearest_is_visible(*lanes[:2], truth.visible, *lanes[2:])
        bins = assignment.threshold_bins(spot.confidence, assignment.THRESHOLDS)
        per_game = 2 * N_CLASSES
        n_games, n = (len(truth.start) - 1) // per_game, assignment.N_THRESHOLDS
        hits = np.empty((N_CLASSES, n_games, len(reach), 2, n), np.float32)
        found = np.empty((N_CLASSES, n_games, 2, n), np.float32)
        truths = np.zeros((N_CLASSES, n_games, 2), np.float32)
        for game in range(n_games):
            own = slice(per_game * game, per_game * (game + 1) + 1)
            found_here, hits_here = assignment.count(
                N_CLASSES, spot.start[own], visible, bins, taken_by, truth.start[own], n
            )
            found[:, game] = found_here[1:].swapaxes(0, 1)
            hits[:, game] = hits_here[1:].transpose(2, 1, 0, 3)
        lane = np.repeat(np.arange(len(truth.start) - 1), np.diff(truth.start))
        np.add.at(truths, (lane % N_CLASSES, lane // per_game, np.where(truth.visible, 0, 1)), 1)
        return cls(hits.reshape(N_CLASSES, n_games, -1), found.reshape(N_CLASSES, n_games, -1), truths)

    def ap(self, weights: np.ndarray) -> np.ndarray:
        """(B, 3, T, 17) AP of draws; weights (B, G): how often each game is in each."""
        weights = np.ascontiguousarray(weights, np.float32)
        n_tolerances = self.hits.shape[2] // self.found.shape[2]
        ap = np.empty((len(weights), 3, n_tolerances, N_CLASSES))

        def of_class(label: int) -> None:
            shape = (len(weights), -1, 2, assignment.N_THRESHOLDS)
            hits = (weights @ self.hits[label]).reshape(shape)
            found = (weights @ self.found[label]).reshape(shape)[:, 0]
            truths = weights @ self.truths[label]
            whole = (hits.sum(2, keepdims=True), found.sum(1, keepdims=True), truths.sum(1, keepdims=True))
            parts = [averaging.eleven_point(*counts) for counts in (whole, (hits, found, truths))]
            ap[..., label] = np.concatenate(parts, axis=2).swapaxes(1, 2)

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(of_class, range(N_CLASSES)))
        return ap


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """AP of every run in every draw. ap: (1 + B, 3, T, 17) by run; row 0 is the official figure itself."""

    games: tuple[str, ...]
    tolerances_s: tuple[float, ...]
    resamples: int
    seed: int
    ap: Mapping[str, np.ndarray]

    def average_per_class(self, run: str, metric: str, view: str = "all") -> np.ndarray:
        """(1 + B, 17): AP at a metric's one tolerance, or averaged over several."""
        places = [self.tolerances_s.index(tolerance) for tolerance in METRICS[metric]]
        ap = self.ap[run][:, VIEWS.index(view), places]
        return averaging.over_tolerances(ap, axis=1)

    def average(self, run: str, metric: str, view: str = "all") -> np.ndarray:
        """(1 + B,): the official (Average-)mAP, unshown with its 17/13 where it is averaged."""
        average = self.average_per_class(run, metric, view).mean(axis=1)
        return averaging.reported(average, view, len(METRICS[metric]))

    def interval(
        self, run: str, metric: str, view: str = "all", *, label: int | None = None, level: float = LEVEL
    ) -> Interval:
        """A run's average, or AP of one class, with its interval."""
        return _interval(self._draws(run, metric, view, label), level)

    def difference(
        self,
        run: str,
        baseline: str,
        metric: str,
        view: str = "all",
        *,
        label: int | None = None,
        level: float = LEVEL,
    ) -> Interval:
        """How much a run gains on a baseline, in the same draws."""
        ours, theirs = (self._draws(name, metric, view, label) for name in (run, baseline))
        return _interval(ours - theirs, level)

    def method(self, level: float = LEVEL) -> str:
        """How the intervals were made, in sentences to stand beside them."""
        return METHOD.format(resamples=self.resamples, seed=self.seed, level=level)

    def _draws(self, run: str, metric: str, view: str, label: int | None) -> np.ndarray:
        if label is None:
            return self.average(run, metric, view)
        return self.average_per_class(run, metric, view)[:, label]


def bootstrap(
    truths: Events,
    runs: Mapping[str, Events],
    tolerances_s: tuple[float, ...] = ALL_TOLERANCES,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Progress = silent,
) -> Bootstrap:
    """Draw the games of `truths` again and again and evaluate every run's spots in each draw.

    The same seed gives the same draws. Raises UserError when there is no game or no draw.
    """
    if not truths.games:
        raise UserError("There is no game with labels to evaluate; choose a split that has labels.")
    if resamples < 1:
        raise UserError(f"{resamples} resamples give no interval; ask for at least one, usually {RESAMPLES}.")
    weights = draws(len(truths.games), resamples, seed)
    truth = on_grid(truths, spots=False)
    ap = {}
    for done, (name, spots) in enumerate(runs.items()):
        progress(done, len(runs), f"resampling {name}")
        spot = on_grid(spots.for_games(truths.games), spots=True)
        ap[name] = GameCounts.of(truth, spot, tolerances_s).ap(weights)
    progress(len(runs), len(runs), "resampled")
    return Bootstrap(truths.games, tuple(tolerances_s), resamples, seed, ap)


def draws(n_games: int, resamples: int, seed: int) -> np.ndarray:
    """(1 + resamples, n_games): every game once, then how often each is in each draw."""
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = rng.multinomial(n_games, np.full(n_games, 1 / n_games), size=resamples)
    return np.concatenate([np.ones((1, n_games), np.int64), drawn])


def _interval(draws: np.ndarray, level: float) -> Interval:
    """The figure (row 0) with the percentiles of the draws (the other rows)."""
    low, high = np.quantile(draws[1:], [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(draws[0]), float(low), float(high))
