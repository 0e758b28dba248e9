"""Label files: reading one into Events, entry by entry, and writing it as SoccerNet does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.data.games import Game, part_number
from core.data.root import DataRoot
from core.events import Events
from core.exceptions import UserError
from core.files import write_json
from core.label_set import NOT_SHOWN, LabelSet
from core.label_sets import SOCCERNET_V2
from core.timebase import MOST_MS, game_time, parse_game_time

_MOST_SIZE = {"fps": 1000, "num_frames": 10**9, "width": 10**5, "height": 10**5}
VIDEO_KEYS = tuple(_MOST_SIZE)
"""What lists of videos say of each, and label files made of them keep."""


@dataclass(frozen=True)
class Labels:
    """The truths of a game, and a sentence for each entry that could not be used.

    problems: entries with a fault that loses an event. unknown: labels outside the label set, with their
    counts; the official evaluator leaves them out, as we do. video: what the file says of a video by the keys
    of `VIDEO_KEYS`.
    """

    events: Events
    problems: tuple[str, ...] = ()
    unknown: tuple[tuple[str, int], ...] = ()
    video: Mapping[str, Any] = field(default_factory=dict)

    def whole(self) -> Events:
        """The events. Raises UserError with the first problem when there is one."""
        if self.problems:
            raise UserError(f"{self.problems[0]} Correct the file; `touchline check` lists all such entries.")
        return self.events


def read_labels(root: DataRoot, game: Game) -> Labels:
    """The labels of a game. Raises UserError naming the file when it is missing or not a label file."""
    if not game.labelled:
        name = root.describe(game.name, root.label_file)
        raise UserError(f"{name} is missing; the game has no labels.")
    name = root.describe(game.name, game.label_file)
    return parse_labels(root.read_json(game.name, game.label_file), game.name, name, root.label_set)


def parse_labels(value: Any, game: str, name: str, label_set: LabelSet = SOCCERNET_V2) -> Labels:
    """Labels from the parsed JSON of one file; `name` is what messages call it.

    `position` (milliseconds, a string of a whole number) beats `gameTime`; the part comes from `gameTime`.
    """
    entries = value.get("annotations") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        raise UserError(f'{name} has no list "annotations"; it is not a label file.')
    rows, problems, unknown = [], [], {}
    for number, entry in enumerate(entries, start=1):
        try:
            label = str(entry["label"])
            part, time_ms = parse_game_time(str(entry["gameTime"]))
            time_ms = _milliseconds(entry["position"]) if "position" in entry else time_ms
            part_number(part)
        except (KeyError, TypeError) as error:
            problems.append(f"{name}, annotation {number}: {_missing(error)}")
        except ValueError as error:
            problems.append(f"{name}, annotation {number}: {error}.")
        else:
            if (index := label_set.label_of(label)) is None:
                unknown[label] = unknown.get(label, 0) + 1
                continue
            team, unshown = label_set.team_index(entry.get("team")), entry.get("visibility") == NOT_SHOWN
            rows.append((part, time_ms, index, team, not (unshown and label_set.visibility)))
    columns = ("half", "time_ms", "label", "team", "visible")
    events = Events.from_rows((game,), rows, *columns, label_set=label_set)
    return Labels(events, tuple(problems), tuple(unknown.items()), video_facts(value))


def video_facts(value: Mapping[str, Any]) -> dict[str, float]:
    """What parsed JSON says of a video by the keys of `VIDEO_KEYS`; values that cannot be are left out."""
    facts = {key: value[key] for key in VIDEO_KEYS if type(value.get(key)) in (int, float)}
    return {key: number for key, number in facts.items() if 0 < number <= _MOST_SIZE[key]}


def read_truths(root: DataRoot, games: tuple[Game, ...], *, strict: bool = True) -> Events:
    """The truths of several games, in their order.

    strict: raise the first problem as UserError; otherwise a game or entry that cannot be read is left out.
    """
    of_games = []
    for game in games:
        try:
            labels = read_labels(root, game)
        except UserError:
            if strict:
                raise
            labels = Labels(Events.empty((game.name,), root.label_set))
        of_games.append(labels.whole() if strict else labels.events)
    return Events.concat(of_games) if of_games else Events.empty(label_set=root.label_set)


def labels_json(events: Events, meta: dict[str, Any]) -> dict[str, Any]:
    """The object of a label file of one game's truths, in time order.

    meta: UrlLocal, UrlYoutube, gameHomeTeam, ... put before the annotations as they are.
    """
    label_set = events.label_set
    columns = (events.half, events.time_ms, events.label, events.team, events.visible)
    rows = sorted(zip(*(column.tolist() for column in columns), strict=True), key=lambda row: row[:2])
    return {
        **meta,
        "annotations": [
            annotation(
                part,
                time_ms,
                label_set.classes[label],
                label_set.teams[team],
                visible if label_set.visibility else None,
            )
            for part, time_ms, label, team, visible in rows
        ],
    }


def annotation(half: int, time_ms: int, label: str, team: str, visible: bool | None) -> dict[str, str]:
    """One annotation of a label file. half: the number of its part; visible: None leaves it open."""
    value = {"gameTime": game_time(half, time_ms), "label": label, "position": str(time_ms), "team": team}
    return value if visible is None else {**value, "visibility": visibility(visible)}


def visibility(visible: bool) -> str:
    """How label files say whether the broadcast shows an event."""
    return "visible" if visible else NOT_SHOWN


def write_labels(path: Path, events: Events, meta: dict[str, Any]) -> None:
    """Write one game's truths as a label file, atomically."""
    write_json(path, labels_json(events, meta))


def _milliseconds(value: Any) -> int:
    try:
        time_ms = int(value)
    except (OverflowError, TypeError, ValueError):
        raise ValueError(f"position {repr(value)[:40]} is not a whole number of milliseconds") from None
    if time_ms > MOST_MS:
        raise ValueError(f"position {str(value)[:40]} is later than any part")
    if time_ms < 0:
        raise ValueError(f"position {time_ms} lies before the start of the part")
    return time_ms


def _missing(error: Exception) -> str:
    key = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else "the entry is not an object"
    return f"{key}."
