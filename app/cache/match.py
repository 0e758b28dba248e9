"""Caches of one match: its spots and matches, by ids, times and frozen configs, never by arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from app.cache.games import labels_modified, modified, run_key, spotted_games, truths
from app.cache.memo import cached
from app.server import rescoring
from app.server.catalog import Library
from core.data.formats.results import RESULTS_FILE
from core.data.games import Game, Half
from core.events import Events
from core.metric.evaluation import METRICS, evaluate
from core.metric.matching import Matches, match
from core.runs.run import Run
from core.spotting.nms import RankedScores
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores, cut


@cached(lambda run, game, half: _scores_file(run, game, half), entries=12)
def _ranked(run: Run, game: str, half: int) -> RankedScores | None:
    scores = run.scores(game, half)
    return None if scores is None else RankedScores.of(scores, run.fps)


def _scores_file(run: Run, game: str, half: int) -> tuple:
    path = run.scores_path(game, half)
    return str(path), modified(path), run.fps


@cached(lambda run, half, sides: (rescoring.version(run, half, sides), run.fps), entries=12)
def _ranked_anew(run: Run, half: Half, sides: tuple[int, int]) -> RankedScores:
    return RankedScores.of(rescoring.scores(run, half, sides), run.fps)


@cached(lambda run, game: (str(_saved_path(run, game)), modified(_saved_path(run, game))), entries=32)
def _saved_spots(run: Run, game: str) -> Events:
    return run.spots(game)


def _saved_path(run: Run, game: str) -> Path:
    return run.folder / "spots" / game / RESULTS_FILE


def has_scores(run: Run, game: str) -> bool:
    """Whether a run has scores of a game, in either half."""
    return any(run.scores_path(game, half).is_file() for half in (1, 2))


@dataclass(frozen=True)
class Asked:
    """A run at one setting: what the lanes show of a game.

    sides: frames before and from the centre on, when they are not those of the saved scores.
    """

    run: Run | None
    settings: Settings
    sides: tuple[int, int] | None = None


def stamps(game: Game, asked: Asked) -> tuple:
    """What the scores of a game depend on, with a run as asked."""
    run, sides = asked.run, asked.sides
    if run is None:
        return ("",)
    if sides is not None:
        return tuple(rescoring.version(run, half, sides) for half in game.halves)
    files = (*(run.scores_path(game.name, half) for half in (1, 2)), _saved_path(run, game.name))
    return (run_key(run), *map(modified, files))


def spots(game: Game, asked: Asked) -> Events:
    """The spots of a game: from its scores where there are any, else the saved ones; cut at the thresholds.

    Raises UserError when a file is damaged.
    """
    run, name = asked.run, game.name
    if run is None:
        return Events.empty((name,))
    if asked.sides is not None or has_scores(run, name):
        return cut(_uncut(game, replace(asked, settings=asked.settings.uncut())), asked.settings)
    if name in spotted_games(run):
        return cut(_saved_spots(run, name), asked.settings)
    return Events.empty((name,))


@cached(
    lambda game, asked: (str(asked.run.folder), game.name, stamps(game, asked), asked.settings),
    entries=16,
)
def _uncut(game: Game, asked: Asked) -> Events:
    """At threshold 0: a new threshold only cuts these."""
    run, halves = asked.run, []
    for half in game.halves:
        if asked.sides is not None:
            ranked = _ranked_anew(run, half, asked.sides)
        else:
            ranked = _ranked(run, game.name, half.number)
        if ranked is not None:
            halves.append((0, half.number, ranked))
    return SplitScores((game.name,), tuple(halves)).spots(asked.settings)


def _match_key(lib: Library, game: Game, asked: Asked, tolerance_s: int) -> tuple:
    labels_at = labels_modified(lib, game)
    return (str(lib.root.path), game.name, labels_at, stamps(game, asked), asked.settings, tolerance_s)


@cached(_match_key, entries=48)
def matches(lib: Library, game: Game, asked: Asked, tolerance_s: int) -> Matches:
    """What became of every spot and truth of a game. Raises UserError when scores cannot be read."""
    return match(truths(lib, game)[0], spots(game, asked), tolerance_s)


def match_ap(lib: Library, game: Game, asked: Asked, tolerance_s: int) -> list[float | None]:
    """AP of each class in one match, loose or tight by the tolerance; None where there is nothing to find."""
    found = matches(lib, game, asked, tolerance_s)
    metric = "tight" if tolerance_s < 5 else "loose"
    judged = evaluate(found.truths, found.spots, METRICS[metric])
    there = judged.truths[0] > 0
    values = judged.average_per_class(metric).tolist()
    return [round(value, 4) if has else None for value, has in zip(values, there.tolist(), strict=True)]
