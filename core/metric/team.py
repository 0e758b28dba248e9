"""Team-aware mAP: a spot must name the right team too.

Source: the metric of the SoccerNet team ball action spotting challenge (2025). AP is computed for each class
and team as if they were classes of their own; within a class the teams' APs are averaged by their numbers of
truths, then all classes alike. There a class without truths gives no number; here it is left out and named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.events import Events
from core.exceptions import UserError
from core.label_set import LabelSet
from core.metric.evaluation import evaluate


@dataclass(frozen=True, eq=False)
class TeamEvaluation:
    """Team-aware figures at a metric of the label set's rule.

    ap (C, S): by class and team of the label set, NaN without truths; n_truths (C, S) int64; without_team:
    truths that name none of the teams, which cannot be judged by team; spots_without_team: such spots.
    """

    label_set: LabelSet
    ap: np.ndarray
    n_truths: np.ndarray
    without_team: int
    spots_without_team: int = 0

    @property
    def per_class(self) -> np.ndarray:
        """(C,): the teams' AP by their numbers of truths, NaN for a class without truths."""
        total = self.n_truths.sum(1)
        weighted = np.nansum(self.ap * self.n_truths, axis=1)
        return np.divide(weighted, total, out=np.full(len(total), np.nan), where=total > 0)

    @property
    def average(self) -> float:
        """Team mAP: the mean over the classes that have truths."""
        return float(np.nanmean(self.per_class))


def evaluate_teams(truths: Events, spots: Events, metric: str) -> TeamEvaluation:
    """Evaluate spots against truths by class and team, over the games of `truths`.

    metric: one of the rule's. Spots and truths without a team are not counted. Raises UserError where no
    truth names a team.
    """
    label_set = truths.label_set
    spots = spots.of_set(label_set)
    sides = len(label_set.teams) - 1
    if not (truths.team > 0).any():
        raise UserError("No label names a team, so nothing can be judged by team; choose another metric.")
    by_team = replace(
        label_set,
        classes=tuple(f"{name} ({team})" for name in label_set.classes for team in label_set.teams[1:]),
        short_names=(),
        colours=(),
        keys=(),
        focus="",
        aliases=(),
    )
    tolerances_s = label_set.rule.tolerances(metric)
    evaluation = evaluate(*(_of_teams(events, by_team, sides) for events in (truths, spots)), tolerances_s)
    n_truths = evaluation.n_truths[0].reshape(-1, sides)
    ap = evaluation.average_per_class(metric).reshape(-1, sides)
    ap = np.where(n_truths > 0, ap, np.nan)
    return TeamEvaluation(
        label_set, ap, n_truths, *(int((events.team == 0).sum()) for events in (truths, spots))
    )


def _of_teams(events: Events, by_team: LabelSet, sides: int) -> Events:
    """The events that name a team, with class and team as their class."""
    known = events[events.team > 0]
    return replace(known, label=known.label * sides + known.team - 1, label_set=by_team)
