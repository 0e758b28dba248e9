"""What an edit may hold: checked before it goes into a journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.classes import CLASSES, INDEX, TEAMS
from core.exceptions import UserError
from core.labels.replay import FIELDS

MAX_HALF_MS = 2 * 3600 * 1000
"""The longest half; the evaluator's grid ends there too."""


def checked_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a label in their types. Raises UserError naming the first that is impossible."""
    if "half" in values and values["half"] not in (1, 2):
        raise UserError(f"Half {values['half']} is neither 1 nor 2.")
    if "time_ms" in values and not 0 <= int(values["time_ms"]) <= MAX_HALF_MS:
        raise UserError(f"{values['time_ms']} ms is no time of a half; give 0 to 7,200,000.")
    if "label" in values and values["label"] not in INDEX:
        raise UserError(f"{values['label']!r} is none of the classes: {', '.join(CLASSES)}.")
    if "team" in values and values["team"] not in TEAMS:
        raise UserError(f"{values['team']!r} is no team; give {', '.join(TEAMS)}.")
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
