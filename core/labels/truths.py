"""Labels in an editor as truths, each with the id by which a view shows it and an edit names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.events import Events
from core.label_set import LabelSet
from core.label_sets import MOST_PARTS
from core.labels.editor import LabelEditor
from core.labels.replay import Entry, entries_of


def truths_with_ids(editor: LabelEditor) -> tuple[Events, tuple[str, ...]]:
    """The labels of the label set as truths in order of time, and the id of each.

    They are those of `mended.mended_events`: what cannot be read or is of another class is left out.
    """
    label_set, rows, ids = editor.label_set, [], []
    for entry in editor.entries:
        if is_known(entry, label_set):
            label, team = label_set.label_of(entry.label), label_set.team_index(entry.team)
            rows.append((entry.half, entry.time_ms, label, team, entry.visible))
            ids.append(entry.id)
    columns = ("half", "time_ms", "label", "team", "visible")
    return Events.from_rows((editor.game.name,), rows, *columns, label_set=label_set), tuple(ids)


def is_known(entry: Entry, label_set: LabelSet) -> bool:
    """Whether a label can be read and is of the label set."""
    in_part = entry.half in range(1, MOST_PARTS + 1) and entry.time_ms >= 0
    return in_part and label_set.label_of(entry.label) is not None


def label_id(editor: LabelEditor, moment: Mapping[str, Any], reach_ms: int) -> str | None:
    """The id of the label that an error is about; None where there is none.

    The error's truth (half, truth_ms, truth_label), wherever an edit moved it since; for an error without one
    the nearest label of its class at most reach_ms away.
    """
    label_set = editor.label_set

    def class_of(entry: Entry) -> str | None:
        label = label_set.label_of(entry.label)
        return None if label is None else label_set.classes[label]

    if moment.get("truth_ms") is not None:
        truth = (moment["half"], moment["truth_ms"], moment["truth_label"])
        for key, entry in entries_of(editor.raw).items():
            if (entry.half, entry.time_ms, class_of(entry)) == truth:
                return key if key in editor.state.entries else None
    near = [
        (abs(entry.time_ms - moment["time_ms"]), entry.id)
        for entry in editor.entries
        if (entry.half, class_of(entry)) == (moment["half"], moment["label"])
    ]
    gap, key = min(near, default=(reach_ms + 1, None))
    return key if gap <= reach_ms else None


def labels_near(editor: LabelEditor, half: int, time_ms: int, reach_ms: int) -> tuple[Entry, ...]:
    """The labels of a half at most reach_ms from a time, of all classes, in order of time."""
    return tuple(
        entry for entry in editor.entries if entry.half == half and abs(entry.time_ms - time_ms) <= reach_ms
    )
