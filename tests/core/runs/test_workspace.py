"""Runs in a workspace: names, replacement without loss, broken runs beside good ones."""

from __future__ import annotations

import json

import pytest

from core.exceptions import UserError
from core.runs.workspace import Workspace


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a b", "x" * 101])
def test_names_that_cannot_be_folders(tmp_path, name):
    with pytest.raises(UserError, match="cannot name a run"):
        Workspace(tmp_path).create(name, "trained")


def test_a_taken_name_is_refused_and_replace_loses_nothing(tmp_path):
    space = Workspace(tmp_path)
    space.create("one", "trained", seed=1)
    with pytest.raises(UserError, match="already"):
        space.create("one", "trained")
    space.create("one", "trained", seed=2, replace=True)
    assert space.run("one").seed == 2
    (old,) = (tmp_path / "replaced").iterdir()
    assert json.loads((old / "run.json").read_text())["seed"] == 1


def test_a_broken_run_never_hides_the_others(tmp_path):
    space = Workspace(tmp_path)
    space.create("good", "trained")
    for name, text in (("cut", "{"), ("list", "[]"), ("empty", "{}")):
        (tmp_path / "runs" / name).mkdir()
        (tmp_path / "runs" / name / "run.json").write_text(text)
    assert [run.name for run in space.runs()] == ["good"]
    assert len(space.broken_runs()) == 3
    with pytest.raises(UserError, match="the runs are: cut, empty, good, list"):
        space.run("nothing")


def test_a_workspace_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="file"):
        Workspace(tmp_path / "file").create("one", "trained")
