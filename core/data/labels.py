"""Labels-v2.json: reading it into Events, entry by entry, and writing it as SoccerNet does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.classes import CLASSES, INDEX, TEAMS, team_index
from core.data.games import LABELS_FILE, Game
from core.data.root import DataRoot
from core.events import Events
from core.exceptions import UserError
from core.files import parse_json, write_json
from core.timebase import MOST_MS, game_time, parse_game_time


@dataclass(frozen=True)
class Labels:
    """The truths of a game, and a sentence for each entry that could not be used.

    problems: entries with a fault that loses an event. unknown: labels outside the 17 classes, with their
    counts; the official evaluator leaves them out, as we do.
    """

    events: Events
    problems: tuple[str, ...] = ()
    unknown: tuple[tuple[str, int], ...] = ()

    def whole(self) -> Events:
        """The events. Raises UserError with the first problem when there is one."""
        if self.problems:
            raise UserError(f"{self.problems[0]} Correct the file; `touchline check` lists all such entries.")
        return self.events


def read_labels(root: DataRoot, game: Game) -> Labels:
    """The labels of a game. Raises UserError naming the file when it is missing or not a label file."""
    name = root.describe(game.name, LABELS_FILE)
    if not game.labelled:
        raise UserError(f"{name} is missing; the game has no labels.")
    return parse_labels(parse_json(root.read(game.name, LABELS_FILE), name), game.name, name)


def parse_labels(value: Any, game: str, name: str) -> Labels:
    """Labels from the parsed JSON of one file; `name` is what messages call it.

    `position` (milliseconds, a string of a whole number) beats `gameTime`; the half comes from `gameTime`.
    """
    entries = value.get("annotations") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        raise UserError(f'{name} has no list "annotations"; it is not a Labels-v2.json file.')
    rows, problems, unknown = [], [], {}
    for number, entry in enumerate(entries, start=1):
        try:
            label = str(entry["label"])
            half, time_ms = parse_game_time(str(entry["gameTime"]))
            time_ms = _milliseconds(entry["position"]) if "position" in entry else time_ms
            if half not in (1, 2):
                raise ValueError(f"half {half} is neither 1 nor 2")
        except (KeyError, TypeError) as error:
            problems.append(f"{name}, annotation {number}: {_missing(error)}")
        except ValueError as error:
            problems.append(f"{name}, annotation {number}: {error}.")
        else:
            if label not in INDEX:
                unknown[label] = unknown.get(label, 0) + 1
                continue
            team, visible = team_index(entry.get("team")), entry.get("visibility") != "not shown"
            rows.append((half, time_ms, INDEX[label], team, visible))
    events = Events.from_rows((game,), rows, "half", "time_ms", "label", "team", "visible")
    return Labels(events, tuple(problems), tuple(unknown.items()))


def read_truths(root: DataRoot, games: tuple[Game, ...], *, strict: bool = True) -> Events:
    """The truths of several games, in their order.

    strict: raise the first problem as UserError; otherwise a game or entry that cannot be read is left out.
    """
    parts = []
    for game in games:
        try:
            labels = read_labels(root, game)
        except UserError:
            if strict:
                raise
            labels = Labels(Events.empty((game.name,)))
        parts.append(labels.whole() if strict else labels.events)
    return Events.concat(parts)


def labels_json(events: Events, meta: dict[str, Any]) -> dict[str, Any]:
    """The Labels-v2.json object of one game's truths, in time order.

    meta: UrlLocal, UrlYoutube, gameHomeTeam, ... put before the annotations as they are.
    """
    columns = (events.half, events.time_ms, events.label, events.team, events.visible)
    rows = sorted(zip(*(column.tolist() for column in columns), strict=True), key=lambda row: row[:2])
    return {
        **meta,
        "annotations": [
            annotation(half, time_ms, CLASSES[label], TEAMS[team], visible)
            for half, time_ms, label, team, visible in rows
        ],
    }


def annotation(half: int, time_ms: int, label: str, team: str, visible: bool) -> dict[str, str]:
    """One annotation of a Labels-v2.json file."""
    return {
        "gameTime": game_time(half, time_ms),
        "label": label,
        "position": str(time_ms),
        "team": team,
        "visibility": visibility(visible),
    }


def visibility(visible: bool) -> str:
    """How label files say whether the broadcast shows an event."""
    return "visible" if visible else "not shown"


def write_labels(path: Path, events: Events, meta: dict[str, Any]) -> None:
    """Write one game's truths as a Labels-v2.json file, atomically."""
    write_json(path, labels_json(events, meta))


def _milliseconds(value: Any) -> int:
    try:
        time_ms = int(value)
    except (OverflowError, TypeError, ValueError):
        raise ValueError(f"position {repr(value)[:40]} is not a whole number of milliseconds") from None
    if time_ms > MOST_MS:
        raise ValueError(f"position {str(value)[:40]} is later than any half")
    if time_ms < 0:
        raise ValueError(f"position {time_ms} lies before the start of the half")
    return time_ms


def _missing(error: Exception) -> str:
    key = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else "the entry is not an object"
    return f"{key}."
