"""A map of the metric over window and method, for a whole split, at any threshold."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

import numpy as np

from core.evaluation_rule import EvaluationRule
from core.events import Events
from core.exceptions import UserError
from core.metric import assignment, averaging
from core.metric.evaluation import VIEWS, Evaluation, evaluate_grids, tolerance_places
from core.metric.grid import Grid, spots_on_grid, truths_on_grid
from core.progress import Progress, silent
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores
from core.timebase import evaluation_frame, time_ms_of

Result = TypeVar("Result")


@dataclass(frozen=True, eq=False)
class Sweep:
    """The evaluator's counts at every point of the map, at the base's smoothing and threshold 0.

    n_spots (M, W, 2, C, 200) and hits (M, W, 2, T, C, 200) int32, for visible and unshown; n_truths (3, C)
    int64, for all views. rule: of the labels.
    """

    methods: tuple[str, ...]
    windows_s: tuple[float, ...]
    tolerances_s: tuple[float, ...]
    n_spots: np.ndarray
    hits: np.ndarray
    n_truths: np.ndarray
    rule: EvaluationRule

    def per_class(self, metric: str, view: str = "all", threshold: float | np.ndarray = 0.0) -> np.ndarray:
        """(M, W, C): AP of a metric at a threshold, one or (C,).

        A threshold acts from the next of the evaluator's 200 steps on; on a step it is exact.
        """
        places = tolerance_places(self.rule, metric, self.tolerances_s)
        row = VIEWS.index(view)
        views = slice(None) if row == 0 else slice(row - 1, row)
        hits = self.hits[:, :, views, places].sum(axis=2)  # (M, W, T, C, 200)
        n_spots = self.n_spots[:, :, views].sum(axis=2)  # (M, W, C, 200)
        step = np.searchsorted(assignment.THRESHOLDS, np.broadcast_to(threshold, n_spots.shape[2]))
        below = np.arange(assignment.N_THRESHOLDS) < step[:, None]  # (C, 200)
        # A point without hits adds nothing to AP. Contiguous, as the loop is compiled for.
        hits = np.ascontiguousarray(np.where(below, 0, hits))
        points = len(self.methods) * len(self.windows_s)
        ap = averaging.eleven_point(
            hits.reshape(points, *hits.shape[2:]),
            n_spots.reshape(points, *n_spots.shape[2:]),
            np.tile(self.n_truths[row], (points, 1)),
        )
        return averaging.over_tolerances(ap.reshape(hits.shape[:-1]), axis=2)

    def average(self, metric: str, view: str = "all", threshold: float | np.ndarray = 0.0) -> np.ndarray:
        """(M, W): (Average-)mAP; unshown with the rule's factor where it is averaged."""
        average = self.per_class(metric, view, threshold).mean(axis=2)
        return averaging.reported(average, view, len(self.rule.tolerances(metric)), self.rule.unshown_factor)


def sweep(
    truths: Events,
    scores: SplitScores,
    windows_s: Sequence[float],
    methods: Sequence[str],
    base: Settings | None = None,
    *,
    tolerances_s: tuple[float, ...] | None = None,
    progress: Progress = silent,
) -> Sweep:
    """Evaluate every method with every window over the games of `truths`.

    base: floor, sigma and the smoothing that most classes have. Raises UserError when there is nothing to
    sweep, and what `progress` raises, between two points.
    """
    if not windows_s or not methods:
        raise UserError("A sweep needs at least one window and one method.")
    label_set, rule = truths.label_set, truths.label_set.rule
    tolerances_s = rule.tolerances_s if tolerances_s is None else tuple(tolerances_s)
    base = base or Settings(label_set=label_set)
    points = [
        Settings.uniform(method, float(window), floor=base.floor, sigma=base.sigma, label_set=label_set)
        for method, window in product(methods, windows_s)
    ]
    judged = scores.of_set(label_set).for_games(truths.games)
    smooth = judged.smoothed(base.most_common("smoothing_s"))
    truth, n_truths = truths_on_grid(truths), None
    shape = (len(methods), len(windows_s), 2, len(tolerances_s), len(label_set), assignment.N_THRESHOLDS)
    hits, n_spots = np.zeros(shape, np.int32), np.zeros((*shape[:3], *shape[4:]), np.int32)

    def measure(spot: Grid) -> Evaluation:
        return evaluate_grids(truths.games, truth, spot, tolerances_s)

    for place, evaluation in measure_points(smooth, points, measure, progress=progress):
        row, column = divmod(place, len(windows_s))
        hits[row, column], n_spots[row, column] = evaluation.hits[1:], evaluation.n_spots[1:]
        n_truths = evaluation.n_truths
    return Sweep(tuple(methods), tuple(map(float, windows_s)), tolerances_s, n_spots, hits, n_truths, rule)


def measure_points(
    scores: SplitScores, points: Sequence[Settings], measure: Callable[[Grid], Result], *, progress: Progress
) -> Iterator[tuple[int, Result]]:
    """(place, measure(spots on the grid)) of each point as they get done, on all cores.

    What `progress` raises stops the work between two halves.
    """
    stop = threading.Event()
    pool = ThreadPoolExecutor(os.cpu_count())

    def run(settings: Settings) -> Result:
        return measure(spots_grid(scores, settings, stop))

    try:
        progress(0, len(points), "sweeping")
        places = {pool.submit(run, settings): place for place, settings in enumerate(points)}
        for done, future in enumerate(as_completed(places), start=1):
            settings = points[places[future]]
            yield places[future], future.result()
            window_s = np.mean(settings.windows_s)
            progress(done, len(points), f"{settings.most_common('method')}, {window_s:g} s")
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def spots_grid(scores: SplitScores, settings: Settings, stop: threading.Event | None = None) -> Grid:
    """The spots of a split on the grid, without events between: spots_on_grid(scores.spots(settings)).

    On one core. stop: once set, the other halves are left out and the result is of no use.
    """
    rule, n_classes = scores.label_set.rule, len(scores.label_set)
    counts = np.zeros(rule.parts * len(scores.games) * n_classes, np.int64)
    frames, confidences, may_share = [np.empty(0, np.int64)], [np.empty(0, np.float32)], False
    for game, half, ranked in scores.halves:
        if stop is not None and stop.is_set():
            break
        if half > rule.parts:
            continue
        spots = ranked.nms(settings)
        lane = (rule.parts * game + half - 1) * n_classes
        counts[lane : lane + n_classes] = np.bincount(spots.label, minlength=n_classes)
        if ranked.fps == rule.fps:
            frames.append(spots.frame)
            may_share |= ranked.values.shape[1] > rule.n_frames
        else:
            frames.append(np.atleast_1d(evaluation_frame(time_ms_of(spots.frame, ranked.fps), rule)))
            may_share |= ranked.fps > rule.fps
        confidences.append(spots.confidence)
    if may_share:  # several spots of a class can fall on one frame, and only the last of them counts
        return spots_on_grid(scores.spots(settings), scores.label_set)
    start = np.concatenate([[0], np.cumsum(counts)])
    confidence = np.concatenate(confidences).astype(np.float64)
    n = len(confidence)
    return Grid(start, np.concatenate(frames), confidence, np.ones(n, bool), np.arange(n), scores.label_set)
