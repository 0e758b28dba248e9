"""Caches of one match: its spots and matches, by ids, times and frozen configs, never by arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from app.cache.games import (
    labels_modified,
    modified,
    run_key,
    score_files,
    spotted_games,
    truths,
)
from app.cache.memo import cached
from app.server import rescoring
from app.server.catalog import Catalog
from app.state.choices import metric_at
from core.data.formats.results import RESULTS_FILE
from core.data.games import Game, Part
from core.events import Events
from core.metric.evaluation import evaluate
from core.metric.matching import Matches, match
from core.runs.run import Run
from core.spotting.nms import RankedScores
from core.spotting.settings import Settings
from core.spotting.split_scores import HalfScores, SplitScores, cut


def _scores_key(run: Run, half: Part, sides: tuple[int, int] | None) -> tuple:
    if sides is not None:
        return rescoring.version(run, half, sides), run.fps
    path = run.scores_path(half.game, half.number)
    return str(path), modified(path), run.fps


@cached(_scores_key, entries=24)
def _ranked(run: Run, half: Part, sides: tuple[int, int] | None) -> RankedScores | None:
    scores = run.scores(half.game, half.number) if sides is None else rescoring.scores(run, half, sides)
    return None if scores is None else RankedScores.from_scores(scores, run.fps)


@cached(
    lambda run, game: (str(_saved_path(run, game)), modified(_saved_path(run, game)), run.label_set),
    entries=32,
)
def _saved_spots(run: Run, game: str) -> Events:
    return run.spots(game)


def _saved_path(run: Run, game: str) -> Path:
    return run.folder / "spots" / game / RESULTS_FILE


@dataclass(frozen=True)
class RunAt:
    """A run at settings: what the lanes show of a game.

    sides: frames before and from the centre on, where they are not those of the saved scores.
    """

    run: Run | None
    settings: Settings
    sides: tuple[int, int] | None = None


def has_scores(run_at: RunAt, game: str) -> bool:
    """Whether there are scores of any part of a game."""
    run = run_at.run
    return run is not None and (run_at.sides is not None or bool(score_files(run, game)))


def covers(run_at: RunAt, game: str) -> bool:
    """Whether there are scores or spots of a game."""
    return has_scores(run_at, game) or (run_at.run is not None and game in spotted_games(run_at.run))


def versions(game: Game, run_at: RunAt) -> tuple:
    """What the spots of a game depend on besides the settings."""
    run, sides = run_at.run, run_at.sides
    if run is None:
        return ("",)
    if sides is not None:
        return tuple(rescoring.version(run, half, sides) for half in game.parts)
    files = (*score_files(run, game.name), _saved_path(run, game.name))
    return (run_key(run), *((path.name, modified(path)) for path in files))


def spots(game: Game, run_at: RunAt) -> Events:
    """The spots of a game: from its scores where there are any, else the saved ones; cut at the thresholds.

    Raises UserError when a file is damaged.
    """
    if not covers(run_at, game.name):
        return Events.empty((game.name,), run_at.settings.label_set)
    if has_scores(run_at, game.name):
        uncut = _uncut(game, replace(run_at, settings=run_at.settings.uncut()))
    else:
        uncut = _saved_spots(run_at.run, game.name)
    return cut(uncut, run_at.settings)


@cached(
    lambda game, run_at: (str(run_at.run.folder), game.name, versions(game, run_at), run_at.settings),
    entries=16,
)
def _uncut(game: Game, run_at: RunAt) -> Events:
    """At threshold 0: a new threshold only cuts these."""
    parts = game.parts
    if run_at.sides is None:  # scores can be of a part without files
        parts = [Part(game.name, number) for number in run_at.run.scored_parts(game.name)]
    ranked = ((part.number, _ranked(run_at.run, part, run_at.sides)) for part in parts)
    halves = tuple(HalfScores(0, number, scores) for number, scores in ranked if scores is not None)
    return SplitScores((game.name,), halves, run_at.settings.label_set).spots(run_at.settings)


def _match_key(catalog: Catalog, game: Game, run_at: RunAt, tolerance_s: float) -> tuple:
    files = (catalog.root.path, game.name, labels_modified(catalog, game), versions(game, run_at))
    return files, catalog.root.label_set, run_at.settings, tolerance_s


@cached(_match_key, entries=48)
def matches(catalog: Catalog, game: Game, run_at: RunAt, tolerance_s: float) -> Matches:
    """What became of every spot and truth of a game. Raises UserError when scores cannot be read."""
    return match(truths(catalog, game)[0], spots(game, run_at), tolerance_s)


def unjudged(catalog: Catalog, game: Game, run_at: RunAt) -> str:
    """Why the spots of a game have no outcomes, in a few words; empty where they have."""
    if not covers(run_at, game.name):
        return "nothing predicted"
    return "" if game.labelled and not truths(catalog, game)[1] else "no labels to judge by"


def match_ap(matches: Matches) -> list[float | None]:
    """AP of each class in one match, by the metric of the tolerance; None where there is nothing to find."""
    rule = matches.truths.label_set.rule
    metric = metric_at(rule, matches.tolerance_s)
    evaluation = evaluate(matches.truths, matches.spots, rule.tolerances_of[metric])
    values = evaluation.average_per_class(metric).tolist()
    has_truths = (evaluation.n_truths[0] > 0).tolist()
    return [round(value, 4) if has else None for value, has in zip(values, has_truths, strict=True)]
