"""Caches over a whole split: scores ranked once, spots at threshold 0, figures; keyed by ids and settings."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from app.cache import games as games_cache
from app.cache.memo import cached
from app.server.catalog import Catalog
from core.comparison.compare import Changes
from core.data.games import Game
from core.events import Events
from core.exceptions import UserError
from core.metric import averaging
from core.metric.evaluation import Evaluation, evaluate_grids
from core.metric.grid import Grid, spots_on_grid, truths_on_grid
from core.metric.lens import Lens, evaluate_variants_grids
from core.metric.matching import Matches, match
from core.metric.operating import Calibration, Curve, calibration, operating_curves_grids
from core.runs.compare import RunComparison
from core.runs.run import Run
from core.runs.spots import checked_scores
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores, cut
from core.tuning.sweep import Sweep


@dataclass(frozen=True, eq=False)
class Split:
    """A run over the games of a split that it covers.

    at: the key of everything that is made from it; games: covered ones; truths: of those with labels; scores:
    None for a run of spots alone, whose spots are `saved`; missing: games of the split, with labels if any
    has, that the run does not cover; labelled: how many games of the split have labels; problems: a sentence
    for each game that could not be read and is left out.
    """

    at: tuple
    run: Run
    name: str
    games: tuple[Game, ...]
    truths: Events
    grid: Grid
    scores: SplitScores | None
    saved: Events
    missing: tuple[str, ...]
    labelled: int
    problems: tuple[str, ...]

    @property
    def judged(self) -> tuple[str, ...]:
        """Names of the games that figures are over."""
        return self.truths.games


def _split_key(catalog: Catalog, run: Run, name: str) -> tuple:
    stamp = f"{games_cache.run_key(run)}/{games_cache.scores_stamp(run)}"
    return catalog.stamp, stamp, name, tuple(sorted(games_cache.covered_games(run)))


@cached(_split_key, entries=2, spinner="Ranking the scores of the split, once …")
def split_of(catalog: Catalog, run: Run, name: str) -> Split:
    """A run over a split; ranks its scores the first time."""
    covered, scored = games_cache.covered_games(run), games_cache.scored_games(run)
    in_split = catalog.root.split(name)
    labelled = [game for game in in_split if game.labelled]
    missing = tuple(game.name for game in (labelled or in_split) if game.name not in covered)
    judged, problems = games_cache.readable(catalog, [game for game in labelled if game.name in covered])
    truths_of = {game.name: truths for game, truths in judged}
    unlabelled = [game for game in in_split if game.name in covered and not game.labelled]
    games, halves, saved = [], [], []
    # Games with labels come first, in the order of the truths, so that one index serves both.
    for game in (*(game for game, _ in judged), *unlabelled):
        try:
            if game.name in scored and run.kind != "spots":
                parts = checked_scores(run, (game,)).halves
                halves += [part._replace(game=len(games)) for part in parts]
            else:
                saved.append(run.spots(game.name))
        except UserError as error:
            problems.append(str(error))
            continue
        games.append(game)
    names = tuple(game.name for game in games)
    judged_truths = [truths_of[name] for name in names if name in truths_of]
    truths = Events.concat(judged_truths) if judged_truths else Events.empty((), catalog.root.label_set)
    return Split(
        at=_split_key(catalog, run, name),
        run=run,
        name=name,
        games=tuple(games),
        truths=truths,
        grid=truths_on_grid(truths),
        scores=SplitScores(names, tuple(halves), catalog.root.label_set) if halves else None,
        saved=Events.concat(saved).for_games(names) if saved else Events.empty(names, catalog.root.label_set),
        missing=missing,
        labelled=len(labelled),
        problems=tuple(problems),
    )


def spots(split: Split, settings: Settings) -> Events:
    """The spots of all its games: a cut of the spots at threshold 0."""
    return cut(all_spots(split, settings), settings)


def uncut_key(split: Split, settings: Settings, *more: Hashable) -> tuple:
    """The key of what does not depend on thresholds."""
    return (split.at, settings.uncut(), *more)


@cached(uncut_key, entries=4)
def all_spots(split: Split, settings: Settings) -> Events:
    """The spots at threshold 0; a new threshold never makes them anew."""
    if split.scores is None:
        return split.saved
    spots = split.scores.spots(settings.uncut())
    return Events.concat([spots, split.saved]).for_games(spots.games) if len(split.saved) else spots


def grid_of(split: Split, spots: Events) -> Grid:
    """Spots of its games with labels on the evaluator's grid."""
    return spots_on_grid(spots.for_games(split.judged), split.truths.label_set)


def key(split: Split, settings: Settings, *more: Hashable) -> tuple:
    """The key of what is made from a split at settings."""
    return (split.at, settings, *more)


@cached(key, entries=48)
def evaluation(split: Split, settings: Settings) -> Evaluation:
    """The official metric over its games with labels."""
    return evaluate_grids(split.judged, split.grid, grid_of(split, spots(split, settings)))


@cached(uncut_key, entries=12)
def curves(split: Split, settings: Settings, tolerance_s: float) -> tuple[Curve, ...]:
    """Operating curves of all classes, over the spots at threshold 0."""
    return operating_curves_grids(split.grid, grid_of(split, all_spots(split, settings)), tolerance_s)


@cached(uncut_key, entries=24)
def calibrated(split: Split, settings: Settings, tolerance_s: float, label: int | None) -> Calibration:
    """Shares of hits by confidence, of one class or all, over the spots at threshold 0."""
    return calibration(split.truths, all_spots(split, settings), tolerance_s, label=label)


@cached(key, entries=6)
def lens(split: Split, settings: Settings) -> Lens:
    """The metric in every variant."""
    return evaluate_variants_grids(split.judged, split.grid, grid_of(split, spots(split, settings)))


@cached(key, entries=6)
def over_tolerances(split: Split, settings: Settings) -> np.ndarray:
    """(3, 60, C): AP at every full width of the rule's scale."""
    grid = grid_of(split, spots(split, settings))
    return evaluate_grids(split.judged, split.grid, grid, split.truths.label_set.rule.scale_s).ap


@cached(key, entries=6)
def matches(split: Split, settings: Settings, tolerance_s: float) -> Matches:
    """What became of every spot and truth at a tolerance."""
    return match(split.truths, spots(split, settings).for_games(split.judged), tolerance_s)


@cached(lambda key, swept, *more: (key, *more), entries=32)
def sweep_map(
    key: tuple, swept: Sweep, metric: str, view: str, thresholds: tuple[float, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """((M, W), (M, W, C)): Average-mAP and AP by class of a finished sweep at thresholds (C)."""
    per_class = swept.per_class(metric, view, np.asarray(thresholds))
    n, factor = len(swept.rule.tolerances(metric)), swept.rule.unshown_factor
    return per_class.mean(axis=2) * averaging.reported(1.0, view, n, factor), per_class


@cached(lambda key, compared, *more: (key, *more), entries=12)
def changes(key: tuple, compared: RunComparison, name: str, baseline: str, tolerance_s: float) -> Changes:
    """Which truths a run and the baseline find differently."""
    return compared.against(baseline, tolerance_s).change(name)
