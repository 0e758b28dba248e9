"""Caches of games: the table of all games, their labels, and which of them a run covers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from app.server.catalog import Library, library, short_id
from app.server.video_files import video_of
from core.data.games import LABELS_FILE, Game
from core.data.labels import Labels, read_labels
from core.events import Events
from core.exceptions import UserError
from core.runs.run import Run

COLUMNS = (
    *("id", "name", "date", "league", "season", "home", "score", "away", "split"),
    *("labels", "features", "video", "runs"),
)


def table(lib: Library, covered: tuple[tuple[str, frozenset[str]], ...]) -> pd.DataFrame:
    """One row per game; covered: (run, its games)."""
    rows = []
    for game in lib.root.games:
        goals = "" if game.home_goals is None else f"{game.home_goals} – {game.away_goals}"
        rows.append(
            {
                "id": short_id(game.name),
                "name": game.name,
                "date": game.date,
                "league": game.league,
                "season": game.season,
                "home": game.home,
                "score": goals,
                "away": game.away,
                "split": game.split,
                "labels": game.labelled,
                "features": ", ".join(game.feature_names),
                "video": all(video_of(half) is not None for half in game.halves),
                "runs": [name for name, games in covered if game.name in games],
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def open_library() -> Library:
    """The library; see `app.server.catalog`."""
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


def truths(lib: Library, game: Game) -> tuple[Events, str]:
    """The truths of a game; none, and a sentence, when its labels cannot be read."""
    try:
        return labels(lib, game).events, ""
    except UserError as error:
        return Events.empty((game.name,)), str(error)


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
