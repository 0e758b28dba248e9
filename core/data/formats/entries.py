"""Events from the files of other systems: checked entry by entry, and their labels mapped to our classes."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from core.classes import CLASSES, INDEX, team_index
from core.data.games import is_game_folder
from core.events import Events
from core.exceptions import UserError
from core.files import read_json
from core.timebase import parse_game_time, time_ms_of

LabelMap = Mapping[str, str | None]
"""A label of the file to one of our classes, or to None to leave it out."""
_HALF = re.compile(r"(?:half[_ -]?)?([12])(?:[_.].*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One event as a file has it. confidence: None in label files."""

    half: int
    time_ms: int
    label: str
    confidence: float | None = None
    team: int = 0
    visible: bool = True


@dataclass(frozen=True)
class Foreign:
    """A file of another system. entries: by game; a game without events keeps its place."""

    name: str
    format: str
    entries: Mapping[str, tuple[Entry, ...]]

    @property
    def games(self) -> tuple[str, ...]:
        return tuple(self.entries)

    @property
    def scored(self) -> bool:
        """Whether its events have confidences: spots, not labels. Raises UserError when only some have."""
        has = {entry.confidence is not None for entries in self.entries.values() for entry in entries}
        if len(has) == 2:
            raise UserError(
                f"{self.name} gives a confidence to some events and none to others; export it again."
            )
        return has != {False}

    def unknown(self, mapping: LabelMap | None = None) -> dict[str, int]:
        """Labels that are neither one of the 17 classes nor mapped, with their counts."""
        known = {*INDEX, *(mapping or {})}
        counts = Counter(entry.label for entries in self.entries.values() for entry in entries)
        return {label: count for label, count in counts.most_common() if label not in known}

    def events(self, mapping: LabelMap | None = None) -> Events:
        """Its events under our labels, in the order of games and of each game's list.

        Raises UserError that lists the labels that a mapping has to name.
        """
        unknown = self.unknown(mapping)
        if unknown:
            listed = ", ".join(f"{label!r} ({count})" for label, count in unknown.items())
            raise UserError(
                f"{self.name} has labels outside the {len(CLASSES)} classes: {listed}; give a mapping with "
                '--map FILE.json, {"their label": "our label", "label to leave out": null}.'
            )
        classes = {label: label for label in INDEX} | dict(mapping or {})
        rows = [
            (game, entry.half, entry.time_ms, INDEX[label], entry.team, entry.visible, entry.confidence)
            for game, entries in enumerate(self.entries.values())
            for entry in entries
            if (label := classes[entry.label]) is not None
        ]
        columns = ("game", "half", "time_ms", "label", "team", "visible", "confidence")
        return Events.from_rows(self.games, rows, *columns)


def read_mapping(path: Path | str) -> dict[str, str | None]:
    """A mapping of labels from JSON. Raises UserError naming the file and the class that does not exist."""
    value = read_json(Path(path).expanduser())
    if not isinstance(value, dict):
        raise UserError(f'{path} must be an object of labels, {{"their label": "our label" or null}}.')
    for label in value.values():
        if label is not None and label not in INDEX:
            raise UserError(
                f"{path} maps to {label!r}, which is not one of the classes: {', '.join(CLASSES)}."
            )
    return value


def read_videos(
    items: list[Any], what: str, name: str, form: str, read: Callable[[dict, str], tuple[str, list[Entry]]]
) -> Foreign:
    """A file's events from its list of videos, several of which may be of one game.

    what: how messages call an item. read: (item, its place for messages) -> (game, entries). Raises UserError
    naming the item.
    """
    games: dict[str, tuple[Entry, ...]] = {}
    for number, item in enumerate(items, start=1):
        where = f"{name}, {what} {number}"
        if not isinstance(item, dict):
            raise UserError(f"{where} is not an object.")
        game, entries = read(item, where)
        games[game] = games.get(game, ()) + tuple(entries)
    return Foreign(name, form, games)


def read_events(events: list[Any], where: str, read: Callable[[Any], Entry]) -> list[Entry]:
    """The events of a video, each by `read`. Raises UserError naming the event that it fails for."""
    entries = []
    for number, event in enumerate(events, start=1):
        try:
            entries.append(read(event))
        except FAULTS as error:
            raise fault(error, f"{where}, event {number}") from error
    return entries


def game_and_half(path: str, where: str) -> tuple[str, int | None]:
    """(game, half) that a path of a video or features names; half None when it names no half.

    A path from somebody's disk is cut to league/season/game where the game's folder is of SoccerNet's form.
    Raises UserError for a path that leads outside.
    """
    parts = [part for part in PurePosixPath(path.replace("\\", "/")).parts if part not in ("/", ".")]
    if not parts or any(part == ".." or "\0" in part for part in parts):
        raise UserError(f"{where}: {path!r} names no game.")
    half = None
    if match := _HALF.fullmatch(parts[-1]):
        half, parts = int(match[1]), parts[:-1]
    for index, part in enumerate(parts):
        if is_game_folder(part):
            parts = parts[max(index - 2, 0) : index + 1]
            break
    if not parts or ":" in parts[0]:
        raise UserError(f"{where}: {path!r} names no game.")
    return "/".join(parts), half


def read_entry(value: Any, half: int | None, fps: Any) -> Entry:
    """An event of an OSL file. Time: position_ms, else position (both ms), else frame at fps, else gameTime.

    half: as the file's path says; None takes it from `half` or gameTime. Raises one of FAULTS.
    """
    game_time = parse_game_time(str(value["gameTime"])) if "gameTime" in value else None
    if half is None:
        half = int(value["half"]) if "half" in value else game_time[0] if game_time else None
    if half not in (1, 2):
        raise ValueError("it says no half; name it in the path (1_... or 2_...), in half or in gameTime")
    if "position_ms" in value or "position" in value:
        time_ms = int(value.get("position_ms", value.get("position")))
    elif "frame" in value and fps:
        time_ms = frame_ms(value["frame"], fps)
    elif game_time:
        time_ms = game_time[1]
    else:
        raise ValueError("it has neither position_ms, position, gameTime nor a frame with fps")
    team, visibility = value.get("team"), value.get("visibility")
    return make_entry(half, time_ms, value["label"], value.get("confidence"), team, visibility)


def make_entry(half: int, time_ms: int, label: Any, confidence: Any, team: Any, visibility: Any) -> Entry:
    """An entry of values as a file has them; a team that is unknown is not applicable.

    Raises ValueError for a time before the half and for a confidence of NaN or infinity, which no ranking
    can place.
    """
    if time_ms < 0:
        raise ValueError(f"its time, {time_ms} ms, lies before the start of the half")
    score = None if confidence is None else float(confidence)
    if score is not None and not math.isfinite(score):
        raise ValueError(
            f"confidence {confidence!r} is no number; correct the model's output and export it again"
        )
    return Entry(half, time_ms, str(label), score, team_index(team), visibility != "not shown")


FAULTS = (AttributeError, KeyError, TypeError, ValueError, OverflowError)
"""What reading an entry of another form raises."""


def fault(error: Exception, where: str) -> UserError:
    """One of FAULTS as a message that names the entry."""
    reason = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else error
    return UserError(f"{where}: {reason}.")


def frame_ms(frame: Any, fps: Any) -> int:
    """The first whole millisecond of a frame. Raises ValueError for a rate that is none."""
    rate = float(fps)
    if not 0 < rate < math.inf:
        raise ValueError(f"fps {fps!r} is no frame rate")
    return time_ms_of(int(frame), rate)
