"""What TOUCHLINE_ROOT, TOUCHLINE_WORKSPACE and TOUCHLINE_LABEL_SET say, else the demo league."""

from __future__ import annotations

import os
from pathlib import Path

DEMO_ROOT = "demo-league"
"""The demo league's folder inside the workspace."""
DEMO_RUN = "demo"
"""The run that `demo` trains."""


def workspace_path(given: str | None = None) -> Path:
    """The workspace folder: as given, else TOUCHLINE_WORKSPACE, else `workspace` in the current folder."""
    return Path(given or os.environ.get("TOUCHLINE_WORKSPACE") or "workspace").expanduser().resolve()


def root_path(given: str | None = None, workspace: str | None = None) -> Path:
    """The data root: as given, else TOUCHLINE_ROOT, else the demo league in the workspace."""
    path = given or os.environ.get("TOUCHLINE_ROOT")
    return Path(path).expanduser().resolve() if path else workspace_path(workspace) / DEMO_ROOT


def label_set_text(given: str | None = None) -> str | None:
    """The label set to read labels as: as given, else TOUCHLINE_LABEL_SET; None to let the data root tell."""
    return given or os.environ.get("TOUCHLINE_LABEL_SET") or None
