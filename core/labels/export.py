"""Mended labels as files: label files in a zip or in the data root, OSL JSON, and a diff people can read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.data.formats.osl import HEAD, of_parts, osl1_json, osl2_json
from core.data.labels import annotation, visibility
from core.events import Events
from core.exceptions import UserError
from core.files import write_bytes
from core.label_set import LabelSet
from core.labels.editor import LabelEditor
from core.labels.json_text import digest
from core.labels.mended import mended_events, mended_file
from core.labels.replay import Entry, entries_of
from core.labels.truths import is_known
from core.timebase import evaluation_frame, game_time

ORIGINAL = ".original"
"""Added to the name of a data root's own label file after mended labels were written over it."""


def diff(editor: LabelEditor) -> list[str]:
    """A line for each label that differs from the file: - gone, + new, ~ changed; in order of time."""
    before, after = entries_of(editor.raw), editor.state.entries
    lines: list[tuple[tuple[int, int], str]] = []
    for key in before | after:
        old, new = before.get(key), after.get(key)
        place = ((old or new).half, (old or new).time_ms)
        if new is None:
            lines.append((place, f"- {_line(old)}"))
        elif old is None:
            lines.append((place, f"+ {_line(new)}"))
        elif new.values != old.values:
            lines.append((place, f"~ {_line(old)} -> {_line(new)}{_shift(old, new)}"))
    return [text for _, text in sorted(lines)]


def osl_json(editors: Sequence[LabelEditor], form: str = "osl2") -> dict[str, Any]:
    """OSL JSON (osl1, osl2) of mended labels; labels outside the label set stand in it as they are."""
    events = Events.concat([mended_events(editor) for editor in editors])
    value = osl1_json(events) if form == "osl1" else osl2_json(events)
    items = value["videos" if form == "osl1" else "data"]
    name = "annotations" if form == "osl1" else "events"
    place = {(game, half): index for index, (game, half, _) in enumerate(of_parts(events))}
    labels = value["labels"] if form == "osl1" else value["labels"][HEAD]["labels"]
    for editor in editors:
        for entry in editor.entries:
            if is_known(entry, events.label_set) or (editor.game.name, entry.half) not in place:
                continue
            items[place[editor.game.name, entry.half]][name].append(_osl_event(entry, form, events.label_set))
            if entry.label not in labels:
                labels.append(entry.label)
    return value


def label_files(editors: Sequence[LabelEditor]) -> list[tuple[str, bytes]]:
    """The games' label files with their paths in a data root."""
    return [(f"{editor.game.name}/{editor.label_set.label_file}", mended_file(editor)) for editor in editors]


def write_into_root(editor: LabelEditor) -> Path:
    """Write mended labels over the data root's file, atomically, with the original kept beside it.

    Returns the path. Raises UserError for a zip, a read-only root, or a file that changed since the editor
    was opened.
    """
    folder = editor.root.path / editor.game.name
    filename = editor.label_set.label_file
    path = folder / filename
    if not editor.root.path.is_dir():
        raise UserError(
            f"{editor.root.path} is a zip, which is never written to; export into a folder instead."
        )
    data, on_disk = mended_file(editor), editor.root.read(editor.game.name, filename)
    written = {line["sha256"] for line in editor.content.lines if line["op"] == "written"}
    if digest(on_disk) not in {editor.raw.digest} | written:
        raise UserError(f"{path} changed on disk meanwhile; open the game again, then write.")
    if not os.access(folder, os.W_OK):
        raise UserError(f"{folder} is read-only; export into another folder instead.")
    original = folder / f"{filename}{ORIGINAL}"
    if not original.exists():
        write_bytes(original, on_disk)
    editor.journal.append({"op": "written", "sha256": digest(data)}, lambda content: None)
    write_bytes(path, data)
    return path


def _osl_event(entry: Entry, form: str, label_set: LabelSet) -> dict[str, Any]:
    value = annotation(**entry.values)
    if form == "osl1":
        return value
    frame = evaluation_frame(entry.time_ms, label_set.rule)
    del value["position"]
    return {"head": HEAD, "position_ms": entry.time_ms, "frame": frame, **value}


def _line(entry: Entry) -> str:
    if entry.half == 0:
        return f"annotation {entry.index + 1}, which cannot be read"
    time = f"{game_time(entry.half, entry.time_ms)}.{entry.time_ms % 1000:03d}"
    return f"{time} {entry.label}, {entry.team}, {visibility(entry.visible)}"


def _shift(old: Entry, new: Entry) -> str:
    if old.half != new.half or old.time_ms == new.time_ms:
        return ""
    return f" ({(new.time_ms - old.time_ms) / 1000:+.1f} s)"
