"""Mended labels as files: Labels-v2.json, the rest byte for byte, OSL JSON, and a diff people can read."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from core.classes import INDEX
from core.data.formats.osl import HEAD, osl1_json, osl2_json
from core.data.games import LABELS_FILE, Game
from core.data.labels import Labels, parse_labels, read_truths
from core.data.root import DataRoot
from core.events import Events
from core.exceptions import UserError
from core.files import atomic, parse_json
from core.labels.editor import Desk
from core.labels.journal import JOURNAL_FILE
from core.labels.json_text import digest
from core.labels.open import FOLDER, open_desk
from core.labels.replay import Entry, entries_of
from core.timebase import evaluation_frame, game_time

KEPT_FILE = f"{LABELS_FILE}.original"
"""What the label file of a data root is kept as when mended labels are written over it."""

MENDED = "Judged by the mended labels of this workspace, not the data root's."
"""What must stand with figures that `mended_truths` gave."""


def mended(desk: Desk) -> bytes:
    """The label file with every edit; what is untouched stays byte for byte as it was.

    Moved and new labels stand in order of time. Raises UserError while a conflict is open.
    """
    if desk.conflicts:
        raise UserError(
            f"{len(desk.conflicts)} of the edits of {desk.game.name} are about labels that changed on disk; "
            "say for each what to keep, then export."
        )
    raw, before = desk.raw, entries_of(desk.raw)
    parts: list[tuple[int | None, str, tuple[int, int]]] = []
    loose: list[tuple[int | None, str, tuple[int, int]]] = []
    for key, old in before.items():
        new = desk.state.entries.get(key)
        if new is None:
            continue
        text = (
            raw.edited(old.index, _members(new, old, raw.values[old.index]))
            if new.changed
            else raw.item(old.index)
        )
        moved = (new.half, new.time_ms) != (old.half, old.time_ms)
        (loose if moved else parts).append((None if moved else old.index, text, (new.half, new.time_ms)))
    for key, new in desk.state.entries.items():
        if key not in before:
            loose.append((None, raw.made(_value(new)), (new.half, new.time_ms)))
    for one in sorted(loose, key=lambda part: part[2]):
        place = next((i for i, part in enumerate(parts) if part[2] > one[2]), len(parts))
        parts.insert(place, one)
    return raw.rebuilt([part[:2] for part in parts])


def mended_events(desk: Desk) -> Events:
    """The mended labels as truths; entries that cannot be read are left out, as the explorer does."""
    return _parsed(desk).events


def _parsed(desk: Desk) -> Labels:
    name = desk.root.describe(desk.game.name, LABELS_FILE)
    return parse_labels(parse_json(mended(desk), name), desk.game.name, name)


def mended_truths(workspace: Path | None, root: DataRoot, games: Sequence[Game]) -> Events:
    """The truths of several games, mended where they were edited: figures beside those of the original.

    workspace: where the edits are; None takes the files as they are. Raises UserError as `read_truths` does,
    and while a conflict is open.
    """
    edited = set(edited_games(workspace)) if workspace is not None else set()
    parts = []
    for game in games:
        if game.name not in edited:
            parts.append(read_truths(root, (game,)))
            continue
        labels = _parsed(open_desk(workspace, root, game))
        if labels.problems:
            raise UserError(
                f"{labels.problems[0]} Correct the file; `touchline check` lists all such entries."
            )
        parts.append(labels.events)
    return Events.concat(parts)


def diff(desk: Desk) -> list[str]:
    """A line for each label that differs from the file: - gone, + new, ~ changed; in order of time."""
    before = entries_of(desk.raw)
    lines: list[tuple[tuple[int, int], str]] = []
    for key, old in before.items():
        new = desk.state.entries.get(key)
        if new is None:
            lines.append(((old.half, old.time_ms), f"- {_words(old)}"))
        elif new.values != old.values:
            lines.append(((old.half, old.time_ms), f"~ {_words(old)} -> {_words(new)}{_by(old, new)}"))
    for key, new in desk.state.entries.items():
        if key not in before:
            lines.append(((new.half, new.time_ms), f"+ {_words(new)}"))
    return [text for _, text in sorted(lines)]


def osl_json(desks: Sequence[Desk], form: str = "osl2") -> dict[str, Any]:
    """OSL JSON (osl1, osl2) of mended labels; labels outside the 17 classes stand in it as they are."""
    events = Events.concat([mended_events(desk) for desk in desks])
    value = osl1_json(events) if form == "osl1" else osl2_json(events)
    items = value["videos" if form == "osl1" else "data"]
    name = "annotations" if form == "osl1" else "events"
    place = {(game, half): 2 * index + half - 1 for index, game in enumerate(events.games) for half in (1, 2)}
    known = value["labels"] if form == "osl1" else value["labels"][HEAD]["labels"]
    for desk in desks:
        for entry in desk.entries:
            if entry.half not in (1, 2) or entry.label in INDEX:
                continue
            items[place[desk.game.name, entry.half]][name].append(_osl_event(entry, form))
            if entry.label not in known:
                known.append(entry.label)
    return value


def write_zip(file: BinaryIO, desks: Sequence[Desk]) -> None:
    """A zip of the games' label files, as a data root has them."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for desk in desks:
            archive.writestr(f"{desk.game.name}/{LABELS_FILE}", mended(desk))


