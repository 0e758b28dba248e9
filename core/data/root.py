"""A data root: a SoccerNet folder or a zip of labels, and the games found in it. Never written to."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from core.data.games import LABELS_FILE, Game, is_game_file, make_game
from core.data.splits import SPLITS, official_games, official_split, root_splits
from core.exceptions import UserError
from core.files import Archive, read_bytes, read_json

MARK_FILE = "touchline.json"
_MAX_DEPTH = 6


def open_root(path: Path | str) -> DataRoot:
    """The data root at a path: a folder as the SoccerNet package lays it out, or a zip of label files.

    Raises UserError when there is nothing there or it is neither.
    """
    path = Path(path).expanduser()
    if path.is_dir():
        return DataRoot(path.resolve(), None)
    if path.is_file():
        return DataRoot(path.resolve(), Archive(path))
    raise UserError(
        f"There is no data root at {path}; set TOUCHLINE_ROOT or --root to a SoccerNet folder or labels zip."
    )


class DataRoot:
    """Games by name, found once by walking; nothing in them is opened until it is read."""

    def __init__(self, path: Path, archive: Archive | None) -> None:
        self.path = path
        self._archive = archive

    @cached_property
    def games(self) -> tuple[Game, ...]:
        """All games, official splits in the package's order, then the others by name."""
        splits = self._splits
        files: dict[str, dict[str, Path | None]] = {}
        for name, path in self._files():
            folder, _, filename = name.rpartition("/")
            if folder and is_game_file(filename):
                files.setdefault(folder, {})[filename] = path
        games = [
            make_game(name, of_game, official_split(name) if splits is None else splits.get(name, "local"))
            for name, of_game in files.items()
        ]
        rank = {name: index for split in SPLITS[:-1] for index, name in enumerate(official_games(split))}
        return tuple(
            sorted(games, key=lambda game: (SPLITS.index(game.split), rank.get(game.name, 10**6), game.name))
        )

    @cached_property
    def _splits(self) -> dict[str, str] | None:
        return root_splits(self.path) if self._archive is None else None

    @cached_property
    def _by_name(self) -> dict[str, Game]:
        return {game.name: game for game in self.games}

    @cached_property
    def simulated(self) -> bool:
        """Whether the root is a demo league: everything that shows it must say so."""
        mark = self.path / MARK_FILE
        if self._archive is not None or not mark.is_file():
            return False
        value = read_json(mark)
        return isinstance(value, dict) and value.get("simulated") is True

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def game(self, name: str) -> Game:
        """The game of a name. Raises UserError naming it when the root has none."""
        if name not in self._by_name:
            raise UserError(f"{self.path} has no game {name!r}; {self._nearest(name)}.")
        return self._by_name[name]

    def _nearest(self, name: str) -> str:
        near = difflib.get_close_matches(name, self._by_name, n=1, cutoff=0.4)
        part = [game for game in self._by_name if name.lower() in game.lower()]
        if part or near:
            return f"did you mean {(part or near)[0]!r}"
        return "a game is named by its folder below the root, as league/season/game"

    def split(self, name: str) -> tuple[Game, ...]:
        """The root's games of a split; 'all' gives every game. Raises UserError for another name."""
        if name == "all":
            return self.games
        if name not in SPLITS:
            raise UserError(f"There is no split {name!r}; the splits are {', '.join(SPLITS)} and all.")
        return tuple(game for game in self.games if game.split == name)

    def listed(self, split: str) -> tuple[str, ...]:
        """The games that a split lists, in the root or not: in splits.json, else in the package's lists."""
        if self._splits is not None:
            return tuple(name for name, listed in self._splits.items() if split in (listed, "all"))
        return official_games(split) if split in SPLITS[:-1] else ()

    def read(self, game: str, filename: str) -> bytes:
        """The bytes of a small file of a game. Raises UserError naming the file."""
        if self._archive is not None:
            return self._archive.read(f"{game}/{filename}")
        return read_bytes(self.path / game / filename)

    def describe(self, game: str, filename: str) -> str:
        """How a message names a file of a game."""
        return f"{self.path}: {game}/{filename}" if self._archive else str(self.path / game / filename)

    def _files(self) -> Iterator[tuple[str, Path | None]]:
        """Files by their posix path below the root, without a path of their own inside a zip.

        Of a zip the labels alone; hidden files and folders that cannot be listed are left out.
        """
        if self._archive is not None:
            yield from ((name, None) for name in self._archive.names() if name.endswith(LABELS_FILE))
            return
        for folder, folders, filenames in os.walk(self.path, followlinks=True):
            place = Path(folder).relative_to(self.path)
            shallow = len(place.parts) < _MAX_DEPTH
            folders[:] = [name for name in folders if shallow and not name.startswith(".")]
            for filename in filenames:
                if not filename.startswith("."):
                    yield (place / filename).as_posix(), Path(folder, filename)
