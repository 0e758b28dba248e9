"""Caches of games: the table of all games, their labels, and which of them a run covers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from app.cache.game_columns import COLUMNS
from app.cache.memo import cached
from app.server.catalog import Catalog
from core.data import rate_remarks
from core.data.games import Game, Part
from core.data.labels import Labels, read_labels
from core.events import Events
from core.exceptions import UserError
from core.files import short_id
from core.runs.run import Run


def modified(path: Path) -> int:
    """When a file was last written, in ns; 0 when there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def run_key(run: Run) -> str:
    """A run's identity: its folder and when its description was last written."""
    return f"{run.folder}@{modified(run.folder / 'run.json')}"


@cached(run_key, entries=64, seconds=6)
def scored_games(run: Run) -> frozenset[str]:
    """Games that a run has scores for; looked up again after a few seconds."""
    return run.scored_games()


@cached(run_key, entries=64, seconds=6)
def spotted_games(run: Run) -> frozenset[str]:
    """Games that a run has saved spots for; looked up again after a few seconds."""
    return run.spotted_games()


def covered_games(run: Run) -> frozenset[str]:
    """Games that a run can show, by scores or by spots."""
    return scored_games(run) | spotted_games(run)


@cached(lambda run: str(run.folder), entries=64, seconds=6)
def scores_stamp(run: Run) -> int:
    """When the newest scores of a run were written; looked up again after a few seconds."""
    return max((modified(path) for game in scored_games(run) for path in score_files(run, game)), default=0)


def score_files(run: Run, game: str) -> list[Path]:
    """The files of a run's scores of a game, one for each part that was predicted."""
    return [run.scores_path(game, part) for part in run.scored_parts(game)]


def inventory(catalog: Catalog) -> pd.DataFrame:
    """One row per game: id, name, and the columns of `game_columns`."""
    return _inventory(catalog, tuple((run.name, covered_games(run)) for run in catalog.runs()))


@cached(lambda catalog, covered: (catalog.stamp, covered), entries=4, seconds=30, copies=True)
def _inventory(catalog: Catalog, covered: tuple[tuple[str, frozenset[str]], ...]) -> pd.DataFrame:
    """covered: the games of each run by its name."""
    rows = []
    for game in catalog.root.games:
        runs = [name for name, games in covered if game.name in games]
        row = {"id": short_id(game.name), "name": game.name}
        rows.append(row | {column.name: column.value(game, runs) for column in COLUMNS})
    return pd.DataFrame(rows, columns=["id", "name", *(column.name for column in COLUMNS)])


def labels_modified(catalog: Catalog, game: Game) -> int:
    """When the labels of a game were last written: its file, or the zip it lies in."""
    file = catalog.root.label_set.label_file
    return modified(catalog.root.path / game.name / file) or modified(catalog.root.path)


def _rate_key(catalog: Catalog, game: Game, part: Part, name: str, fps: float | None) -> tuple:
    files = (part.features[name], part.video) if part.video else (part.features[name],)
    place = catalog.stamp, game.name, part.number, name, fps, labels_modified(catalog, game)
    return *place, *((str(path), modified(path)) for path in files)


@cached(_rate_key, entries=600)
def rate_remark(catalog: Catalog, game: Game, part: Part, name: str, fps: float | None) -> str:
    """A sentence where a part's features do not go with its video or labels, most often for their rate.

    fps: None for their own.
    """
    try:
        return rate_remarks.rate_remark(catalog.root, game, part, name, fps)
    except UserError as error:
        return str(error)


def _labels_key(catalog: Catalog, game: Game) -> tuple:
    file = catalog.root.path, game.name, game.labelled, labels_modified(catalog, game)
    return *file, catalog.root.label_set


@cached(_labels_key, entries=600)
def labels(catalog: Catalog, game: Game) -> Labels:
    """The labels of a game; none when it has no file. Raises UserError when the file cannot be read."""
    return read_labels(catalog.root, game) if game.labelled else Labels(_none(catalog, game))


def truths(catalog: Catalog, game: Game) -> tuple[Events, str]:
    """The truths of a game; none, and a sentence, when its labels cannot be read."""
    try:
        return labels(catalog, game).events, ""
    except UserError as error:
        return _none(catalog, game), str(error)


def _none(catalog: Catalog, game: Game) -> Events:
    return Events.empty((game.name,), catalog.root.label_set)


def readable(catalog: Catalog, games: Iterable[Game]) -> tuple[list[tuple[Game, Events]], list[str]]:
    """The labelled games with their truths, and a sentence for each game whose labels cannot be read."""
    results = [(game, *truths(catalog, game)) for game in games if game.labelled]
    good = [(game, events) for game, events, problem in results if not problem]
    return good, [problem for *_, problem in results if problem]
