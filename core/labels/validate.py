"""What an edit may hold: checked before it goes into a journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.exceptions import UserError
from core.label_set import LabelSet
from core.label_sets import MOST_PARTS
from core.labels.replay import FIELDS


def checked_values(values: Mapping[str, Any], label_set: LabelSet) -> dict[str, Any]:
    """Fields of a label in their types. Raises UserError naming the first that is impossible."""
    most_ms = int(label_set.rule.minutes * 60_000)  # where the evaluation's grid ends
    if "half" in values and values["half"] not in range(1, MOST_PARTS + 1):
        raise UserError(f"Part {values['half']} of a game is none of 1 to {MOST_PARTS}.")
    if "time_ms" in values and not 0 <= int(values["time_ms"]) <= most_ms:
        raise UserError(f"{values['time_ms']} ms is no time of a part; give 0 to {most_ms:,}.")
    if "label" in values and values["label"] not in label_set:
        raise UserError(f"{values['label']!r} is none of the classes: {', '.join(label_set.classes)}.")
    if "team" in values and values["team"] not in label_set.teams:
        raise UserError(f"{values['team']!r} is no team; give {', '.join(label_set.teams)}.")
    types = {"half": int, "time_ms": int, "label": str, "team": str, "visible": bool}
    return {key: types[key](values[key]) for key in FIELDS if key in values}


def about(moment: Mapping[str, Any] | None) -> dict[str, Any]:
    """The member of a journal line that names the error an edit is about; none for None."""
    return {} if moment is None else {"moment": moment_key(moment)}


def moment_key(moment: Mapping[str, Any]) -> dict[str, Any]:
    """An error by half, time_ms, label and kind."""
    return {
        "half": int(moment["half"]),
        "time_ms": int(moment["time_ms"]),
        "label": str(moment["label"]),
        "kind": str(moment["kind"]),
    }
