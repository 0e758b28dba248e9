"""Caches for sessions, here and in `cache_split` alone: by ids, times and frozen configs, never by arrays.

Arguments whose names begin with an underscore are not part of a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from app import encodings
from app.inventory import table
from app.library import Library, library
from core.data.games import LABELS_FILE, Game, Half
from core.data.labels import Labels, read_labels
from core.errors import UserError
from core.events import Events
from core.post.config import NmsConfig
from core.post.evaluation import METRICS, evaluate
from core.post.matching import Matches, match
from core.post.nms import RankedScores
from core.post.spotting import above
from core.runs.run import Run
from core.timebase import time_ms_of


def open_library() -> Library:
    """The library; see `app.library`."""
    return library()


def _mtime(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def run_key(run: Run) -> str:
    """A run's identity: its folder and when its description was last written."""
    return f"{run.folder}@{_mtime(run.folder / 'run.json')}"


@st.cache_data(max_entries=64, ttl=6, show_spinner=False)
def _games_of(folder: str, key: str, kind: str, _run: Run) -> frozenset[str]:
    return _run.scored_games() if kind == "scores" else _run.spotted_games()


def scored_games(run: Run) -> frozenset[str]:
    """Games that a run has scores for; looked up again after a few seconds."""
    return _games_of(str(run.folder), run_key(run), "scores", run)


def spotted_games(run: Run) -> frozenset[str]:
    """Games that a run has saved spots for."""
    return _games_of(str(run.folder), run_key(run), "spots", run)


def covered_games(run: Run) -> frozenset[str]:
    """Games that a run can show, by scores or by spots."""
    return scored_games(run) | spotted_games(run)


@st.cache_data(max_entries=64, ttl=6, show_spinner=False)
def _scores_stamp(folder: str, _run: Run, _games: frozenset[str]) -> int:
    return max((_mtime(_run.scores_path(game, half)) for game in _games for half in (1, 2)), default=0)


def scores_stamp(run: Run) -> int:
    """When the newest scores of a run were written; looked up again after a few seconds."""
    return _scores_stamp(str(run.folder), run, scored_games(run))


def inventory(lib: Library) -> pd.DataFrame:
    """One row per game: what it is and what is there for it."""
    runs = lib.runs()
    covered = tuple((run.name, covered_games(run)) for run in runs)
    return _inventory(lib.stamp, covered, lib)


@st.cache_data(max_entries=4, ttl=30, show_spinner=False)
def _inventory(stamp: str, covered: tuple[tuple[str, frozenset[str]], ...], _lib: Library) -> pd.DataFrame:
    return table(_lib, covered)


def labels(lib: Library, game: Game) -> Labels:
    """The labels of a game; none when it has no file. Raises UserError when the file cannot be read."""
    if not game.labelled:
        return Labels(Events.empty((game.name,)))
    path = lib.root.path / game.name / LABELS_FILE
    return _labels(str(lib.root.path), game.name, _mtime(path) or _mtime(lib.root.path), lib)


@st.cache_resource(max_entries=600, show_spinner=False)
def _labels(root: str, game: str, mtime: int, _lib: Library) -> Labels:
    return read_labels(_lib.root, _lib.root.game(game))


@st.cache_resource(max_entries=12, show_spinner=False)
def _ranked(path: str, mtime: int, fps: float, _run: Run, _game: str, _half: int) -> RankedScores | None:
    scores = _run.scores(_game, _half)
    return None if scores is None else RankedScores.of(scores, fps)


@st.cache_resource(max_entries=12, show_spinner=False)
def _ranked_anew(version: tuple, fps: float, _run: Run, _half: Half, _sides: tuple[int, int]) -> RankedScores:
    return RankedScores.of(encodings.scores(_run, _half, _sides), fps)


@st.cache_resource(max_entries=32, show_spinner=False)
def _saved_spots(path: str, mtime: int, _run: Run, _game: str) -> Events:
    return _run.spots(_game)


