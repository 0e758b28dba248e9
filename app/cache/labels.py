"""Caches of mended labels: desks by the state of their journal and file, and what is made from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import streamlit as st

from app.cache import split as split_cache
from app.cache.split import Split
from app.server.catalog import Library
from core.data.games import LABELS_FILE, Game
from core.errors.moments import Moment
from core.events import Events
from core.exceptions import UserError
from core.labels.editor import Desk
from core.labels.export import edited_games, mended_events
from core.labels.journal import BROKEN_FILE, JOURNAL_FILE
from core.labels.open import FOLDER, open_desk
from core.metric.evaluation import Evaluation, evaluate_grids
from core.metric.grid import on_grid
from core.spotting.settings import Settings


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
    return split_cache.spots(_split, settings).of_game(game)


def truths(lib: Library, split: Split) -> Events:
    """The truths of the judged games as mended, by `edits_key`; those of the files where there are no edits.

    Raises UserError when a desk cannot be opened, or while a conflict is open.
    """
    return _truths(split.at, edits_key(lib, split), lib, split)


@st.cache_resource(max_entries=3, show_spinner=False)
def _truths(at: tuple, edits: tuple, _lib: Library, _split: Split) -> Events:
    if not edits:
        return _split.truths
    changed = [game for game in edited(_lib) if game.name in set(_split.judged)]
    index = [_split.judged.index(game.name) for game in changed]
    rest = _split.truths[~np.isin(_split.truths.game, index)]
    parts = [_game_truths(stamp(_lib, game.name), _lib, game) for game in changed]
    return Events.concat([rest, *parts]).for_games(_split.judged)


@st.cache_resource(max_entries=600, show_spinner=False)
def _game_truths(at: tuple, _lib: Library, _game: Game) -> Events:
    return mended_events(desk(_lib, _game))


def evaluation(lib: Library, split: Split, settings: Settings) -> Evaluation:
    """The official metric by the labels as mended. Raises UserError as `truths` does."""
    return _evaluation(split.at, settings, edits_key(lib, split), lib, split)


@st.cache_resource(max_entries=8, show_spinner=False)
def _evaluation(at: tuple, settings: Settings, edits: tuple, _lib: Library, _split: Split) -> Evaluation:
    spots = split_cache.spots(_split, settings).for_games(_split.judged)
    grids = on_grid(truths(_lib, _split), spots=False), on_grid(spots, spots=True)
    return evaluate_grids(_split.judged, *grids)


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
