"""Labels as mended: a label file with every edit, and its labels as truths."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.data.games import Game
from core.data.labels import Labels, annotation, parse_labels, read_truths, visibility
from core.data.root import DataRoot
from core.events import Events
from core.exceptions import UserError
from core.files import parse_json
from core.labels.editor import LabelEditor
from core.labels.journal import JOURNAL_FILE
from core.labels.open import FOLDER, open_editor
from core.labels.replay import Entry, entries_of
from core.timebase import game_time

MENDED = "Judged by the mended labels of this workspace, not the data root's."
"""What must stand with figures that `mended_truths` gave."""


def mended_file(editor: LabelEditor) -> bytes:
    """The label file with every edit; what is untouched stays byte for byte as it was.

    Moved and new labels stand in order of time. Raises UserError while a conflict is open.
    """
    if editor.conflicts:
        raise UserError(
            f"{len(editor.conflicts)} of the edits of {editor.game.name} are about labels that changed on "
            "disk; say for each what to keep, then export."
        )
    raw, before = editor.raw, entries_of(editor.raw)
    # Each: the place in the original file or None, the text, and half and time.
    parts: list[tuple[int | None, str, tuple[int, int]]] = []
    moved_or_new: list[tuple[int | None, str, tuple[int, int]]] = []
    for key, old in before.items():
        new = editor.state.entries.get(key)
        if new is None:
            continue
        text = raw.annotation(old.index)
        if new.changed:
            text = raw.edited_annotation(old.index, _changes(new, old, raw.values[old.index]))
        if (new.half, new.time_ms) == (old.half, old.time_ms):
            parts.append((old.index, text, (new.half, new.time_ms)))
        else:
            moved_or_new.append((None, text, (new.half, new.time_ms)))
    for key, new in editor.state.entries.items():
        if key not in before:
            moved_or_new.append((None, raw.new_annotation(annotation(**new.values)), (new.half, new.time_ms)))
    for part in sorted(moved_or_new, key=lambda part: part[2]):
        place = next((i for i, later in enumerate(parts) if later[2] > part[2]), len(parts))
        parts.insert(place, part)
    return raw.with_annotations([part[:2] for part in parts])


def mended_events(editor: LabelEditor) -> Events:
    """The mended labels as truths; entries that cannot be read are left out, as the explorer does."""
    return _parsed(editor).events


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
        parts.append(_parsed(open_editor(workspace, root, game)).whole())
    return Events.concat(parts) if parts else Events.empty(label_set=root.label_set)


def edited_games(workspace: Path) -> tuple[str, ...]:
    """Names of the games that have a journal, in order of name."""
    top = Path(workspace) / FOLDER
    return tuple(sorted(path.parent.relative_to(top).as_posix() for path in top.glob(f"**/{JOURNAL_FILE}")))


def _parsed(editor: LabelEditor) -> Labels:
    name = editor.root.describe(editor.game.name, editor.label_set.label_file)
    value = parse_json(mended_file(editor), name)
    return parse_labels(value, editor.game.name, name, editor.label_set)


def _changes(new: Entry, old: Entry, value: dict[str, Any]) -> dict[str, Any]:
    """The members of an annotation that an edit changes, in the types that the file has."""
    changes: dict[str, Any] = {}
    if (new.half, new.time_ms) != (old.half, old.time_ms):
        changes["gameTime"] = game_time(new.half, new.time_ms)
        if "position" in value or new.time_ms % 1000:  # gameTime alone has whole seconds
            is_number = isinstance(value.get("position"), int)
            changes["position"] = new.time_ms if is_number else str(new.time_ms)
    if new.label != old.label:
        changes["label"] = new.label
    if new.team != old.team:
        changes["team"] = new.team
    if new.visible != old.visible:
        changes["visibility"] = visibility(new.visible)
    return changes
