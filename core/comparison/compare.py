"""Runs beside each other: figures with bootstrap intervals, and the moments that changed outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.comparison.bootstrap import RESAMPLES, Bootstrap, Interval, bootstrap
from core.events import Events
from core.exceptions import UserError
from core.label_set import LabelSet
from core.metric.grid import truths_on_grid
from core.metric.matching import match
from core.metric.outcomes import HIT, MISSED
from core.progress import Progress, silent

if TYPE_CHECKING:
    import pandas as pd

FEW_GAMES = 10
"""With fewer games intervals are too narrow: a resample holds no other games than these."""


@dataclass(frozen=True)
class Cell:
    """One figure of a run with its difference to the baseline, None for the baseline itself."""

    run: str
    value: Interval
    difference: Interval | None

    def to_json(self) -> dict[str, Any]:
        """The figure and its interval; the same of the difference, and whether it is noise."""
        value = {"value": self.value.value, "interval": [self.value.low, self.value.high]}
        if (other := self.difference) is not None:
            value |= {"difference": other.value, "difference_interval": [other.low, other.high]}
            value["noise"] = other.is_noise
        return value


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two or more runs over the same games, and their differences to one of them, the baseline."""

    names: tuple[str, ...]
    baseline: str
    bootstrap: Bootstrap
    n_truths: np.ndarray
    """(C,): truths of each class that the evaluator counts: those on one frame are merged."""

    @property
    def games(self) -> tuple[str, ...]:
        return self.bootstrap.games

    @property
    def label_set(self) -> LabelSet:
        return self.bootstrap.label_set

    def is_finding(self, cell: Cell) -> bool:
        """Whether a cell's difference is no noise: its interval excludes 0 and comes from enough games."""
        difference = cell.difference
        return difference is not None and not difference.is_noise and len(self.games) >= FEW_GAMES

    def cell(self, run: str, metric: str, view: str = "all", label: int | None = None) -> Cell:
        """A run's average, or AP of one class."""
        difference = None
        if run != self.baseline:
            difference = self.bootstrap.difference(run, self.baseline, metric, view, label)
        return Cell(run, self.bootstrap.interval(run, metric, view, label), difference)

    def cells(self, metric: str, view: str = "all", label: int | None = None) -> tuple[Cell, ...]:
        """A cell per run."""
        return tuple(self.cell(run, metric, view, label) for run in self.names)

    def to_json(self) -> dict[str, Any]:
        """All figures as fractions, by metric that averages: in all views, by class; and the method."""

        def figures(run: str, metric: str) -> dict[str, Any]:
            views = {view: self.cell(run, metric, view).to_json() for view in self.label_set.views}
            labels = self.label_set.index.items()
            classes = {name: self.cell(run, metric, "all", label).to_json() for name, label in labels}
            return {**views, "per_class": classes}

        metrics = self.label_set.rule.listed
        return {
            "games": len(self.games),
            "baseline": self.baseline,
            "method": self.bootstrap.method(),
            "runs": {run: {metric: figures(run, metric) for metric in metrics} for run in self.names},
        }


def compare(
    truths: Events,
    runs: Mapping[str, Events],
    baseline: str | None = None,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Progress = silent,
) -> Comparison:
    """Compare runs (name -> spots) to a baseline, by default the first, over the games of `truths`.

    Raises UserError for fewer than two runs, an unknown baseline or no games.
    """
    names = tuple(runs)
    if len(names) < 2:
        raise UserError("A comparison needs at least two runs, or one run under two settings.")
    baseline = names[0] if baseline is None else baseline
    if baseline not in names:
        raise UserError(f"The baseline {baseline!r} is none of the runs compared: {', '.join(names)}.")
    draws = bootstrap(truths, runs, resamples=resamples, seed=seed, progress=progress)
    n_truths = truths_on_grid(truths).per_class()
    return Comparison(names, baseline, draws, n_truths)


@dataclass(frozen=True, eq=False)
class Changes:
    """Truths that only one of two runs hits, at one tolerance.

    gained, lost (E,) bool: hit by the run and missed by the baseline, and the other way round. spot_ms and
    confidence (E, 2): of the spot that took the truth, by the run and by the baseline; -1 and NaN for none.
    """

    truths: Events
    tolerance_s: float
    gained: np.ndarray
    lost: np.ndarray
    spot_ms: np.ndarray
    confidence: np.ndarray
    n_false: np.ndarray
    """(C, 2): false spots of each class, of the run and of the baseline."""

    def counts(self) -> np.ndarray:
        """(C, 2): gained and lost truths by class."""
        labels = (self.truths.label[rows] for rows in (self.gained, self.lost))
        return np.stack([np.bincount(each, minlength=len(self.truths.label_set)) for each in labels], axis=1)

    def frame(self) -> pd.DataFrame:
        """One row per changed truth, in order of game, half and time.

        Columns: game, half, time_ms, label, visible, change (gained or lost), spot_ms and confidence of the
        run or baseline that hit it.
        """
        rows = np.flatnonzero(self.gained | self.lost)
        rows = rows[np.lexsort((self.truths.time_ms[rows], self.truths.half[rows], self.truths.game[rows]))]
        side = np.where(self.gained[rows], 0, 1)  # the run or the baseline
        truths = self.truths[rows].frame().drop(columns=["team", "confidence"])
        return truths.assign(
            change=np.where(self.gained[rows], "gained", "lost"),
            spot_ms=self.spot_ms[rows, side],
            confidence=self.confidence[rows, side],
        )

    def to_json(self, *, moments: bool = False) -> dict[str, Any]:
        """Gained, lost and false spots by class; with `moments`, every changed truth."""
        keys = ("gained", "lost", "false", "false_baseline")
        counts = np.concatenate([self.counts(), self.n_false], axis=1).tolist()
        per_class = (dict(zip(keys, row, strict=True)) for row in counts)
        value: dict[str, Any] = {
            "tolerance_s": self.tolerance_s,
            "gained": int(self.gained.sum()),
            "lost": int(self.lost.sum()),
            "per_class": dict(zip(self.truths.label_set.classes, per_class, strict=True)),
        }
        if moments:
            value["moments"] = [
                {key: item.item() if hasattr(item, "item") else item for key, item in row.items()}
                for row in self.frame().to_dict("records")
            ]
        return value


def changes(truths: Events, run: Events, baseline: Events, tolerance_s: float) -> Changes:
    """Truths that only one of two runs' spots hits, at a tolerance (full width, seconds)."""
    sides = [match(truths, spots, tolerance_s) for spots in (run, baseline)]
    hit = [matches.truth_outcome == HIT for matches in sides]
    missed = [matches.truth_outcome == MISSED for matches in sides]
    spot_ms = np.full((len(truths), 2), -1, np.int64)
    confidence = np.full((len(truths), 2), np.nan)
    for side, matches in enumerate(sides):
        spot_ms[hit[side], side] = matches.spots.time_ms[matches.truth_spot[hit[side]]]
        confidence[hit[side], side] = matches.spots.confidence[matches.truth_spot[hit[side]]]
    n_false = np.stack([matches.counts()[:, 1] for matches in sides], axis=1)
    gained, lost = hit[0] & missed[1], hit[1] & missed[0]
    return Changes(truths, tolerance_s, gained, lost, spot_ms, confidence, n_false)
