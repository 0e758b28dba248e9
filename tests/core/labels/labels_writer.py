"""A process whose children write edits until they are killed; each edit that was promised is told on stdout.

Reads "go" lines on stdin: each starts a child (told as "pid N"), and "dead" follows when it has been killed.
The system calls that write are cut into small ones, so that a kill may fall into the middle of a line.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from core.data.root import open_root
from core.labels import journal
from core.labels.open import open_editor

WRITE = os.write


class _SlowOs:
    """The os module, but writing 8 bytes at a time."""

    def __getattr__(self, name: str):
        return getattr(os, name)

    @staticmethod
    def write(handle: int, data: memoryview) -> int:
        time.sleep(2e-4)  # a line takes some milliseconds: many a kill comes in its middle
        return WRITE(handle, data[:8])


def child(root_path: str, space: str, game: str) -> None:
    journal.os = _SlowOs()
    root = open_root(root_path)
    editor = open_editor(Path(space), root, root.game(game))
    while True:
        count = editor.revision
        if count % 5 == 4:
            editor = editor.note("n" * (count * 37 % 900 + 1))
        elif count % 7 == 6 and editor.can_undo:
            editor = editor.undo()
        elif count % 7 == 0 and editor.can_redo:
            editor = editor.redo()
        else:
            editor = editor.add(1 + count % 2, 1000 * (count % 5000), "Goal")
        WRITE(1, f"saved {editor.revision}\n".encode())


def main() -> None:
    for line in sys.stdin:
        if line.strip() != "go":
            return
        pid = os.fork()
        if pid == 0:
            child(*sys.argv[1:])
        WRITE(1, f"pid {pid}\n".encode())
        os.waitpid(pid, 0)
        WRITE(1, b"dead\n")


if __name__ == "__main__":
    main()
