"""The command line end to end on a small root: figures, files, exit status, one line for mistakes."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.cli import COMMANDS, main
from core.command_line import command
from core.data.root import open_root
from core.files import write_json
from core.runs.workspace import Workspace
from tests.core.command_line import complaint, output, use_places


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A root of four small games in three splits, and an empty workspace; both named by the environment."""
    root, space = use_places(tmp_path, monkeypatch, {"train": 2, "valid": 1, "test": 1})
    return root.path, space.path


TRAIN = ("train", "--run", "one", "--clusters", "4", "--epochs", "2", "--device", "cpu")


def test_the_main_line(places, capsys, tmp_path):
    """train, predict, spot, evaluate: the figures of the last are those of the run's spots."""
    trained = output(capsys, *TRAIN, "--json")
    assert (trained["run"], trained["epochs"]) == ("one", 2)
    assert len((places[1] / "runs/one/log.jsonl").read_text().splitlines()) == 2
    assert output(capsys, "predict", "--run", "one", "--json")["scored"] == 1
    assert output(capsys, "predict", "--run", "one", "--json")["kept"] == 1
    out = str(tmp_path / "results.zip")
    spots = output(capsys, "spot", "--run", "one", "--window", "20", "--out", out, "--json")
    assert spots["games"] == 1
    figures = output(capsys, "evaluate", "--labels", str(places[0]), "--predictions", out, "--json")
    assert figures.pop("passed_over") == {"labels": 0, "predictions": 0}
    assert set(figures) == {
        f"a_mAP{part}{view}" for part in ("", "_per_class") for view in ("", "_visible", "_unshown")
    }
    assert len(figures["a_mAP_per_class"]) == 17
    back = output(capsys, "import", "--run", "again", out, "--json")
    assert back == {"run": "again", "kind": "spots", "games": 1}


def test_resume_goes_on_and_replace_starts_again(places, capsys):
    assert main(list(TRAIN)) == 0
    assert command("predict", "--run", "one") in capsys.readouterr().out
    assert "already" in complaint(capsys, *TRAIN)
    assert output(capsys, "train", "--run", "one", "--resume", "--epochs", "3", "--json")["epochs"] == 3
    assert output(capsys, *TRAIN, "--replace", "--json")["epochs"] == 2
    assert "give one of them" in complaint(capsys, *TRAIN, "--replace", "--resume")


def test_reproduce_writes_the_table_beside_the_published_rows(places, capsys, tmp_path):
    done = output(
        capsys, "reproduce", "--clusters", "4", "--epochs", "2", "--out", str(tmp_path / "out"), "--json"
    )
    assert done["games"] == 1
    assert {"train", "predict", "nms and evaluation"} == set(done["seconds"])
    assert done["training"]["seed"] == 0
    assert len(done["published"]) == 3
    table = (tmp_path / "out" / "table.md").read_text()
    for part in ("53.3", "50.7", "50.6", "Penalty", "Seed 0", "torch"):
        assert part in table
    assert json.loads((tmp_path / "out" / "table.json").read_text()) == done


