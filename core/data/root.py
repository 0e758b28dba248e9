"""A data root: a SoccerNet folder or a zip of labels, and the games found in it. Never written to."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from core.data.game_file import GAME_FILE, GameFile, read_game_file
from core.data.games import HALVES, Game, is_game_file, make_game
from core.data.label_set_file import CLASSES_FILE, read_label_set
from core.data.root_files import files_below, folder_around
from core.data.root_labels import LABEL_FILES, RootLabels, has_halves, made_note, others_note, root_labels
from core.data.splits import DATASETS, SPLITS, SPLITS_FILE, official_games, official_place, parse_splits
from core.exceptions import UserError
from core.files import Archive, parse_json, read_bytes, read_json
from core.game_name import GameNames
from core.label_set import LabelSet
from core.label_sets import preset

MARK_FILE = "touchline.json"
ROOT_FILES = (CLASSES_FILE, SPLITS_FILE, MARK_FILE)
"""Files that lie in a data root itself."""


def open_root(path: Path | str, label_set: LabelSet | None = None) -> DataRoot:
    """The data root at a path: a folder as the SoccerNet package lays it out, or a zip of label files.

    A folder around the whole of it counts as not there. label_set: how its labels are read; None to find it.
    Raises UserError when there is nothing there or it is neither.
    """
    path = Path(path).expanduser()
    if path.is_dir():
        path = path.resolve()
        files = {name: Path(path, name) for name in files_below(path)}
        return DataRoot(path, None, files, label_set)
    if path.is_file():
        archive = Archive(path)
        return DataRoot(path.resolve(), archive, dict.fromkeys(archive.names()), label_set)
    raise UserError(
        f"There is no data root at {path}; set TOUCHLINE_ROOT or --root to a SoccerNet folder or labels zip."
    )


class DataRoot:
    """Games by name, found once by walking; no features or videos are opened until they are read.

    path: the folder or zip. files: by their posix path below it, None for members of a zip. given: the label
    set that a person chose, before any classes.json.
    """

    def __init__(
        self,
        path: Path,
        archive: Archive | None,
        files: Mapping[str, Path | None],
        given: LabelSet | None = None,
    ) -> None:
        around = folder_around(files, ROOT_FILES)
        self.path = path if archive else path / around
        self._archive, self._around = archive, around
        self._files = {
            name.removeprefix(around): file for name, file in files.items() if name.startswith(around)
        }
        self._given = given

    @cached_property
    def games(self) -> tuple[Game, ...]:
        """All games, official splits in the package's order, then the others by name."""
        splits = self._splits
        if splits is not None:  # a name that fits several games is none of them
            names = GameNames(self._files_by_game)
            splits = {game: split for name, split in splits.items() if (game := names.find(name))}
        without_files = HALVES if has_halves(self.label_set) else HALVES[:1]
        games = []
        for name, files in self._files_by_game.items():
            split = official_place(name)[0] if splits is None else splits.get(name, "local")
            game_file, faults = self._game_file(files.get(GAME_FILE))
            games.append(
                make_game(
                    name,
                    files,
                    split,
                    label_file=self._labels.label_file,
                    without_files=without_files,
                    game_file=game_file,
                    faults=faults,
                )
            )
        return tuple(
            sorted(
                games, key=lambda game: (SPLITS.index(game.split), official_place(game.name)[1], game.name)
            )
        )

    @cached_property
    def _files_by_game(self) -> dict[str, dict[str, Path | None]]:
        """The files in each game's folder, in a fixed order of games."""
        folders: dict[str, dict[str, Path | None]] = {}
        for name, path in self._files.items():
            folder, _, filename = name.rpartition("/")
            if folder:
                folders.setdefault(folder, {})[filename] = path
        return {
            folder: files
            for folder, files in sorted(folders.items())
            if any(
                name in self._label_files or (path and (name == GAME_FILE or is_game_file(name)))
                for name, path in files.items()
            )
        }

    def _game_file(self, path: Path | None) -> tuple[GameFile | None, tuple[str, ...]]:
        """What a game.json says, and a sentence for one that is wrong, which is passed over then."""
        if path is None:
            return None, ()
        try:
            return read_game_file(path, self.path), ()
        except UserError as error:
            return None, (str(error),)

    @cached_property
    def label_set(self) -> LabelSet:
        """The given one, else that of the root's classes.json, else as its label files tell.

        Raises UserError for a classes.json that is none.
        """
        return self._labels.label_set

    @cached_property
    def label_set_note(self) -> str:
        """A sentence where the set was made from the labels, or where labels of another set lie here too."""
        labels = self._labels
        notes = [made_note(labels.label_set, self.describe("", CLASSES_FILE))] if labels.made else []
        return " ".join(notes + ([others_note(labels, str(self.path))] if labels.others else []))

    @property
    def label_file(self) -> str:
        """How label files are called here."""
        return self._labels.label_file

    @property
    def other_label_files(self) -> Mapping[str, str]:
        """Games whose labels are of another set alone, so that they count as unlabelled: game -> its file."""
        return self._labels.others

    @property
    def label_files_beside(self) -> Mapping[str, int]:
        """Label files that lie beside those that are read: how many of each name."""
        return self._labels.beside

    @cached_property
    def _labels(self) -> RootLabels:
        known, of_games = self._label_files, self._files_by_game.items()
        files = {game: [name for name in names if name in known] for game, names in of_games}
        return root_labels(self._stated, files, self.read_json, str(self.path))

    @cached_property
    def _stated(self) -> LabelSet | None:
        if self._given is not None or CLASSES_FILE not in self._files:
            return self._given
        source = self.describe("", CLASSES_FILE)
        return read_label_set(self.read("", CLASSES_FILE), source, self.path)

    @cached_property
    def _label_files(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*([self._stated.label_file] if self._stated else ()), *LABEL_FILES)))

    @property
    def has_splits(self) -> bool:
        """Whether it has a splits.json, so that the package's lists do not count."""
        return SPLITS_FILE in self._files

    @cached_property
    def _splits(self) -> dict[str, str] | None:
        if not self.has_splits:
            return None
        return parse_splits(self.read_json("", SPLITS_FILE), self.describe("", SPLITS_FILE))

    @cached_property
    def _by_name(self) -> dict[str, Game]:
        return {game.name: game for game in self.games}

    @cached_property
    def _names(self) -> GameNames:
        return GameNames(self._by_name)

    @cached_property
    def simulated(self) -> bool:
        """Whether the root is a demo league: everything that shows it must say so."""
        mark = self.path / MARK_FILE
        if self._archive is not None or not mark.is_file():
            return False
        value = read_json(mark)
        return isinstance(value, dict) and value.get("simulated") is True

    def __contains__(self, name: str) -> bool:
        return self.find(name) is not None

    def find(self, name: str) -> Game | None:
        """The game of a name, however it is written (`core.game_name`); None where there is none."""
        found = name if name in self._by_name else self._names.find(name)
        return None if found is None else self._by_name[found]

    def game(self, name: str) -> Game:
        """The game of a name, however it is written. Raises UserError naming it when the root has none."""
        game = self.find(name)
        if game is None:
            raise UserError(f"{self.path} has no game {name!r}; {self._nearest(name)}.")
        return game

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
        dataset = DATASETS[self.label_set in (preset("ball-2023"), preset("ball-2024"))]
        return official_games(split, dataset) if split in SPLITS[:-1] else ()

    def read(self, game: str, filename: str) -> bytes:
        """The bytes of a small file of a game, "" for the root itself. Raises UserError naming the file."""
        if self._archive is not None:
            return self._archive.read(f"{self._around}{game}/{filename}" if game else self._around + filename)
        return read_bytes(self.path / game / filename)

    def read_json(self, game: str, filename: str) -> Any:
        """The parsed JSON of a small file. Raises UserError naming the file."""
        return parse_json(self.read(game, filename), self.describe(game, filename))

    def describe(self, game: str, filename: str) -> str:
        """How a message names a file of a game."""
        name = f"{game}/{filename}" if game else filename
        return f"{self.path}: {name}" if self._archive else str(self.path / name)
