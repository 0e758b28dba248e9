"""What the server knows: the data root, the workspace, and ids for their games and runs.

One per process, shared by all sessions and by the HTTP routes, which serve only what is listed here.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from core.data.games import Game
from core.data.root import DataRoot, open_root
from core.files import short_id
from core.paths import root_path, workspace_path
from core.runs.run import Run
from core.runs.workspace import Workspace

_LOOK_AGAIN_S = 3.0
"""Folders are looked at for changes at most this often."""


def file_version(path: Path) -> str:
    """A short digest of a file's size and modification time."""
    stat = path.stat()
    return short_id(f"{stat.st_mtime_ns}-{stat.st_size}")


@dataclass(frozen=True, eq=False)
class Library:
    """A data root with its workspace. stamp: changes when games come, go or get new files."""

    root: DataRoot
    workspace: Workspace
    stamp: str
    by_id: dict[str, Game] = field(default_factory=dict)

    def game(self, game_id: str) -> Game | None:
        """The game of an id, None when the root has none."""
        return self.by_id.get(game_id)

    def runs(self) -> tuple[Run, ...]:
        """The runs that can be read, newest first."""
        return self.workspace.runs()

    def run(self, run_id: str) -> Run | None:
        """The run of an id, None when the workspace has none."""
        return next((run for run in self.runs() if short_id(run.name) == run_id), None)


_lock = threading.Lock()
_held: tuple[tuple[str, str], float, Library] | None = None


def library() -> Library:
    """The library of TOUCHLINE_ROOT and TOUCHLINE_WORKSPACE, looked at again when folders changed.

    Raises UserError when there is no data root.
    """
    global _held
    where = (str(root_path()), str(workspace_path()))
    with _lock:
        now = time.monotonic()
        if _held is not None and _held[0] == where:
            if now - _held[1] < _LOOK_AGAIN_S:
                return _held[2]
            if _stamp(Path(where[0])) == _held[2].stamp:
                _held = (where, now, _held[2])
                return _held[2]
        root = open_root(where[0])
        found = Library(
            root,
            Workspace(where[1]),
            _stamp(Path(where[0])),
            {short_id(game.name): game for game in root.games},
        )
        _held = (where, now, found)
        return found


def forget() -> None:
    """Look at the folders afresh at the next call."""
    global _held
    with _lock:
        _held = None


def _stamp(root: Path) -> str:
    """A digest of the modification times of the root and the folders down to the games'."""
    root = root.expanduser()
    seen = [str(root.resolve())]
    level = [root]
    for depth in range(4):  # the root, leagues, seasons, games
        below: list[Path] = []
        for folder in level:
            try:
                seen.append(str(folder.stat().st_mtime_ns))
                if depth < 3 and folder.is_dir():
                    below += [entry for entry in folder.iterdir() if entry.is_dir()]
            except OSError:
                seen.append("gone")
        level = below
    return short_id("|".join(seen))