def has_scores(run: Run, game: str) -> bool:
    """Whether a run has scores of a game, in either half."""
    return any(run.scores_path(game, half).is_file() for half in (1, 2))


def spots(run: Run | None, game: Game, config: NmsConfig, sides: tuple[int, int] | None = None) -> Events:
    """The spots of a game: from its scores where there are any, else the saved ones above the threshold.

    sides: frames before and from the centre on, when they are not those of the saved scores.
    Raises UserError when a file is damaged.
    """
    name = game.name
    if run is None:
        return Events.empty((name,))
    if sides is not None or has_scores(run, name):
        parts = []
        for half in game.halves:
            if sides is not None:
                at = encodings.version(run, half, sides)
                ranked = _ranked_anew(at, run.fps, run, half, sides)
            else:
                path = run.scores_path(name, half.number)
                ranked = _ranked(str(path), _mtime(path), run.fps, run, name, half.number)
            if ranked is not None and len(keep := ranked.nms(config)):
                times = time_ms_of(keep.frame, run.fps)
                parts.append(
                    Events.build((name,), 0, half.number, times, keep.label, confidence=keep.confidence)
                )
        return Events.concat(parts) if parts else Events.empty((name,))
    if name in spotted_games(run):
        path = run.folder / "spots" / name / "results_spotting.json"
        return above(_saved_spots(str(path), _mtime(path), run, name), config)
    return Events.empty((name,))


@dataclass(frozen=True)
class Asked:
    """A run at one setting: what the lanes show of a game. sides: see `spots`."""

    run: Run | None
    config: NmsConfig
    sides: tuple[int, int] | None = None


def truths(lib: Library, game: Game) -> tuple[Events, str]:
    """The truths of a game; none, and a sentence, when its labels cannot be read."""
    try:
        return labels(lib, game).events, ""
    except UserError as error:
        return Events.empty((game.name,)), str(error)


def matches(lib: Library, game: Game, asked: Asked, tolerance_s: int) -> Matches:
    """What became of every spot and truth of a game. Raises UserError when scores cannot be read."""
    run, sides = asked.run, asked.sides
    if run is None:
        stamps = ("",)
    elif sides is not None:
        stamps = tuple(encodings.version(run, half, sides) for half in game.halves)
    else:
        stamps = (run_key(run), *(_mtime(run.scores_path(game.name, half)) for half in (1, 2)))
    labels_at = _mtime(lib.root.path / game.name / LABELS_FILE) or _mtime(lib.root.path)
    at = (str(lib.root.path), game.name, labels_at, stamps, asked.config, tolerance_s)
    return _matches(at, lib, game, asked, tolerance_s)


@st.cache_resource(max_entries=48, show_spinner=False)
def _matches(at: tuple, _lib: Library, _game: Game, _asked: Asked, _tolerance_s: int) -> Matches:
    found = spots(_asked.run, _game, _asked.config, _asked.sides)
    return match(truths(_lib, _game)[0], found, _tolerance_s)


def match_ap(lib: Library, game: Game, asked: Asked, tolerance_s: int) -> list[float | None]:
    """AP of each class in one match, loose or tight by the tolerance; None where there is nothing to find."""
    found = matches(lib, game, asked, tolerance_s)
    metric = "tight" if tolerance_s < 5 else "loose"
    judged = evaluate(found.truths, found.spots, METRICS[metric])
    there = judged.truths[0] > 0
    values = judged.average_per_class(metric).tolist()
    return [round(value, 4) if has else None for value, has in zip(values, there.tolist(), strict=True)]


def readable(lib: Library, games: tuple[Game, ...]) -> tuple[list[tuple[Game, Events]], list[str]]:
    """The labelled games with their truths, and a sentence for each game whose labels cannot be read."""
    good, problems = [], []
    for game in games:
        if not game.labelled:
            continue
        try:
            good.append((game, labels(lib, game).events))
        except UserError as error:
            problems.append(str(error))
    return good, problems
