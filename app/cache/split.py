"""Caches over a whole split: scores ranked once, spots at threshold 0, figures; keyed by ids and settings."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from app.cache import games as games_cache
from app.cache.comparison import Compared
from app.server.catalog import Library
from core.comparison.compare import Changes
from core.data.games import Game
from core.events import Events
from core.exceptions import UserError
from core.metric import averaging
from core.metric.evaluation import METRICS, Evaluation, evaluate_grids
from core.metric.grid import Grid, on_grid
from core.metric.lens import Lens, look_grids
from core.metric.matching import Matches, match
from core.metric.operating import Calibration, Curve, calibration, curves_of
from core.runs.run import Run
from core.runs.spots import checked_scores
from core.spotting.settings import Settings, cut, spots_with
from core.spotting.split_scores import SplitScores
from core.tuning.sweep import Sweep


@dataclass(frozen=True, eq=False)
class Split:
    """A run over the games of a split that it covers. at: the key of everything made from it.

    games: covered; truths: of those of them that have labels; scores: None for a run of spots alone, whose
    spots are `saved`. missing: games of the split, with labels if any has, that the run does not cover.
    problems: a sentence for each game that could not be read and is left out.
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
        """Names of the games that figures stand for."""
        return self.truths.games


def split_of(lib: Library, run: Run, name: str) -> Split:
    """A run over a split; ranks its scores the first time."""
    covered = games_cache.covered_games(run)
    at = (
        lib.stamp,
        f"{games_cache.run_key(run)}/{games_cache.scores_stamp(run)}",
        name,
        tuple(sorted(covered)),
    )
    return _split(at, lib, run)


@st.cache_resource(max_entries=2, show_spinner="Ranking the scores of the split, once …")
def _split(at: tuple, _lib: Library, _run: Run) -> Split:
    name, covered = at[2], set(at[3])
    wanted = _lib.root.split(name)
    labelled = tuple(game for game in wanted if game.labelled)
    missing = tuple(game.name for game in (labelled or wanted) if game.name not in covered)
    pairs, problems = games_cache.readable(_lib, tuple(game for game in labelled if game.name in covered))
    truths_of = {game.name: truths for game, truths in pairs}
    scored = games_cache.scored_games(_run)
    games, halves, saved = [], [], []
    for game in wanted:
        if game.name not in covered or (game.labelled and game.name not in truths_of):
            continue
        try:
            if game.name in scored and _run.kind != "spots":
                halves.append((game.name, checked_scores(_run, (game,)).halves))
            else:
                saved.append(_run.spots(game.name))
        except UserError as error:
            problems.append(str(error))
            continue
        games.append(game)
    # Games with labels come first, in the order of the truths, so that one index serves both.
    games.sort(key=lambda game: game.name not in truths_of)
    names = tuple(game.name for game in games)
    truths = Events.concat([truths_of[name] for name in names if name in truths_of])
    place = {game: index for index, game in enumerate(names)}
    parts = sorted(
        ((place[game], number, ranked) for game, both in halves for _, number, ranked in both),
        key=lambda part: part[:2],
    )
    scores = SplitScores(names, tuple(parts)) if parts else None
    spots = Events.concat(saved).for_games(names) if saved else Events.empty(names)
    grid = on_grid(truths, spots=False)
    return Split(
        at, _run, name, tuple(games), truths, grid, scores, spots, missing, len(labelled), tuple(problems)
    )


def spots(split: Split, settings: Settings) -> Events:
    """The spots of all its games: a cut of the spots at threshold 0."""
    return cut(all_spots(split, settings), settings)


def all_spots(split: Split, settings: Settings) -> Events:
    """The spots at threshold 0; a new threshold never makes them anew."""
    uncut = replace(settings, classes=tuple(replace(one, threshold=0.0) for one in settings.classes))
    return _all_spots(split.at, uncut, split)


@st.cache_resource(max_entries=4, show_spinner=False)
def _all_spots(at: tuple, uncut: Settings, _split: Split) -> Events:
    if _split.scores is None:
        return _split.saved
    made = spots_with(_split.scores, uncut)
    return Events.concat([made, _split.saved]).for_games(made.games) if len(_split.saved) else made


