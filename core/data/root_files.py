"""The files of a data root, wherever in a folder or zip the root itself begins."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from core.data.games import is_game_folder

_HIDDEN = re.compile(r"\..*|.*\.json")
"""Folders that are not looked into."""
MAX_DEPTH = 6
"""Folders below the root that are looked into."""


def can_be_found(game: str) -> bool:
    """Whether `files_below` would find the files in a game's folder."""
    folders = game.split("/")
    return len(folders) <= MAX_DEPTH and not any(_HIDDEN.fullmatch(folder) for folder in folders)


def files_below(path: Path) -> Iterator[str]:
    """Files by their posix path below a folder.

    Hidden ones and folders that cannot be listed are left out. A folder called like a JSON file counts as
    one: whoever reads it is told what it is.
    """
    for folder, folders, filenames in os.walk(path, followlinks=True):
        place = Path(folder).relative_to(path)
        shallow = len(place.parts) < MAX_DEPTH
        filenames += [name for name in folders if name.endswith(".json")]
        folders[:] = [name for name in folders if shallow and not _HIDDEN.fullmatch(name)]
        for filename in filenames:
            if not filename.startswith("."):
                yield (place / filename).as_posix()


def folder_around(files: Iterable[str], marks: Sequence[str]) -> str:
    """The folder, with its slash, that lies around a whole root, "" for none.

    That is a single folder with one of `marks` in it, or one above league/season/game. files: by posix path.
    """
    around, names = "", [name for name in files if not name.startswith("__MACOSX/")]
    while True:
        inside = [name.removeprefix(around) for name in names]
        folders = {name.partition("/")[0] for name in inside if "/" in name}
        if len(folders) != 1 or any(name in marks for name in inside):
            return around
        inner = f"{folders.pop()}/"
        if not any(f"{inner}{name}" in inside for name in marks) and not any(map(_is_deep, inside)):
            return around
        around += inner
        names = [name for name in names if name.startswith(around)]


def _is_deep(name: str) -> bool:
    """Whether a file is of a game with more folders above it than a league and a season."""
    return any(is_game_folder(folder.replace("_", " ")) for folder in name.split("/")[3:-1])
