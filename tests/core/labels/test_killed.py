"""A process that writes edits is killed at 100 random points: at most the edit being written is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.data.root import open_root
from core.labels.export import diff
from core.labels.journal import Journal
from core.labels.mended import mended_file
from core.labels.open import open_editor
from core.labels.replay import history
from tests.conftest import make_root

KILLS = 100
WRITER = Path(__file__).with_name("labels_writer.py")


@pytest.fixture
def writer(tmp_path):
    """(process that forks writers, its root, its workspace, the game)"""
    (game,) = make_root(tmp_path / "root", 1, features=False)
    argv = [sys.executable, str(WRITER), str(tmp_path / "root"), str(tmp_path / "space"), game]
    env = {**os.environ, "PYTHONPATH": str(WRITER.parents[3])}
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env) as process:
        yield process, tmp_path / "root", tmp_path / "space", game
        process.stdin.close()


def test_killed_at_a_hundred_random_points(writer):
    process, root_path, space, game = writer
    root = open_root(root_path)
    journal = Journal(open_editor(space, root, root.game(game)).journal.folder)
    rng, torn, before = random.Random(7), 0, ()
    for kill in range(KILLS):
        promised, told = _run_and_kill(process, rng)
        there = journal.read()  # raises where anything but the last line is damaged
        torn += bool(there.broken)
        assert there.lines[: len(before)] == before, "a line that stood was lost or changed"
        assert there.revision >= max(promised, len(before)), "an edit said to be saved is gone"
        least = promised if told else len(before)
        assert there.revision <= least + 2  # the edit being written, and the file it is on before the first
        assert [line["revision"] for line in there.lines] == list(range(1, there.revision + 1))
        before = there.lines
        print(
            f"kill {kill + 1:3}: {told:3} edits said to be saved, journal at revision {there.revision}, "
            f"{len(there.broken)} bytes of an unfinished line"
        )
    editor = open_editor(space, root, root.game(game)).add(1, 1, "Goal")
    assert journal.read().broken == b""
    assert len(editor.state.done) == len(history(before)[0]) + 1
    assert len(diff(editor)) == sum(line["op"] == "add" for line in editor.state.done)
    assert mended_file(editor)
    assert torn, "no kill came in the middle of a line, so the test says nothing of such lines"
    print(f"{KILLS} kills, {torn} in the middle of a line, {editor.revision} lines, none lost")


def _run_and_kill(process: subprocess.Popen, rng: random.Random) -> tuple[int, int]:
    """(the last revision said to be saved or 0, how many were) of a writer killed after a random while."""
    process.stdin.write("go\n")
    process.stdin.flush()
    lines = []
    while not (line := process.stdout.readline()).startswith("pid "):
        assert line, "the writer ended by itself"
        lines.append(line)
    time.sleep(rng.uniform(0, 0.05))
    os.kill(int(line.split()[1]), signal.SIGKILL)
    while (line := process.stdout.readline()) != "dead\n":
        lines.append(line)
    saved = [int(line.split()[1]) for line in lines if line.startswith("saved ")]
    return (saved[-1] if saved else 0), len(saved)
