"""The whole line on the demo league: simulate, train, predict, evaluate, by the commands that users type."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.cli import main
from core.data.root import open_root
from core.demo.league import make_league
from core.figures import percent
from core.runs.workspace import Workspace

QUICK = ["--clusters", "8", "--epochs", "2", "--batch", "32", "--device", "cpu"]


@pytest.fixture(scope="module")
def league(tmp_path_factory):
    """A demo league of six short matches, and an empty workspace."""
    folder = tmp_path_factory.mktemp("line")
    make_league(folder / "league", games=6, half_s=600)
    return folder / "league", folder / "space"


def run(league, capsys, *argv: str) -> dict:
    root, space = league
    capsys.readouterr()
    assert main([*argv, "--root", str(root), "--workspace", str(space), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_reproduce_runs_on_the_demo_league(league, capsys):
    done = run(league, capsys, "reproduce", *QUICK)
    assert done["simulated"] is True
    assert done["games"] == len(open_root(league[0]).split("test")) > 0
    table = (league[1] / "runs" / "reproduce" / "table.md").read_text()
    assert "(simulated)" in table
    assert "NetVLAD++ paper, best" in table
    assert f"| **Average-mAP** | {percent(done['loose']['a_mAP'])} |" in table


def test_a_second_reproduce_gives_the_same_figures(league, capsys):
    first = run(league, capsys, "reproduce", *QUICK)
    again = run(league, capsys, "reproduce", *QUICK, "--run", "again")
    assert first["loose"] == again["loose"]


def test_scores_have_a_row_per_feature_row(league, capsys):
    run(league, capsys, "reproduce", *QUICK)
    a_run = Workspace(league[1]).run("reproduce")
    for game in open_root(league[0]).split("test"):
        for half in game.parts:
            scores = a_run.scores(game.name, half.number)
            assert len(scores) == len(np.load(half.features["ResNET_TF2_PCA512"], mmap_mode="r"))
            assert 0 <= scores.min() <= scores.max() <= 1


def test_predicting_valid_gives_the_run_an_opening_and_leaves_figures_alone(league, capsys):
    run(league, capsys, "reproduce", *QUICK)
    run(league, capsys, "predict", "--run", "reproduce", "--split", "valid")
    a_run = Workspace(league[1]).run("reproduce")
    assert a_run.start_threshold.split == "valid"
    assert 0 <= a_run.start_threshold.threshold <= 1
    assert not a_run.settings.thresholds.any()
