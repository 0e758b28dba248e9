"""`torchrun -m core train` and `predict`: two processes give what one gives, and a dead one ends all."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from core.files import write_json
from core.runs.workspace import Workspace
from tests.conftest import make_root

SETTINGS = ["--clusters", "4", "--epochs", "3", "--batch", "16", "--device", "cpu"]


def launch(processes: int, places, *argv: str) -> subprocess.CompletedProcess:
    root, space = places
    launcher = ["-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    environment = os.environ | {
        "TOUCHLINE_ROOT": str(root),
        "TOUCHLINE_WORKSPACE": str(space),
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, *(launcher if processes > 1 else []), "-m", "core", "--", *argv]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """A root of five games in three splits with an odd number to predict, and a workspace with two runs."""
    folder = tmp_path_factory.mktemp("torchrun")
    names = make_root(folder / "root", 7, minutes=3)
    write_json(folder / "root" / "splits.json", {"train": names[:2], "valid": names[2:4], "test": names[4:]})
    both = folder / "root", folder / "space"
    for processes, name in ((1, "one"), (2, "two")):
        done = launch(processes, both, "train", "--run", name, *SETTINGS, "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["epochs"] == 3  # only the first process prints
    return both


def losses(places, name: str) -> np.ndarray:
    log = Workspace(places[1]).run(name).folder / "log.jsonl"
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    return np.array([[row["train_loss"], row["valid_loss"]] for row in rows])


def test_two_processes_train_as_one(places):
    np.testing.assert_allclose(losses(places, "two"), losses(places, "one"), atol=1e-4)


def test_two_processes_predict_as_one(places):
    """The same run scored by one process and then again by two."""
    run = Workspace(places[1]).run("one")
    assert launch(1, places, "predict", "--run", "one").returncode == 0
    games = sorted(run.scored_games())
    assert len(games) == 3
    alone = {(game, half): run.scores(game, half).copy() for game in games for half in (1, 2)}
    done = launch(2, places, "predict", "--run", "one", "--again", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"scored": 3, "kept": 0, "left_out": []}
    for (game, half), scores in alone.items():
        np.testing.assert_allclose(run.scores(game, half), scores, atol=1e-6)


def test_a_bad_game_is_left_out_once(places):
    root, space = places
    game = sorted(Workspace(space).run("two").folder.parents[2].glob("root/demo_league/*/*"))[-1]
    path = game / "2_ResNET_TF2_PCA512.npy"
    good = path.read_bytes()
    path.write_bytes(good[:-100])
    try:
        done = launch(2, (root, space), "predict", "--run", "two", "--json")
    finally:
        path.write_bytes(good)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["scored"] == 2
    assert len(told["left_out"]) == 1
    assert "truncated" in told["left_out"][0]


def test_a_mistake_ends_all_with_its_sentence(places):
    done = launch(2, places, "train", "--run", "one", *SETTINGS)
    assert done.returncode != 0
    assert "There is a run 'one' already" in done.stderr
