"""game.json: where the parts of a game lie in one video of the whole match."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from core.exceptions import UserError
from core.files import can_be_path, read_json
from core.label_sets import MOST_PARTS
from core.timebase import Stretch

GAME_FILE = "game.json"
_KEYS, _PART_KEYS = ("video", "parts"), ("number", "start_s", "end_s")
_MOST_S = 7 * 24 * 3600.0


@dataclass(frozen=True)
class GameFile:
    """What a game.json says. video: None for the whole-match video beside it. parts: by number."""

    video: Path | None
    parts: Mapping[int, Stretch]


def read_game_file(path: Path, root: Path) -> GameFile:
    """A game's game.json. Raises UserError with one sentence that names the file and what is wrong."""
    value = read_json(path)
    if not isinstance(value, dict):
        raise UserError(f'{path} must be an object, {{"video": PATH, "parts": [{{"number": 1, ..}}]}}.')
    _refuse_unknown(path, value, _KEYS, "the file")
    entries = value.get("parts", [{"number": 1}])
    if not isinstance(entries, list) or not entries:
        raise UserError(
            f'{path} must give "parts" as a list, [{{"number": 1, "start_s": 0, "end_s": 2700}}].'
        )
    parts: dict[int, Stretch] = {}
    for entry in entries:
        number, stretch = _part(path, entry)
        if number in parts:
            raise UserError(f"{path} has part {number} twice; give each part its own number.")
        parts[number] = stretch
    _refuse_overlaps(path, parts)
    return GameFile(_video(path, value["video"], root) if "video" in value else None, parts)


def _part(path: Path, entry: Any) -> tuple[int, Stretch]:
    if not isinstance(entry, dict):
        raise UserError(f"{path} has a part that is no object; write {{{', '.join(_PART_KEYS)}}}.")
    _refuse_unknown(path, entry, _PART_KEYS, "a part")
    number = entry.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= MOST_PARTS:
        raise UserError(f"{path} has a part {number!r}; parts are numbered from 1 to {MOST_PARTS}.")
    start_ms, end_ms = _milliseconds(path, entry, "start_s", 0), _milliseconds(path, entry, "end_s", None)
    if end_ms is not None and end_ms <= start_ms:
        raise UserError(
            f"{path}: part {number} ends at {end_ms / 1000:g} s, which is not after its start at "
            f"{start_ms / 1000:g} s."
        )
    return number, Stretch(start_ms, end_ms)


def _milliseconds(path: Path, entry: dict[str, Any], key: str, default: int | None) -> int | None:
    value = entry.get(key)
    if value is None:
        return default
    good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not good or not 0 <= value <= _MOST_S:
        raise UserError(f"{path} gives {value!r} as {key}; it is a number of seconds from the video's start.")
    return round(value * 1000)


def _refuse_overlaps(path: Path, parts: Mapping[int, Stretch]) -> None:
    in_time = sorted(parts.items(), key=lambda item: item[1].start_ms)
    for (before, stretch), (after, following) in pairwise(in_time):
        if stretch.end_ms is None or stretch.end_ms > following.start_ms:
            raise UserError(f"{path}: parts {before} and {after} overlap; end one before the other starts.")


def _video(path: Path, value: Any, root: Path) -> Path:
    """The video's path: relative to the game's folder and inside the root, or absolute as it stands."""
    if not isinstance(value, str) or not value or not can_be_path(value):
        raise UserError(f'{path} must give "video" as the path of a file.')
    video = Path(value)
    if video.is_absolute():
        return video
    inside = Path(os.path.normpath(path.parent / value))
    if root not in inside.parents:
        raise UserError(
            f"{path}: the video {value!r} leads out of the data root; put it inside, or give its whole path."
        )
    return inside


def _refuse_unknown(path: Path, value: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    if unknown := [str(key) for key in value if key not in known]:
        raise UserError(f"{path} has {unknown[0]!r} in {where}; it can have {', '.join(known)}.")
