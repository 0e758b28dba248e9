"""The labels of a game after its journal: every edit applied to the file that it was made on.

An undo takes the last edit back, a redo makes it again, an edit forgets what was undone. All are lines of the
journal, so both reach back without limit and past a restart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.label_set import NO_TEAM, NOT_SHOWN
from core.labels.journal import Line
from core.labels.json_text import RawLabels
from core.timebase import MOST_MS, parse_game_time

MENDING = ("add", "move", "change", "delete")
MARKS = ("note", "confirm")
FIELDS = ("half", "time_ms", "label", "team", "visible")
SAME_MS = 2000
"""A deleted label that is gone from a changed file counts as deleted there, unless another of its class is
this near: then somebody moved it."""


@dataclass(frozen=True)
class Entry:
    """One label. index: its place in the file, None for an added one; changed: whether an edit touched it.

    label, team: as in the file, so labels outside the label set stay. half: 0 for an annotation that cannot
    be read, which stays as it is and cannot be edited.
    """

    id: str
    index: int | None
    half: int
    time_ms: int
    label: str
    team: str
    visible: bool
    changed: bool = False

    @property
    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in FIELDS}


@dataclass(frozen=True)
class Conflict:
    """An edit whose label is no longer in the file as it was when the edit was made.

    was: the label's fields before the edit; values: those that the edit changes.
    """

    id: str
    op: str
    was: Mapping[str, Any]
    values: Mapping[str, Any]


@dataclass
class LabelState:
    """Labels by id after some lines.

    done, undone: the edits that can be undone and made again; marks: notes and confirmations, in order.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    deleted: dict[str, Entry] = field(default_factory=dict)
    done: list[Line] = field(default_factory=list)
    undone: list[Line] = field(default_factory=list)
    marks: list[Line] = field(default_factory=list)
    conflicts: dict[str, Conflict] = field(default_factory=dict)


def history(lines: Iterable[Line]) -> tuple[list[Line], list[Line]]:
    """Edits that hold, and edits undone, the next to redo last; each with `base`, the digest of its file."""
    done: list[Line] = []
    undone: list[Line] = []
    base = ""
    for line in lines:
        if line["op"] == "file":
            base = line["sha256"]
        elif line["op"] == "undo" and done:
            undone.append(done.pop())
        elif line["op"] == "redo" and undone:
            done.append(undone.pop())
        elif line["op"] in MENDING + MARKS:
            done.append({**line, "base": base})
            undone.clear()
    return done, undone


def replay(lines: Iterable[Line], raw: RawLabels) -> LabelState:
    """The labels of a file after all lines."""
    lines = tuple(lines)
    done, undone = history(lines)
    state = LabelState(entries_of(raw), done=done, undone=undone)
    kept = {line["id"]: line["keep"] for line in lines if line["op"] == "resolve"}
    original = dict(state.entries)
    for line in done:
        if line["op"] in MARKS:
            state.marks.append(line)
        else:
            _apply(line, state, original if line["base"] != raw.digest else {}, kept)
    return state


def entries_of(raw: RawLabels) -> dict[str, Entry]:
    """The annotations of a file by id; one that cannot be read has half 0."""
    entries = {}
    for index, (key, value) in enumerate(zip(raw.ids, raw.values, strict=True)):
        try:
            half, time_ms = parse_game_time(str(value["gameTime"]))
            time_ms = int(value.get("position", time_ms))
            label, team = str(value["label"]), str(value.get("team", NO_TEAM))
            visible = value.get("visibility") != NOT_SHOWN
            if abs(time_ms) > MOST_MS:
                raise ValueError(time_ms)
            entries[key] = Entry(key, index, half, time_ms, label, team, visible)
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
            entries[key] = Entry(key, index, 0, 0, "", NO_TEAM, True)
    return entries


def _apply(line: Line, state: LabelState, changed: Mapping[str, Entry], kept: Mapping[str, str]) -> None:
    """changed: the labels of the file where it is not the one that the edit was made on, else none."""
    key, values = line["id"], line.get("values", {})
    if line["op"] == "add":
        if not _contains(changed, values):
            state.entries[key] = Entry(key, None, **values, changed=True)
        return
    entry = state.entries.get(key)
    if entry is None:
        was = {name: line["was"][name] for name in FIELDS}
        if _applied(line["op"], was, {**was, **values}, changed):
            state.conflicts.pop(key, None)
            return
        if kept.get(key) == "mine" and line["op"] != "delete":
            state.entries[key] = Entry(key, None, **{**was, **values}, changed=True)
        elif key not in kept:
            state.conflicts[key] = Conflict(key, line["op"], was, values)
        return
    if line["op"] == "delete":
        state.deleted[key] = state.entries.pop(key)
    else:
        state.entries[key] = replace(entry, **values, changed=True)


def _contains(entries: Mapping[str, Entry], values: Mapping[str, Any]) -> bool:
    return any(entry.values == values for entry in entries.values())


def _applied(op: str, was: Mapping, after: Mapping, original: Mapping[str, Entry]) -> bool:
    """Whether a changed file already has an edit."""
    if op != "delete":
        return _contains(original, after)
    return not any(
        (entry.half, entry.label) == (was["half"], was["label"])
        and abs(entry.time_ms - was["time_ms"]) <= SAME_MS
        for entry in original.values()
    )
