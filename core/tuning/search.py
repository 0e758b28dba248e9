"""Auto-tune: the settings of each class that are best on one split.

AP and F1 of a class depend on that class's settings alone, so one pass over the split tries one setting for
every class at once: a coordinate search per class costs what a search for one class would.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.events import Events
from core.exceptions import UserError
from core.metric.evaluation import evaluate_grids
from core.metric.grid import Grid, spots_on_grid, truths_on_grid
from core.metric.operating import operating_curves_grids
from core.progress import Progress, silent
from core.spotting.class_settings import ClassSettings
from core.spotting.methods import METHODS
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores
from core.tuning.sweep import measure_points

WINDOWS_S = (2.0, 4.0, 6.0, 8.0, 11.0, 15.0, 20.0, 26.0, 34.0, 45.0, 60.0)
SMOOTHINGS_S = (0.0, 0.5, 1.0, 2.0)
_REFINEMENTS = 4
"""How often the step between windows is halved, from 4 s on."""
_EPSILON = 1e-12

Trial = dict[int, ClassSettings]


@dataclass(frozen=True)
class Objective:
    """The figure to maximise: AP by a metric of the label set's rule, as loose, or F1 at a tolerance.

    Raises UserError for a tolerance that is missing or out of range.
    """

    kind: str = "loose"
    tolerance_s: float | None = None

    def __post_init__(self) -> None:
        if self.kind == "f1" and not 0 <= (-1 if self.tolerance_s is None else self.tolerance_s) <= 600:
            raise UserError(f"F1 needs a tolerance in seconds from 0 to 600, not {self.tolerance_s}.")

    def __str__(self) -> str:
        return f"F1 at {self.tolerance_s:g} s" if self.kind == "f1" else f"{self.kind} AP"

    def per_class(self, games: tuple[str, ...], truth: Grid, spot: Grid) -> np.ndarray:
        """(C,): the objective of spots as they are."""
        if self.kind != "f1":
            return evaluate_grids(games, truth, spot, truth.rule.tolerances(self.kind)).average_per_class(
                self.kind
            )
        return np.array([curve.at(0.0).f1 for curve in operating_curves_grids(truth, spot, self.tolerance_s)])

    def at_best_threshold(
        self, games: tuple[str, ...], truth: Grid, spot: Grid
    ) -> tuple[np.ndarray, np.ndarray]:
        """((C,), (C,)): the objective at the best threshold over spots at threshold 0, and that threshold.

        Cutting spots never raises AP: it takes points off the curve's end and moves none. So AP's is 0.
        """
        if self.kind != "f1":
            return self.per_class(games, truth, spot), np.zeros(truth.n_classes)
        best = [curve.best_f1() for curve in operating_curves_grids(truth, spot, self.tolerance_s)]
        f1, threshold = np.array([(point.f1, point.threshold) if point else (0.0, 0.0) for point in best]).T
        return f1, threshold


@dataclass(frozen=True, eq=False)
class Tuned:
    """The result of a search. before, after (C,): the objective on the split it was tuned on.

    trials: the number of settings tried, each for all classes. tried (C,): whether a class has truths there;
    the others keep their start.
    """

    settings: Settings
    start: Settings
    objective: Objective
    before: np.ndarray
    after: np.ndarray
    trials: int
    tried: np.ndarray


def tune(
    truths: Events,
    scores: SplitScores,
    start: Settings | None = None,
    objective: Objective | None = None,
    *,
    methods: Sequence[str] = METHODS,
    windows_s: Sequence[float] | None = None,
    smoothings_s: Sequence[float] | None = None,
    progress: Progress = silent,
) -> Tuned:
    """Search each class's method, window, smoothing and threshold on the games of `truths`.

    All methods with all windows, then windows around each class's best, then smoothings, then windows again.
    Windows and smoothings are by default those above, at the time scale of the labels' rule. No class ends
    below its start. Raises UserError when there is no truth to tune on, and what `progress`
    raises.
    """
    if not truths.games or not len(truths):
        raise UserError("There are no labels to tune on; choose a split that has labels.")
    start = start or Settings(label_set=truths.label_set)
    objective = objective or Objective(truths.label_set.rule.opening)
    if objective.kind != "f1":
        truths.label_set.rule.tolerances(objective.kind)
    search = _Search(truths, scores, start, objective, progress)
    scale = truths.label_set.rule.time_scale
    windows_s = [width * scale for width in WINDOWS_S] if windows_s is None else windows_s
    smoothings_s = [sigma * scale for sigma in SMOOTHINGS_S] if smoothings_s is None else smoothings_s
    coarse = [ClassSettings(method, float(window)) for method in methods for window in windows_s]
    steps = (_REFINEMENTS + 2) * 2 + len(smoothings_s)
    search.total = len(coarse) + steps * min(len(methods), 3)  # as many as are likely, for the progress
    search.try_all([dict.fromkeys(range(len(start.classes)), settings) for settings in coarse])
    search.refine(_REFINEMENTS, 4.0 * scale, 0.5 * scale)
    for smoothing in smoothings_s:
        search.vary("smoothing_s", lambda _, sigma_s=smoothing: float(sigma_s))
    search.refine(2, 2.0 * scale, 0.5 * scale)
    return search.result()


class _Search:
    """The best settings so far, class by class. A trial: settings of some classes, by label."""

    def __init__(
        self, truths: Events, scores: SplitScores, start: Settings, objective: Objective, progress: Progress
    ) -> None:
        self._games, self._objective, self._progress = truths.games, objective, progress
        self._scores = {0.0: scores.of_set(truths.label_set).for_games(truths.games)}
        self._truth = truths_on_grid(truths)
        self._start = start
        self._tried = np.bincount(truths.label, minlength=len(truths.label_set)) > 0
        self.before = self._measure(start)
        self.best, self.value = dict(enumerate(start.classes)), self.before.copy()
        self._seen: set[tuple[int, ClassSettings]] = set()
        self._done, self.total, self.trials = 0, 1, 0

    def refine(self, rounds: int, step_s: float, least_s: float) -> None:
        """Windows a step to either side of each class's best, the step halved each round."""
        for _ in range(rounds):
            for change_s in (-step_s, step_s):
                self.vary("window_s", lambda width_s, by_s=change_s: max(round(width_s + by_s, 4), least_s))
            step_s /= 2

    def vary(self, name: str, change: Callable[[float], float]) -> None:
        """Try another value of one setting in every class's best."""
        best = self.best.items()
        self.try_all([{label: replace(each, **{name: change(getattr(each, name))}) for label, each in best}])

    def try_all(self, trials: Sequence[Trial]) -> None:
        """Measure trials; a class takes the first that beats its best."""
        by_smoothing: dict[float, list[tuple[Settings, Trial]]] = {}
        for trial in map(self._unseen, trials):
            settings = self._start.with_classes(trial)
            for method, smoothing, labels in settings.groups:
                if part := {label: trial[label] for label in labels if label in trial}:
                    one_pass = settings.with_all(method=method, threshold=0.0, smoothing_s=0.0)
                    by_smoothing.setdefault(smoothing, []).append((one_pass, part))
        for smoothing, jobs in by_smoothing.items():
            self._run(self._smoothed(smoothing), jobs)

    def _unseen(self, trial: Trial) -> Trial:
        """What of a trial is new, at threshold 0, of the classes that have truths; from now on seen."""
        new = {}
        for label, settings in trial.items():
            uncut = replace(settings, threshold=0.0)
            if self._tried[label] and (label, uncut) not in self._seen:
                new[label] = uncut
        self._seen |= new.items()
        return new

    def _run(self, scores: SplitScores, jobs: list[tuple[Settings, Trial]]) -> None:
        """Measure the trials of one smoothing, each by settings that are the same method for all classes."""

        def step(done: float, total: float, what: str) -> None:
            reached = self._done + done
            self._progress(min(reached, self.total), self.total, f"tuning: {what}")

        def measure(spot: Grid) -> tuple[np.ndarray, np.ndarray]:
            return self._objective.at_best_threshold(self._games, self._truth, spot)

        points = [settings for settings, _ in jobs]
        results = dict(measure_points(scores, points, measure, progress=step))
        self._done += len(jobs)
        self.total = max(self.total, self._done)
        self.trials += len(jobs)
        for place, (_, trial) in enumerate(jobs):  # in order, so that ties fall the same way every time
            value, threshold = results[place]
            for label, settings in trial.items():
                if value[label] > self.value[label] + _EPSILON:
                    self.value[label] = value[label]
                    self.best[label] = replace(settings, threshold=float(threshold[label]))

    def _smoothed(self, sigma_s: float) -> SplitScores:
        if sigma_s not in self._scores:  # only the latest is kept: each takes as much memory
            scores = self._scores[0.0]
            self._scores = {0.0: scores, sigma_s: scores.smoothed(sigma_s)}
        return self._scores[sigma_s]

    def _measure(self, settings: Settings) -> np.ndarray:
        """(C,): the objective under settings as they are, thresholds included."""
        spot = spots_on_grid(self._scores[0.0].spots(settings), self._truth.label_set)
        return self._objective.per_class(self._games, self._truth, spot)

    def result(self) -> Tuned:
        """The best settings, measured once more as they will be used; a class that fell keeps its start."""
        settings = self._start.with_classes(self.best)
        after = self._measure(settings)
        worse = np.flatnonzero(after < self.before)
        if len(worse):
            settings = settings.with_classes({label: self._start.classes[label] for label in worse})
            after = self._measure(settings)
        self._progress(self.total, self.total, "tuned")
        return Tuned(settings, self._start, self._objective, self.before, after, self.trials, self._tried)
