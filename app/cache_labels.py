"""Caches of mended labels: desks by the state of their journal and file, and what is made from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import streamlit as st

from app import cache_split
from app.cache_split import Split
from app.library import Library
from core.data.games import LABELS_FILE, Game
from core.errors import UserError
from core.events import Events
from core.labels.desk import Desk
from core.labels.export import edited_games
from core.labels.journal import BROKEN_FILE, JOURNAL_FILE
from core.labels.opening import FOLDER, open_desk
from core.labels.truths import truths_with_ids
from core.post.evaluation import Evaluation, evaluate_grids
from core.post.grid import on_grid
from core.post.moments import Moment
from core.post.settings import Settings


def _stamp(path: str) -> tuple[int, int]:
    try:
        found = Path(path).stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def stamp(lib: Library, game: str) -> tuple:
    """What the labels of a game depend on: its journal, and the label file or the zip it is in."""
    folder, root = f"{lib.workspace.path}/{FOLDER}/{game}", str(lib.root.path)
    file = f"{root}/{game}/{LABELS_FILE}" if lib.root.path.is_dir() else root
    paths = (f"{folder}/{JOURNAL_FILE}", f"{folder}/{BROKEN_FILE}", file)
    return (folder, root, *map(_stamp, paths))


def desk(lib: Library, game: Game) -> Desk:
    """The labels of a game as they are on disk now. Raises UserError as `open_desk` does."""
    return _desk(stamp(lib, game.name), lib, game)


@st.cache_resource(max_entries=600, show_spinner=False)
def _desk(at: tuple, _lib: Library, _game: Game) -> Desk:
    return open_desk(_lib.workspace.path, _lib.root, _game)


def edited(lib: Library) -> tuple[Game, ...]:
    """The games of the root that have a journal."""
    return tuple(lib.root.game(name) for name in edited_games(lib.workspace.path) if name in lib.root)


def edits_key(lib: Library, split: Split) -> tuple:
    """The state of all edits of the judged games."""
    judged = set(split.judged)
    return tuple(stamp(lib, game.name) for game in edited(lib) if game.name in judged)


def game_spots(split: Split, settings: Settings, game: str) -> Events:
    """The spots of one game of a split."""
    return _game_spots(split.at, settings, game, split)


@st.cache_resource(max_entries=24, show_spinner=False)
def _game_spots(at: tuple, settings: Settings, game: str, _split: Split) -> Events:
    return cache_split.spots(_split, settings).of_game(game)


def evaluation(lib: Library, split: Split, settings: Settings) -> Evaluation:
    """The official metric by the labels as mended. Raises UserError when a desk cannot be opened."""
    return _evaluation(split.at, settings, edits_key(lib, split), lib, split)


@st.cache_resource(max_entries=8, show_spinner=False)
def _evaluation(at: tuple, settings: Settings, edits: tuple, _lib: Library, _split: Split) -> Evaluation:
    changed = {game.name: game for game in edited(_lib) if game.name in set(_split.judged)}
    rest = _split.truths[~np.isin(_split.truths.game, [_split.judged.index(name) for name in changed])]
    parts = [rest, *(truths_with_ids(desk(_lib, game))[0] for game in changed.values())]
    truths = Events.concat(parts).for_games(_split.judged)
    spots = cache_split.spots(_split, settings).for_games(_split.judged)
    return evaluate_grids(_split.judged, on_grid(truths, spots=False), on_grid(spots, spots=True))


def states(lib: Library, queue: Sequence[Moment], held: dict[str, tuple]) -> tuple[str, ...]:
    """What became of each moment of a queue: "confirmed", "mended", or "" while it waits.

    held: what is known of each game, kept between calls; only games that were edited since are opened.
    """
    for name in {moment.game for moment in queue}:
        at = stamp(lib, name)
        if name not in held or held[name][0] != at:
            held[name] = (at, _opened(lib, lib.root.game(name)) if at[2] != (0, 0) else None)
    return tuple(
        known.settled(asdict(moment)) if (known := held[moment.game][1]) is not None else ""
        for moment in queue
    )


def _opened(lib: Library, game: Game) -> Desk | None:
    try:
        return desk(lib, game)
    except UserError:
        return None  # said where the game is shown
