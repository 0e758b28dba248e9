"""Paths of videos and features in other systems' files, and the game and part that they are of."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from core.data.games import is_game_folder, is_whole_video
from core.exceptions import UserError
from core.files import can_be_path
from core.label_sets import MOST_PARTS

_PART = re.compile(r"(?:(?:half|part)[_ -]?)?([1-9])(?:_.*|\.(?!\d).*)?", re.IGNORECASE)
_NO_PART = re.compile(r"(?:(?:half|part)[_ -]?)?(-?\d+(?:\.\d+)?)(?:[_.].*)?", re.IGNORECASE)
_FILE_ENDS = (".mp4", ".mkv", ".avi", ".mov", ".webm", ".npy")


def game_and_part(path: str, where: str) -> tuple[str, int | None]:
    """(game, part) that a path of a video or features names; part None when it names none.

    A path from somebody's disk is cut to league/season/game where the game's folder is of SoccerNet's form.
    Raises UserError for a path that leads outside.
    """
    folders = [part for part in PurePosixPath(path.replace("\\", "/")).parts if part not in ("/", ".")]
    if not folders or any(folder == ".." for folder in folders) or not can_be_path(path):
        raise UserError(f"{where}: {path!r} names no game.")
    part = None
    if match := _PART.fullmatch(folders[-1]):
        part, folders = int(match[1]), folders[:-1]
    elif len(folders) > 1 and is_whole_video(folders[-1]):
        folders = folders[:-1]
    elif folders[-1].lower().endswith(_FILE_ENDS):
        folders[-1] = folders[-1].rpartition(".")[0]
    for index, folder in enumerate(folders):
        if is_game_folder(folder.replace("_", " ")):
            if part is None and index < len(folders) - 1 and (match := _NO_PART.fullmatch(folders[-1])):
                numbered = f"parts are numbered from 1 to {MOST_PARTS}"
                raise UserError(f"{where}: {path!r} names the part {match[1]}; {numbered}.")
            folders = folders[max(index - 2, 0) : index + 1]
            break
    if not folders or ":" in folders[0]:
        raise UserError(f"{where}: {path!r} names no game.")
    return "/".join(folders), part
