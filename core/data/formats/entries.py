"""Events from the files of other systems: checked entry by entry, their labels mapped to a label set."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.data.games import part_number
from core.data.root_labels import has_halves
from core.events import Events
from core.exceptions import UserError
from core.files import read_json
from core.label_set import NOT_SHOWN, LabelSet
from core.label_sets import SOCCERNET_V2
from core.timebase import MOST_MS, parse_game_time, time_ms_of

LabelMap = Mapping[str, str | None]
"""A label of the file to a class, or to None to leave it out."""
WAYS_OUT = (
    'give a mapping with --map FILE.json, {"their label": "our label", "label to leave out": null}, or their '
    "label set with --label-set"
)
"""For labels that are none of the label set."""


def listed(labels: Mapping[str, int]) -> str:
    """Labels with how often each occurs, the most frequent first, at most twelve."""
    return ", ".join(f"{label[:60]!r} ({number})" for label, number in Counter(labels).most_common(12))


@dataclass(frozen=True)
class Entry:
    """One event as a file has it. part: None where the file names none. confidence: None in label files."""

    part: int | None
    time_ms: int
    label: str
    confidence: float | None = None
    team: str = ""
    visible: bool = True


@dataclass(frozen=True)
class Foreign:
    """A file of another system.

    entries: by game; a game without events keeps its place. videos: what the file says of a game's video, its
    fps among it.
    """

    name: str
    format: str
    entries: Mapping[str, tuple[Entry, ...]]
    videos: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

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

    def labels(self) -> list[list[str]]:
        """The labels of each game's events, as the file has them."""
        return [[entry.label for entry in entries] for entries in self.entries.values()]

    def unknown(self, mapping: LabelMap | None = None, label_set: LabelSet = SOCCERNET_V2) -> dict[str, int]:
        """Labels that are neither of the label set nor mapped, with their counts."""
        counts = Counter(label for labels in self.labels() for label in labels)
        return {
            label: count
            for label, count in counts.most_common()
            if label not in (mapping or {}) and label_set.label_of(label) is None
        }

    def events(self, mapping: LabelMap | None = None, label_set: LabelSet = SOCCERNET_V2) -> Events:
        """Its events under a label set, in the order of games and of each game's list.

        Where no part is named it is the first, but for sets whose games have halves. Raises UserError that
        lists the labels that a mapping has to name, or names the video without a half.
        """
        if unknown := self.unknown(mapping, label_set):
            raise UserError(
                f"{self.name} has labels outside the {len(label_set)} classes of {label_set.name}: "
                f"{listed(unknown)}; {WAYS_OUT}."
            )
        mapping = mapping or {}
        rows = []
        for game, (name, entries) in enumerate(self.entries.items()):
            for entry in entries:
                if (label := mapping.get(entry.label, entry.label)) is None:
                    continue
                if (index := label_set.label_of(label)) is None:
                    raise UserError(
                        f"{self.name}: {entry.label!r} is mapped to {label!r}, which is none of the classes "
                        f"{', '.join(label_set.classes)}."
                    )
                if entry.part is None and has_halves(label_set):
                    raise UserError(
                        f'{self.name}: {name!r} names no half; name it in the path ("<game>/1" or '
                        '"<game>/1_224p.mkv"), in half or in gameTime.'
                    )
                place = (game, entry.part or 1, entry.time_ms)
                team = label_set.team_index(entry.team)
                rows.append((*place, index, team, entry.visible, entry.confidence))
        columns = ("game", "half", "time_ms", "label", "team", "visible", "confidence")
        return Events.from_rows(self.games, rows, *columns, label_set=label_set)


def read_mapping(path: Path | str, label_set: LabelSet | None = SOCCERNET_V2) -> dict[str, str | None]:
    """A mapping of labels from JSON.

    label_set: whose classes it maps to, None for one that is not known yet. Raises UserError naming the file
    and the class that does not exist.
    """
    value = read_json(Path(path).expanduser())
    if not isinstance(value, dict):
        raise UserError(f'{path} must be an object of labels, {{"their label": "our label" or null}}.')
    for label in value.values():
        if label is not None and label_set is not None and label_set.label_of(label) is None:
            raise UserError(
                f"{path} maps to {label!r}, which is not one of the classes: {', '.join(label_set.classes)}."
            )
    return value


