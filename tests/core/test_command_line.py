"""Lines to paste: run by a shell in another folder they do what they say, whatever the paths are called."""

from __future__ import annotations

import argparse
import importlib
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from core.cli import COMMANDS
from core.command_line import WITHOUT_ROOT, WITHOUT_WORKSPACE, command, explorer
from core.runs.workspace import Workspace
from tests.conftest import make_root

REPOSITORY = Path(__file__).resolve().parents[2]


def paste(line: str, folder: Path) -> subprocess.CompletedProcess:
    """The line in a shell that was opened in a folder, without the variables of this one."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOUCHLINE_")}
    environment["PYTHONPATH"] = str(REPOSITORY)  # the tests run without an installation too
    return subprocess.run(
        ["sh", "-c", line],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A root of one game and a workspace whose paths a shell would take apart, named by the environment."""
    root, space = tmp_path / "Anna's data $HOME", tmp_path / 'the "workspace" & more'
    game = make_root(root, 1)[0]
    Workspace(space).create("one", "trained")
    monkeypatch.setenv("TOUCHLINE_ROOT", str(root))
    monkeypatch.setenv("TOUCHLINE_WORKSPACE", str(space))
    (tmp_path / "elsewhere").mkdir()
    return root, space, game


@pytest.mark.parametrize("script", [True, False], ids=["script", "module"])
def test_a_pasted_line_runs_from_any_folder(places, tmp_path, monkeypatch, script):
    folder = tmp_path / "an environment"
    folder.mkdir()
    starts = {"python": ""} | ({"touchline": "-m core "} if script else {})
    for name, words in starts.items():
        (folder / name).write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {words}"$@"\n')
        (folder / name).chmod(0o755)
    monkeypatch.setattr("sys.executable", str(folder / "python"))
    line = command("check", "--quick")
    assert line.startswith(shlex.quote(str(folder / ("touchline" if script else "python"))))
    done = paste(line, tmp_path / "elsewhere")
    assert (done.returncode, done.stderr) == (0, "Checking ...\n")
    assert "1 game, 0 faults" in done.stdout


def test_a_line_goes_to_the_root_and_workspace_in_use(places, tmp_path):
    root, space, game = places
    done = paste(command("predict", "--run", "one", "--game", game), tmp_path / "elsewhere")
    assert done.stderr.splitlines()[-1].startswith("touchline predict: Run 'one' has no weights")
    done = paste(command("labels", "diff"), tmp_path / "elsewhere")
    assert (done.returncode, done.stdout) == (0, "No labels were edited.\n")
    given = shlex.split(command("train", "--run", "x", workspace="ws"))
    assert given[-4:] == ["--root", str(root), "--workspace", str(Path("ws").resolve())]
    assert shlex.split(command("download", "--root", "here"))[-2:] == ["--root", "here"]
    assert f"TOUCHLINE_WORKSPACE={space}" in shlex.split(explorer())


def test_the_explorer_opens_from_any_folder(places, tmp_path):
    done = paste(explorer() + " --port 0", tmp_path / "elsewhere")
    assert (done.returncode, done.stderr) == (1, "touchline: 0 is no port; give one from 1 to 65535.\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_line_names_root_and_workspace_where_the_command_takes_them(name):
    parser = argparse.ArgumentParser()
    importlib.import_module(f"core.commands.{name}_").add_arguments(parser)
    text = parser.format_help()
    if name == "labels":
        text = parser._subparsers._group_actions[0].choices["diff"].format_help()
    assert ("--root" in text) == (name not in WITHOUT_ROOT - {"demo"})
    assert ("--workspace" in text) == (name not in WITHOUT_WORKSPACE)