def _grid(split: Split, found: Events) -> Grid:
    return on_grid(found.for_games(split.judged), spots=True)


def evaluation(split: Split, settings: Settings) -> Evaluation:
    """The official metric over its games with labels."""
    return _evaluation(split.at, settings, split)


@st.cache_resource(max_entries=48, show_spinner=False)
def _evaluation(at: tuple, settings: Settings, _split: Split) -> Evaluation:
    return evaluate_grids(_split.judged, _split.grid, _grid(_split, spots(_split, settings)))


def curves(split: Split, settings: Settings, tolerance_s: float) -> tuple[Curve, ...]:
    """Operating curves of all classes, over the spots at threshold 0."""
    uncut = replace(settings, classes=tuple(replace(one, threshold=0.0) for one in settings.classes))
    return _curves(split.at, uncut, tolerance_s, split)


@st.cache_resource(max_entries=12, show_spinner=False)
def _curves(at: tuple, uncut: Settings, tolerance_s: float, _split: Split) -> tuple[Curve, ...]:
    return curves_of(_split.grid, _grid(_split, all_spots(_split, uncut)), tolerance_s)


@st.cache_resource(max_entries=24, show_spinner=False)
def _calibration(at, uncut: Settings, tolerance_s: float, label: int | None, _split: Split) -> Calibration:
    return calibration(_split.truths, all_spots(_split, uncut), tolerance_s, label=label)


def calibrated(split: Split, settings: Settings, tolerance_s: float, label: int | None) -> Calibration:
    """Shares of hits by confidence, of one class or all, over the spots at threshold 0."""
    uncut = replace(settings, classes=tuple(replace(one, threshold=0.0) for one in settings.classes))
    return _calibration(split.at, uncut, tolerance_s, label, split)


def lens(split: Split, settings: Settings) -> Lens:
    """The metric in every variant."""
    return _lens(split.at, settings, split)


@st.cache_resource(max_entries=6, show_spinner=False)
def _lens(at: tuple, settings: Settings, _split: Split) -> Lens:
    return look_grids(_split.judged, _split.grid, _grid(_split, spots(_split, settings)))


def over_tolerances(split: Split, settings: Settings) -> np.ndarray:
    """(3, 60, 17): AP at every full width of 1 to 60 s."""
    return _over_tolerances(split.at, settings, split)


@st.cache_resource(max_entries=6, show_spinner=False)
def _over_tolerances(at: tuple, settings: Settings, _split: Split) -> np.ndarray:
    grid = _grid(_split, spots(_split, settings))
    return evaluate_grids(_split.judged, _split.grid, grid, tuple(range(1, 61))).ap


def matches(split: Split, settings: Settings, tolerance_s: float) -> Matches:
    """What became of every spot and truth at a tolerance."""
    return _matches(split.at, settings, tolerance_s, split)


@st.cache_resource(max_entries=6, show_spinner=False)
def _matches(at: tuple, settings: Settings, tolerance_s: float, _split: Split) -> Matches:
    return match(_split.truths, spots(_split, settings).for_games(_split.judged), tolerance_s)


def sweep_map(
    key: tuple, swept: Sweep, metric: str, view: str, thresholds: tuple[float, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """((M, W), (M, W, 17)): average and AP by class of a finished sweep at thresholds (17)."""
    return _sweep_map(key, metric, view, thresholds, swept)


@st.cache_resource(max_entries=32, show_spinner=False)
def _sweep_map(key: tuple, metric: str, view: str, thresholds: tuple[float, ...], _swept: Sweep):
    one = np.asarray(thresholds)
    per_class = _swept.per_class(metric, view, one)
    return per_class.mean(axis=2) * averaging.reported(1.0, view, len(METRICS[metric])), per_class


def changes(key: tuple, compared: Compared, name: str, baseline: str, tolerance_s: float) -> Changes:
    """Which truths a run and the baseline find differently."""
    return _changes(key, name, baseline, tolerance_s, compared)


@st.cache_resource(max_entries=12, show_spinner=False)
def _changes(key: tuple, name: str, baseline: str, tolerance_s: float, _compared: Compared) -> Changes:
    return _compared.changes(name, baseline, tolerance_s)