def write_into_root(desk: Desk) -> Path:
    """Write mended labels over the data root's file, atomically, with the original kept beside it.

    Returns the path. Raises UserError for a zip, a read-only root, or a file that changed since the desk was
    opened.
    """
    folder = desk.root.path / desk.game.name
    path = folder / LABELS_FILE
    if not desk.root.path.is_dir():
        raise UserError(
            f"{desk.root.path} is a zip, which is never written to; export into a folder instead."
        )
    data, there = mended(desk), desk.root.read(desk.game.name, LABELS_FILE)
    ours = {desk.raw.digest} | {one["sha256"] for one in desk.read.lines if one["op"] == "written"}
    if digest(there) not in ours:
        raise UserError(f"{path} changed on disk meanwhile; open the game again, then write.")
    if not os.access(folder, os.W_OK):
        raise UserError(f"{folder} is read-only; export into another folder instead.")
    kept = folder / KEPT_FILE
    if not kept.exists():
        with atomic(kept) as file:
            file.write(there)
    desk.journal.append({"op": "written", "sha256": digest(data)}, lambda read: None)
    with atomic(path) as file:
        file.write(data)
    return path


def edited_games(workspace: Path) -> tuple[str, ...]:
    """Names of the games that have a journal, in order of name."""
    top = Path(workspace) / FOLDER
    return tuple(sorted(path.parent.relative_to(top).as_posix() for path in top.glob(f"**/{JOURNAL_FILE}")))


def _members(new: Entry, old: Entry, value: dict[str, Any]) -> dict[str, Any]:
    """The members of an annotation that an edit changes, in the types that the file has."""
    members: dict[str, Any] = {}
    if (new.half, new.time_ms) != (old.half, old.time_ms):
        members["gameTime"] = game_time(new.half, new.time_ms)
        whole = "position" not in value and new.time_ms % 1000 == 0
        if not whole:
            plain = isinstance(value.get("position"), int)
            members["position"] = new.time_ms if plain else str(new.time_ms)
    if new.label != old.label:
        members["label"] = new.label
    if new.team != old.team:
        members["team"] = new.team
    if new.visible != old.visible:
        members["visibility"] = _shown(new)
    return members


def _value(entry: Entry) -> dict[str, Any]:
    return {
        "gameTime": game_time(entry.half, entry.time_ms),
        "label": entry.label,
        "position": str(entry.time_ms),
        "team": entry.team,
        "visibility": _shown(entry),
    }


def _osl_event(entry: Entry, form: str) -> dict[str, Any]:
    value = _value(entry)
    if form == "osl1":
        return value
    frame = evaluation_frame(entry.time_ms)
    del value["position"]
    return {"head": HEAD, "position_ms": entry.time_ms, "frame": frame, **value}


def _words(entry: Entry) -> str:
    if entry.half == 0:
        return f"annotation {entry.index + 1}, which cannot be read"
    rest = f"{entry.time_ms % 1000:03d}"
    return f"{game_time(entry.half, entry.time_ms)}.{rest} {entry.label}, {entry.team}, {_shown(entry)}"


def _by(old: Entry, new: Entry) -> str:
    if old.half != new.half or old.time_ms == new.time_ms:
        return ""
    return f" ({(new.time_ms - old.time_ms) / 1000:+.1f} s)"


def _shown(entry: Entry) -> str:
    return "visible" if entry.visible else "not shown"
