"""Named settings in a workspace: settings/<name>.json, with their origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.exceptions import UserError
from core.files import read_json, write_json
from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2
from core.runs.workspace import Workspace, checked_name, is_name
from core.spotting.settings import Settings


@dataclass(frozen=True)
class SavedSettings:
    """Settings under a name. origin: run, objective, tuned_on, tuned_on_test, ... of tuned ones."""

    name: str
    settings: Settings
    created: str = ""
    origin: Mapping[str, Any] = field(default_factory=dict)


def settings_names(workspace: Workspace) -> tuple[str, ...]:
    """The names of a workspace's settings."""
    folder = workspace.path / "settings"
    return tuple(sorted(path.stem for path in folder.glob("*.json") if is_name(path.stem)))


def load_settings(workspace: Workspace, name: str, label_set: LabelSet = SOCCERNET_V2) -> SavedSettings:
    """The settings of a name, for the classes of a label set.

    Raises UserError when there are none, their file is no settings file, or they are of other classes.
    """
    path = _path(workspace, name)
    if not path.is_file():
        known = ", ".join(settings_names(workspace)) or "none yet; `touchline tune --save NAME` makes some"
        raise UserError(f"There are no settings {name!r} in {workspace.path}; the settings are: {known}.")
    value = read_json(path)
    settings, origin = Settings.from_dict(value, str(path), label_set), value.get("origin")
    origin = origin if isinstance(origin, dict) else {}
    return SavedSettings(name, settings, str(value.get("created", "")), origin)


def save_settings(
    workspace: Workspace,
    name: str,
    settings: Settings,
    origin: Mapping[str, Any] | None = None,
    *,
    replace: bool = False,
) -> SavedSettings:
    """Save settings under a name. Raises UserError when the name is taken and replace is not set."""
    path = _path(workspace, name)
    if path.exists() and not replace:
        raise UserError(f"There are settings {name!r} already; choose another name, or add --replace.")
    saved = SavedSettings(name, settings, datetime.now(UTC).isoformat(timespec="seconds"), dict(origin or {}))
    write_json(path, {"created": saved.created, "origin": saved.origin, **settings.to_dict()})
    return saved


def _path(workspace: Workspace, name: str) -> Path:
    return workspace.path / "settings" / f"{checked_name(name, 'settings')}.json"
