"""The command line as tests use it: on a root and workspace of their own, for JSON, text or a complaint."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from core.cli import main
from core.data.labels import read_truths
from core.data.root import DataRoot, open_root
from core.demo.made_scores import make_scores
from core.files import write_json
from core.runs.run import Run
from core.runs.workspace import Workspace
from tests.conftest import make_root


def use_places(
    folder: Path, monkeypatch: pytest.MonkeyPatch, splits: dict[str, int], **options: Any
) -> tuple[DataRoot, Workspace]:
    """A new root with so many games in each split and an empty workspace, both named by the environment."""
    names = make_root(folder / "root", sum(splits.values()), **options)
    remaining = list(names)
    lists = {split: [remaining.pop(0) for _ in range(games)] for split, games in splits.items()}
    write_json(folder / "root" / "splits.json", lists)
    monkeypatch.setenv("TOUCHLINE_ROOT", str(folder / "root"))
    monkeypatch.setenv("TOUCHLINE_WORKSPACE", str(folder / "space"))
    return open_root(folder / "root"), Workspace(folder / "space")


def save_scores(run: Run, root: DataRoot, games: Sequence[str], seed: int = 0, minutes: int = 5) -> None:
    """Give a run made scores of these games, as long as their halves of so many minutes."""
    for number, name in enumerate(games):
        truths = read_truths(root, (root.game(name),))
        for half in (1, 2):
            run.save_scores(name, half, make_scores(truths, half, minutes * 120, 2.0, seed + number))


def printed(capsys: pytest.CaptureFixture, *argv: str) -> str:
    """The standard output of a command that succeeds."""
    capsys.readouterr()
    assert main(list(argv)) == 0
    return capsys.readouterr().out


def output(capsys: pytest.CaptureFixture, *argv: str) -> dict:
    """The JSON object that a command prints."""
    return json.loads(printed(capsys, *argv))


def complaint(capsys: pytest.CaptureFixture, *argv: str) -> str:
    """The one line of a command that fails with exit status 1."""
    capsys.readouterr()
    assert main(list(argv)) == 1
    lines = [line for line in capsys.readouterr().err.split("\n") if line.startswith("touchline")]
    assert len(lines) == 1
    return lines[0]
