"""Caches of mended labels: editors by the state of their journal and file, and what is made from them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from app.cache import split as split_cache
from app.cache.memo import cached
from app.cache.split import Split
from app.server.catalog import Catalog
from core.data.games import Game
from core.errors.moments import Moment
from core.events import Events
from core.exceptions import UserError
from core.labels.editor import LabelEditor
from core.labels.journal import BROKEN_FILE, JOURNAL_FILE
from core.labels.mended import edited_games, mended_events
from core.labels.open import FOLDER, open_editor
from core.metric.evaluation import Evaluation, evaluate_grids
from core.metric.grid import truths_on_grid
from core.spotting.settings import Settings


def _stamp(path: str) -> tuple[int, int]:
    try:
        found = Path(path).stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def stamp(catalog: Catalog, game: str) -> tuple:
    """What the labels of a game depend on: its journal, and the label file or the zip it is in."""
    folder, root = f"{catalog.workspace.path}/{FOLDER}/{game}", str(catalog.root.path)
    file = f"{root}/{game}/{catalog.root.label_set.label_file}" if catalog.root.path.is_dir() else root
    paths = (f"{folder}/{JOURNAL_FILE}", f"{folder}/{BROKEN_FILE}", file)
    return (folder, root, *map(_stamp, paths))


def _game_key(catalog: Catalog, game: Game) -> tuple:
    return *stamp(catalog, game.name), catalog.root.label_set


@cached(_game_key, entries=600)
def editor(catalog: Catalog, game: Game) -> LabelEditor:
    """The labels of a game as they are on disk now. Raises UserError as `open_editor` does."""
    return open_editor(catalog.workspace.path, catalog.root, game)


def edited(catalog: Catalog) -> tuple[Game, ...]:
    """The games of the root that have a journal."""
    root = catalog.root
    return tuple(root.game(name) for name in edited_games(catalog.workspace.path) if name in root)


def _edited_of(catalog: Catalog, split: Split) -> list[Game]:
    judged = set(split.judged)
    return [game for game in edited(catalog) if game.name in judged]


def edits_key(catalog: Catalog, split: Split) -> tuple:
    """The state of all edits of the judged games."""
    return tuple(stamp(catalog, game.name) for game in _edited_of(catalog, split))


@cached(split_cache.key, entries=24)
def game_spots(split: Split, settings: Settings, game: str) -> Events:
    """The spots of one game of a split."""
    return split_cache.spots(split, settings).of_game(game)


@cached(lambda catalog, split: (split.at, edits_key(catalog, split)), entries=3)
def truths(catalog: Catalog, split: Split) -> Events:
    """The truths of the judged games as mended, by `edits_key`; those of the files where there are no edits.

    Raises UserError when an editor cannot be opened, or while a conflict is open.
    """
    changed = _edited_of(catalog, split)
    if not changed:
        return split.truths
    index = [split.judged.index(game.name) for game in changed]
    rest = split.truths[~np.isin(split.truths.game, index)]
    return Events.concat([rest, *(_game_truths(catalog, game) for game in changed)]).for_games(split.judged)


@cached(_game_key, entries=600)
def _game_truths(catalog: Catalog, game: Game) -> Events:
    return mended_events(editor(catalog, game))


@cached(lambda catalog, split, settings: (split.at, settings, edits_key(catalog, split)), entries=8)
def evaluation(catalog: Catalog, split: Split, settings: Settings) -> Evaluation:
    """The official metric by the labels as mended. Raises UserError as `truths` does."""
    grid = split_cache.grid_of(split, split_cache.spots(split, settings))
    return evaluate_grids(split.judged, truths_on_grid(truths(catalog, split)), grid)


def settlements(catalog: Catalog, moments: Sequence[Moment]) -> tuple[str, ...]:
    """What became of each moment: "confirmed", "mended", or "" while it is open."""
    games, settled = {moment.game for moment in moments}, {}
    for game in edited(catalog):
        if game.name in games:
            with suppress(UserError):  # the page says why where it shows the game
                settled[game.name] = editor(catalog, game).settlements
    return tuple(
        settled.get(moment.game, {}).get((moment.half, moment.time_ms, moment.label, moment.kind), "")
        for moment in moments
    )
