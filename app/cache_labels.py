"""Caches of mended labels: desks by the state of their journal and file, and what is made from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import streamlit as st

from app import cache_split
from app.cache_split import Split
from app.library import Library
from core.data.games import LABELS_FILE, Game
from core.events import Events
from core.labels.desk import Desk
from core.labels.export import edited_games
from core.labels.journal import BROKEN_FILE, JOURNAL_FILE
from core.labels.opening import journal_folder, open_desk
from core.labels.truths import truths_with_ids
from core.post.evaluation import Evaluation, evaluate_grids
from core.post.grid import on_grid
from core.post.settings import Settings


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def stamp(lib: Library, game: str) -> tuple:
    """What the labels of a game depend on: the workspace's journal, and the label file or the zip it is in."""
    folder = journal_folder(lib.workspace.path, game)
    root = lib.root.path
    file = root / game / LABELS_FILE if root.is_dir() else root
    paths = (folder / JOURNAL_FILE, folder / BROKEN_FILE, file)
    return (str(folder), str(root), *map(_stamp, paths))


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
