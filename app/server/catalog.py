"""What the server knows: the data root, the workspace, and ids for their games and runs.

One per process, shared by all sessions and by the HTTP routes, which serve only what is listed here.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.data.games import Game
from core.data.label_set_file import chosen_label_set
from core.data.root import ROOT_FILES, DataRoot, open_root
from core.files import short_id
from core.paths import label_set_text, root_path, workspace_path
from core.runs.run import Run
from core.runs.workspace import Workspace

_CHECK_AFTER_S = 3.0
"""Folders are checked for changes at most this often."""


def file_version(path: Path) -> str:
    """A short digest of a file's size and modification time."""
    stat = path.stat()
    return short_id(f"{stat.st_mtime_ns}-{stat.st_size}")


@dataclass(frozen=True, eq=False)
class Catalog:
    """A data root with its workspace. stamp: changes when games come, go or get new files."""

    root: DataRoot
    workspace: Workspace
    stamp: str

    @cached_property
    def by_id(self) -> dict[str, Game]:
        """The games by their ids."""
        return {short_id(game.name): game for game in self.root.games}

    def game(self, game_id: str) -> Game | None:
        """The game of an id, None when the root has none."""
        return self.by_id.get(game_id)

    def runs(self) -> tuple[Run, ...]:
        """The runs that can be read, newest first; those of the root's classes speak of its rule."""
        return tuple(map(self._judged_here, self.workspace.runs()))

    def _judged_here(self, run: Run) -> Run:
        """A run of the root's classes with the root's label set, whatever rule its file was written with."""
        return run.for_root(self.root) if run.label_set.same_classes(self.root.label_set) else run

    def run(self, run_id: str) -> Run | None:
        """The run of an id, None when the workspace has none."""
        return next((run for run in self.runs() if short_id(run.name) == run_id), None)


_lock = threading.Lock()
_current: Catalog | None = None
_places: tuple[Path, Path, str | None]
_checked_s = 0.0


def open_catalog() -> Catalog:
    """The catalog of TOUCHLINE_ROOT and TOUCHLINE_WORKSPACE, read again when they or the label set changed.

    Raises UserError when there is no data root.
    """
    global _current, _places, _checked_s
    places, now = (root_path(), workspace_path(), label_set_text()), time.monotonic()
    with _lock:
        changed = _current is None or places != _places
        if changed or now - _checked_s >= _CHECK_AFTER_S:
            root, workspace, label_set = places
            if changed or _stamp(_current.root.path, label_set) != _current.stamp:
                opened = open_root(root, chosen_label_set(label_set))
                _current = Catalog(opened, Workspace(workspace), _stamp(opened.path, label_set))
            _places, _checked_s = places, now
        return _current


def forget_catalog() -> None:
    """Read the folders again at the next call."""
    global _current
    with _lock:
        _current = None


def _stamp(root: Path, label_set: str | None) -> str:
    """A digest of the modification times of the root, its own files and the folders down to the games'.

    label_set: its name or file, as it is given.
    """
    parts = [str(root.resolve()), str(label_set)]
    files = [*(root / name for name in ROOT_FILES), *([Path(label_set).expanduser()] if label_set else [])]
    parts += [str(path.stat().st_mtime_ns) for path in files if path.is_file()]
    level = [root]
    for depth in range(4):  # the root, leagues, seasons, games
        below: list[Path] = []
        for folder in level:
            try:
                parts.append(str(folder.stat().st_mtime_ns))
                if depth < 3 and folder.is_dir():
                    below += [entry for entry in folder.iterdir() if entry.is_dir()]
            except OSError:
                parts.append("gone")
        level = below
    return short_id("|".join(parts))
