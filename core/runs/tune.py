"""Auto-tune of a run: settings searched on one split and applied to another, with both gains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.data.labels import read_truths
from core.data.root import DataRoot
from core.events import Events
from core.exceptions import UserError
from core.metric.evaluation import Evaluation, evaluate_grids
from core.metric.grid import spots_on_grid, truths_on_grid
from core.progress import Progress, silent
from core.runs.coverage import Coverage, choose_games
from core.runs.run import Run
from core.runs.spots import checked_scores
from core.spotting.methods import METHODS
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores
from core.tuning.search import Objective, Tuned, tune

ON_TEST = (
    "Tuned on games of the test split: these figures say nothing about other games and must not be reported "
    "as test figures."
)


@dataclass(frozen=True, eq=False)
class Side:
    """A split before and after. objective_before, objective_after (C,): the objective by class."""

    coverage: Coverage
    before: Evaluation
    after: Evaluation
    objective_before: np.ndarray
    objective_after: np.ndarray

    def to_json(self) -> dict[str, Any]:
        """Averages before, after and gained, by metric and view; the objective by class."""
        label_set = self.before.label_set
        metrics, views = label_set.rule.listed, label_set.views
        before, after = (
            {metric: {view: evaluation.average(metric, view) for view in views} for metric in metrics}
            for evaluation in (self.before, self.after)
        )
        gain = {}
        for metric in metrics:
            gain[metric] = {view: after[metric][view] - before[metric][view] for view in views}
        pairs = zip(
            label_set.classes, self.objective_before.tolist(), self.objective_after.tolist(), strict=True
        )
        return {
            "games": len(self.coverage.games),
            "missing": {name: list(games) for name, games in self.coverage.missing.items()},
            "before": before,
            "after": after,
            "gain": gain,
            "objective": {
                "before": float(self.objective_before.mean()),
                "after": float(self.objective_after.mean()),
                "per_class": {name: {"before": before, "after": after} for name, before, after in pairs},
            },
        }


@dataclass(frozen=True, eq=False)
class TuneReport:
    """The outcome of a tuning. applied: on the other split; None, with the reason, where it was not applied.

    tuned_on_test: whether any game it was tuned on belongs to the test split.
    """

    run: Run
    tuned: Tuned
    tuned_side: Side
    applied: Side | None
    not_applied: str
    tuned_on_test: bool

    @property
    def origin(self) -> dict[str, Any]:
        """Where the settings come from, to be saved beside them."""
        return {
            "run": self.run.name,
            "objective": str(self.tuned.objective),
            "tuned_on": self.tuned_side.coverage.split,
            "games": len(self.tuned_side.coverage.games),
            "tuned_on_test": self.tuned_on_test,
        }

    def to_json(self) -> dict[str, Any]:
        """Settings and all figures as fractions."""
        applied = self.applied
        return {
            **self.origin,
            "warning": ON_TEST if self.tuned_on_test else "",
            "trials": self.tuned.trials,
            "tuned": self.tuned_side.to_json(),
            "applied_to": applied.coverage.split if applied else None,
            "applied": applied.to_json() if applied else None,
            "not_applied": self.not_applied,
            "settings": self.tuned.settings.to_dict(),
        }


def tune_run(
    root: DataRoot,
    run: Run,
    objective: Objective,
    start: Settings | None = None,
    *,
    tune_on: str = "valid",
    apply_to: str | None = "test",
    common: bool = False,
    methods: Sequence[str] = METHODS,
    progress: Progress = silent,
) -> TuneReport:
    """Tune a run's settings on a split, freeze them and apply them to another.

    start: where the search begins and what gains are measured against; None takes the run's own.
    common: leave out games that the run lacks. Raises UserError when the tuning split lacks labels or scores.
    """

    run = run.for_root(root)

    def read(split: str) -> tuple[Coverage, Events, SplitScores]:
        coverage = choose_games(root, split, [run], common=common)
        return coverage, read_truths(root, coverage.games), checked_scores(run, coverage.games)

    coverage, truths, scores = read(tune_on)
    tuned = tune(truths, scores, start or run.settings, objective, methods=methods, progress=progress)
    side = side_of(coverage, truths, scores, tuned)
    applied, reason = None, "no split to apply to was asked for"
    if apply_to == tune_on:
        reason = f"{tune_on} is what it was tuned on"
    elif apply_to is not None:
        try:
            applied, reason = side_of(*read(apply_to), tuned), ""
        except UserError as error:
            reason = str(error)
    on_test = any(game.split == "test" for game in coverage.games)
    return TuneReport(run, tuned, side, applied, reason, on_test)


def side_of(coverage: Coverage, truths: Events, scores: SplitScores, tuned: Tuned) -> Side:
    """A split under the start's settings and under the tuned ones."""
    truth = truths_on_grid(truths)
    evaluations, objectives = [], []
    for settings in (tuned.start, tuned.settings):
        spot = spots_on_grid(scores.spots(settings).for_games(truths.games), truths.label_set)
        evaluations.append(evaluate_grids(truths.games, truth, spot))
        objectives.append(tuned.objective.per_class(truths.games, truth, spot))
    return Side(coverage, *evaluations, *objectives)
