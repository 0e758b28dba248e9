"""Caches of one match: its spots and matches, by ids, times and frozen configs, never by arrays.

Arguments whose names begin with an underscore are not part of a key.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from app.cache.games import _mtime, run_key, spotted_games, truths
from app.server import rescoring
from app.server.catalog import Library
from core.data.games import LABELS_FILE, Game, Half
from core.events import Events
from core.metric.evaluation import METRICS, evaluate
from core.metric.matching import Matches, match
from core.runs.run import Run
from core.spotting.nms import RankedScores
from core.spotting.settings import Settings, cut, spots_with
from core.spotting.split_scores import SplitScores


@st.cache_resource(max_entries=12, show_spinner=False)
def _ranked(path: str, mtime: int, fps: float, _run: Run, _game: str, _half: int) -> RankedScores | None:
    scores = _run.scores(_game, _half)
    return None if scores is None else RankedScores.of(scores, fps)


@st.cache_resource(max_entries=12, show_spinner=False)
def _ranked_anew(version: tuple, fps: float, _run: Run, _half: Half, _sides: tuple[int, int]) -> RankedScores:
    return RankedScores.of(rescoring.scores(_run, _half, _sides), fps)


@st.cache_resource(max_entries=32, show_spinner=False)
def _saved_spots(path: str, mtime: int, _run: Run, _game: str) -> Events:
    return _run.spots(_game)


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
    files = (*(run.scores_path(game.name, half) for half in (1, 2)), _saved_path(run, game))
    return (run_key(run), *map(_mtime, files))


def _saved_path(run: Run, game: Game) -> Path:
    return run.folder / "spots" / game.name / "results_spotting.json"


def spots(game: Game, asked: Asked) -> Events:
    """The spots of a game: from its scores where there are any, else the saved ones; cut at the thresholds.

    Raises UserError when a file is damaged.
    """
    run, name = asked.run, game.name
    if run is None:
        return Events.empty((name,))
    if asked.sides is not None or has_scores(run, name):
        uncut = asked.settings.uncut()
        at = (str(run.folder), name, stamps(game, asked), uncut)
        return cut(_uncut(at, game, replace(asked, settings=uncut)), asked.settings)
    if name in spotted_games(run):
        path = _saved_path(run, game)
        return cut(_saved_spots(str(path), _mtime(path), run, name), asked.settings)
    return Events.empty((name,))


@st.cache_resource(max_entries=16, show_spinner=False)
def _uncut(at: tuple, _game: Game, _asked: Asked) -> Events:
    """At threshold 0: a new threshold only cuts these."""
    run, halves = _asked.run, []
    for half in _game.halves:
        if _asked.sides is not None:
            version = rescoring.version(run, half, _asked.sides)
            ranked = _ranked_anew(version, run.fps, run, half, _asked.sides)
        else:
            path = run.scores_path(_game.name, half.number)
            ranked = _ranked(str(path), _mtime(path), run.fps, run, _game.name, half.number)
        if ranked is not None:
            halves.append((0, half.number, ranked))
    return spots_with(SplitScores((_game.name,), tuple(halves)), _asked.settings)


def matches(lib: Library, game: Game, asked: Asked, tolerance_s: int) -> Matches:
    """What became of every spot and truth of a game. Raises UserError when scores cannot be read."""
    labels_at = _mtime(lib.root.path / game.name / LABELS_FILE) or _mtime(lib.root.path)
    at = (str(lib.root.path), game.name, labels_at, stamps(game, asked), asked.settings, tolerance_s)
    return _matches(at, lib, game, asked, tolerance_s)


@st.cache_resource(max_entries=48, show_spinner=False)
def _matches(at: tuple, _lib: Library, _game: Game, _asked: Asked, _tolerance_s: int) -> Matches:
    found = spots(_game, _asked)
    return match(truths(_lib, _game)[0], found, _tolerance_s)


def match_ap(lib: Library, game: Game, asked: Asked, tolerance_s: int) -> list[float | None]:
    """AP of each class in one match, loose or tight by the tolerance; None where there is nothing to find."""
    found = matches(lib, game, asked, tolerance_s)
    metric = "tight" if tolerance_s < 5 else "loose"
    judged = evaluate(found.truths, found.spots, METRICS[metric])
    there = judged.truths[0] > 0
    values = judged.average_per_class(metric).tolist()
    return [round(value, 4) if has else None for value, has in zip(values, there.tolist(), strict=True)]
