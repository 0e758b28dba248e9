"""Where data and runs are when nobody says: TOUCHLINE_ROOT and TOUCHLINE_WORKSPACE, else the demo league."""

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