def read_videos(
    items: list[Any],
    what: str,
    name: str,
    form: str,
    read: Callable[[dict, str], tuple[str, list[Entry], Mapping[str, Any]]],
) -> Foreign:
    """A file's events from its list of videos, several of which may be of one game.

    what: how messages call an item. read: (item, its place for messages) -> (game, entries, what is said of
    the video). Raises UserError naming the item.
    """
    games: dict[str, tuple[Entry, ...]] = {}
    videos: dict[str, Mapping[str, Any]] = {}
    for number, item in enumerate(items, start=1):
        where = f"{name}, {what} {number}"
        if not isinstance(item, dict):
            raise UserError(f"{where} is not an object.")
        game, entries, video = read(item, where)
        games[game] = games.get(game, ()) + tuple(entries)
        # Parts of one game may differ in length; what they have in common is the game's.
        videos[game] = dict(videos[game].items() & video.items()) if game in videos else video
    return Foreign(name, form, games, videos)


def read_events(events: list[Any], where: str, read: Callable[[Any], Entry]) -> list[Entry]:
    """The events of a video, each by `read`. Raises UserError naming the event that it fails for."""
    entries = []
    for number, event in enumerate(events, start=1):
        try:
            entries.append(read(event))
        except FAULTS as error:
            raise fault(error, f"{where}, event {number}") from error
    return entries


def read_entry(value: Any, part: int | None, fps: Any) -> Entry:
    """An event of an OSL file. Time: position_ms, else position (both ms), else frame at fps, else gameTime.

    part: as the file's path says; None takes it from `half` or gameTime, where they are. Raises one of
    FAULTS.
    """
    game_time = parse_game_time(str(value["gameTime"])) if "gameTime" in value else None
    if part is None:
        part = value.get("half", game_time[0] if game_time else None)
    if "position_ms" in value or "position" in value:
        time_ms = int(value.get("position_ms", value.get("position")))
    elif "frame" in value and fps:
        time_ms = frame_ms(value["frame"], fps)
    elif game_time:
        time_ms = game_time[1]
    else:
        raise ValueError("it has neither position_ms, position, gameTime nor a frame with fps")
    team, visibility = value.get("team"), value.get("visibility")
    return make_entry(part, time_ms, value["label"], value.get("confidence"), team, visibility)


def make_entry(part: Any, time_ms: int, label: Any, confidence: Any, team: Any, visibility: Any) -> Entry:
    """An entry of values as a file has them; part None where it names none.

    Raises ValueError for a part that is none, a time outside of it, and a confidence of NaN or infinity,
    which no ranking can place.
    """
    part = None if part is None else part_number(part)
    if not isinstance(label, str | int):
        raise ValueError(f"label {str(label)[:40]!r} is no text")
    if time_ms < 0:
        raise ValueError(f"its time, {time_ms} ms, lies before the start of the part")
    if time_ms > MOST_MS:
        raise ValueError(f"its time, {str(time_ms)[:40]} ms, is later than any part")
    score = None if confidence is None else float(confidence)
    if score is not None and not math.isfinite(score):
        raise ValueError(
            f"confidence {confidence!r} is no number; correct the model's output and export it again"
        )
    return Entry(part, time_ms, str(label), score, str(team or ""), visibility != NOT_SHOWN)


FAULTS = (AttributeError, KeyError, TypeError, ValueError, OverflowError)
"""What reading an entry of another form raises."""


def fault(error: Exception, where: str) -> UserError:
    """One of FAULTS as a message that names the entry."""
    reason: object = error
    if isinstance(error, KeyError):
        reason = f"{error.args[0]!r} is missing"
    elif isinstance(error, AttributeError | TypeError):
        reason = "it is no object of texts and numbers"
    return UserError(f"{where}: {reason}.")


def frame_ms(frame: Any, fps: Any) -> int:
    """The first whole millisecond of a frame. Raises ValueError for a rate that is none, or no such frame."""
    rate = math.nan if isinstance(fps, bool) else float(fps)
    if not 0 < rate < math.inf:
        raise ValueError(f"fps {fps!r} is no frame rate")
    number = int(frame)
    if abs(number) > MOST_MS:
        raise ValueError(f"frame {str(frame)[:40]} is later than any part")
    return time_ms_of(number, rate)
