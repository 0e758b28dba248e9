"""The metric under a lens: the official figure beside corrected ones, each alone and all together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.events import Events
from core.metric import averaging, corrected
from core.metric.assignment import assign_grids, count_grids, hit_spots, visible_spots
from core.metric.evaluation import Evaluation, evaluate_grids
from core.metric.grid import Grid, grids
from core.timebase import evaluation_reach

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Variant:
    """A way to compute the metric: its name, its title on screen and how it differs from the official one."""

    name: str
    title: str
    sentence: str


OFFICIAL = Variant("official", "Official", "The metric of the SoccerNet package, to the last digit.")
CORRECTIONS: tuple[Variant, ...] = (
    Variant(
        "score-order",
        "Score-ordered matching",
        "The highest-scoring spot chooses first and takes its nearest free truth, where officially truths "
        "choose in order of time, so that an early truth can take the only spot of a later one.",
    ),
    Variant(
        "all-points",
        "Exact AP",
        "The area under the precision envelope with a point at every confidence that occurs, where "
        "officially 200 confidence thresholds are read off at 11 recalls.",
    ),
    Variant(
        "no-factor",
        "Unshown without 17/13",
        "The averaged unshown figure as it is, where officially it is multiplied by 17/13, with which it can "
        "exceed 1.",
    ),
    Variant(
        "empty-halves",
        "False spots in empty halves",
        "A spot in a half without any truth of its class counts against visible, where officially it counts "
        "against unshown and visible precision does not see it.",
    ),
)
ALL_CORRECTED = Variant("corrected", "All corrected", "All corrections together.")
VARIANTS: tuple[Variant, ...] = (OFFICIAL, *CORRECTIONS, ALL_CORRECTED)
_WITHOUT_FACTOR = ("no-factor", "corrected")
_OF_VIEWS = ("no-factor", "empty-halves")
"""They change visible and unshown figures alone."""


@dataclass(frozen=True, eq=False)
class Lens:
    """The metric in every variant. ap: (3, T, C) by variant name, for all / visible / unshown."""

    official: Evaluation
    ap: dict[str, np.ndarray]

    @property
    def variants(self) -> tuple[Variant, ...]:
        """Those that can change a figure of these labels."""
        numerator, denominator = self.official.rule.unshown_factor
        idle = set() if self.official.label_set.visibility else set(_OF_VIEWS)
        idle |= {"no-factor"} if numerator == denominator else set()
        return tuple(variant for variant in VARIANTS if variant.name not in idle)

    def average_per_class(self, variant: str, metric: str, view: str = "all") -> np.ndarray:
        """(C,): AP at a metric's one tolerance, or averaged over several."""
        return self._evaluation(variant).average_per_class(metric, view)

    def average(self, variant: str, metric: str, view: str = "all") -> float:
        """(Average-)mAP of a variant."""
        if variant in _WITHOUT_FACTOR and view == "unshown":
            return float(np.mean(self.average_per_class(variant, metric, view)))
        return self._evaluation(variant).average(metric, view)

    def table(self, metric: str) -> pd.DataFrame:
        """One row per variant: name, title, sentence, the averages of all views and their change."""
        import pandas as pd

        rows = []
        for variant in self.variants:
            row = {"name": variant.name, "title": variant.title, "sentence": variant.sentence}
            for view in self.official.label_set.views:
                row[view] = self.average(variant.name, metric, view)
                row[f"{view} change"] = row[view] - self.average("official", metric, view)
            rows.append(row)
        return pd.DataFrame(rows)

    def per_class(self, metric: str, view: str = "all") -> pd.DataFrame:
        """One row per class: official AP, then the change that each correction and all together make."""
        import pandas as pd

        official = self.average_per_class("official", metric, view)
        columns: dict[str, object] = {"class": list(self.official.label_set.classes), "official": official}
        for variant in self.variants[1:]:
            columns[variant.name] = self.average_per_class(variant.name, metric, view) - official
        return pd.DataFrame(columns)

    def _evaluation(self, variant: str) -> Evaluation:
        return replace(self.official, ap=self.ap[variant])


def evaluate_variants(truths: Events, spots: Events, tolerances_s: tuple[float, ...] | None = None) -> Lens:
    """The metric in every variant over the games of `truths`. Raises UserError when there is no game."""
    return evaluate_variants_grids(truths.games, *grids(truths, spots), tolerances_s)


def evaluate_variants_grids(
    games: tuple[str, ...], truth: Grid, spot: Grid, tolerances_s: tuple[float, ...] | None = None
) -> Lens:
    """`evaluate_variants` for events already on the grid."""
    official = evaluate_grids(games, truth, spot, tolerances_s)
    tolerances_s = official.tolerances_s
    by_time = assign_grids(truth, spot, tolerances_s)
    lanes = (truth.start, truth.frame, spot.start, spot.frame)
    by_score = corrected.assign_by_score(*lanes, spot.confidence, evaluation_reach(tolerances_s, truth.rule))
    visible = visible_spots(truth, spot)
    moved = corrected.visible_without_truth(truth.start, spot.start, visible)
    order = np.lexsort((-spot.confidence, spot.label))
    class_start = np.searchsorted(spot.label[order], np.arange(truth.n_classes + 1))

    def eleven_point(taken_by: np.ndarray, visible: np.ndarray) -> np.ndarray:
        n_spots, hits = count_grids(truth, spot, taken_by, visible)
        return averaging.eleven_point(hits, n_spots, official.n_truths)

    def all_points(taken_by: np.ndarray, visible: np.ndarray) -> np.ndarray:
        hit = hit_spots(taken_by, len(spot.frame))
        return corrected.all_point(order, class_start, spot.confidence, visible, hit, official.n_truths)

    ap = {
        "official": official.ap,
        "score-order": eleven_point(by_score, visible),
        "all-points": all_points(by_time, visible),
        "no-factor": official.ap,
        "empty-halves": eleven_point(by_time, moved),
        "corrected": all_points(by_score, moved),
    }
    return Lens(official, ap)