def test_a_bad_game_is_named_or_left_out(places, capsys):
    root, _ = places
    game = open_root(root).split("train")[0].name
    np.save(root / game / "1_ResNET_TF2_PCA512.npy", np.full((600, 512), np.nan, np.float32))
    assert "NaN or infinity" in complaint(capsys, *TRAIN)
    assert not (places[1] / "runs").exists()
    assert output(capsys, *TRAIN, "--skip-bad", "--json")["epochs"] == 2
    assert "has 1 fault" in complaint(capsys, "check")
    capsys.readouterr()
    assert main(["check", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["games"], report["faults"]) == (4, 1)
    assert "1_ResNET_TF2_PCA512.npy" in report["findings"][0]["sentence"]


def test_mistakes_get_one_line(places, capsys, tmp_path):
    root, _ = places
    (tmp_path / "empty").mkdir()
    labels = ("evaluate", "--labels", str(root), "--predictions")
    for sentence, argv in {
        "There is no data root": ("check", "--root", str(tmp_path / "nowhere")),
        "holds no games": ("check", "--root", str(tmp_path / "empty")),
        "File name too long": ("check", "--root", "x" * 5000),
        "no results at": (*labels, str(tmp_path / "nowhere.zip")),
        "lacks 1 of 1 games": (*labels, str(tmp_path / "empty")),
        "no labelled game of the split 'challenge'": (*labels, str(root), "--split", "challenge"),
        "There is no run 'x'": ("predict", "--run", "x"),
        "no game 'x'": ("predict", "--run", "x", "--game", "x"),
        "cannot name a run": (*TRAIN[:2], "../x"),
        "CUDA": (*TRAIN[:-1], "cuda"),
        "in no known format": ("import", "--run", "x", str(root / "splits.json")),
    }.items():
        if "CUDA" in sentence and _cuda():
            continue
        if sentence.startswith("no game"):
            Workspace(places[1]).create("x", "trained")
        assert sentence in complaint(capsys, *argv), argv
    assert not (places[1] / "runs" / "one").exists()  # no mistake leaves a run behind


def _cuda() -> bool:
    import torch

    return torch.cuda.is_available()


def test_results_never_go_into_the_data_root(places, capsys):
    output(capsys, *TRAIN, "--json")
    output(capsys, "predict", "--run", "one", "--json")
    inside = str(places[0] / "results.zip")
    assert "never written to" in complaint(capsys, "spot", "--run", "one", "--out", inside)


def test_missing_results_can_be_allowed(places, capsys, tmp_path):
    output(capsys, *TRAIN, "--json")
    output(capsys, "predict", "--run", "one", "--json")
    out = str(tmp_path / "r")
    output(capsys, "spot", "--run", "one", "--out", out, "--json")
    argv = ("evaluate", "--labels", str(places[0]), "--predictions", out, "--split", "all")
    assert "--allow-missing" in complaint(capsys, *argv)
    assert "a_mAP" in output(capsys, *argv, "--allow-missing", "--json")


def test_the_workspace_cannot_be_written(places, capsys, tmp_path):
    (tmp_path / "file").write_text("")
    assert "file" in complaint(capsys, *TRAIN, "--workspace", str(tmp_path / "file"))


def test_ctrl_c_says_that_finished_work_is_kept(places, capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("core.commands.predict_.predict", interrupted)
    Workspace(places[1]).create("one", "trained")
    assert main(["predict", "--run", "one"]) == 130
    assert "Stopped; finished work is kept" in capsys.readouterr().err


def test_usage(capsys):
    assert main([]) == 2
    for name in COMMANDS:
        with pytest.raises(SystemExit) as done:
            main([name, "--help"])
        assert done.value.code == 0
        assert f"usage: touchline {name}" in capsys.readouterr().out
    with pytest.raises(SystemExit) as done:
        main(["train", "--pool", "nothing"])
    assert done.value.code == 2


def test_what_is_there_is_not_written_over_unasked(places, capsys, tmp_path):
    output(capsys, *TRAIN, "--json")
    output(capsys, "predict", "--run", "one", "--json")
    spot = ("spot", "--run", "one", "--out")
    (tmp_path / "mine.zip").write_text("precious")
    assert "exists already" in complaint(capsys, *spot, str(tmp_path / "mine.zip"))
    assert "no folder" in complaint(capsys, *spot, str(tmp_path / "typo" / "r.zip"))
    assert (tmp_path / "mine.zip").read_text() == "precious"
    assert output(capsys, *spot, str(tmp_path / "mine.zip"), "--replace", "--json")["games"] == 1


def test_evaluate_says_what_is_odd(places, capsys, tmp_path):
    """A game that splits.json names but is gone, confidences out of range, results and labels swapped."""
    root, _ = places
    game = open_root(root).split("test")[0].name
    entry = {"gameTime": "1 - 0:1", "label": "Goal", "position": "1000", "half": "1"}
    entries = [entry | {"confidence": value} for value in ("nan", "7.5")]
    write_json(tmp_path / "r" / game / "results_spotting.json", {"predictions": entries})
    argv = ("evaluate", "--labels", str(root), "--predictions")
    assert main([*argv, str(tmp_path / "r")]) == 0
    notes = capsys.readouterr().err
    assert "as officially: 1 spot with a confidence below 0 or no number" in notes
    assert "as officially: 1 spot with a confidence above 1" in notes
    assert "swapped" in complaint(
        capsys, "evaluate", "--labels", str(tmp_path / "r"), "--predictions", str(root), "--split", "all"
    )
    write_json(root / "splits.json", {"test": [game, "gone/away/game"]})
    assert "1 fault" in complaint(capsys, "check")
    assert main([*argv, str(tmp_path / "r")]) == 0
    assert "1 of the 2 test games have labels here" in capsys.readouterr().err


def test_a_game_is_found_by_a_part_of_its_name(places, capsys):
    Workspace(places[1]).create("one", "trained")
    assert "did you mean" in complaint(capsys, "predict", "--run", "one", "--game", "Reds 3 - 0")
    assert "no weights to predict with" in complaint(capsys, "predict", "--run", "one")


@pytest.mark.parametrize("argument", ["--window", "--epochs", "--before", "--clusters"])
def test_arguments_that_cannot_be_are_named_as_they_were_given(places, capsys, argument):
    assert argument in complaint(capsys, "train", "--run", "x", argument, "-3")
