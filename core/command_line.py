"""Command lines to show: pasted into a shell they run as they are, from any folder."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from core.paths import root_path, workspace_path

WITHOUT_ROOT = frozenset({"bench", "demo", "evaluate"})
"""Commands that read no data root by --root: `demo --root` is a folder to make."""
WITHOUT_WORKSPACE = frozenset({"bench", "check", "download"})


def command(name: str, *words: str, root: str | None = None, workspace: str | None = None) -> str:
    """The shell-quoted line that runs a command on the data root and workspace in use.

    words: the command's arguments. root, workspace: as the user gave them; None takes the environment's.
    """
    line = [*_touchline(), name, *words]
    if name not in WITHOUT_ROOT and "--root" not in words:
        line += ["--root", str(root_path(root, workspace))]
    if name not in WITHOUT_WORKSPACE:
        line += ["--workspace", str(workspace_path(workspace))]
    return shlex.join(line)


def explorer(root: str | None = None) -> str:
    """The shell-quoted line that opens the explorer on a data root (default: the one in use)."""
    places = [f"TOUCHLINE_ROOT={root or root_path()}", f"TOUCHLINE_WORKSPACE={workspace_path()}"]
    return shlex.join(["env", *places, sys.executable, "-m", "app"])


def _touchline() -> list[str]:
    """The script beside this interpreter; without it, the interpreter with the module."""
    script = Path(sys.executable).with_name("touchline")
    return [str(script)] if script.is_file() else [sys.executable, "-m", "core"]
