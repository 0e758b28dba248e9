"""A data set of three classes at 5 frames a second, one part a game: from training to figures; mistakes."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import torch

from core.cli import main
from core.data.labels import write_labels
from core.data.root import open_root
from core.events import Events
from core.files import write_json
from core.label_set import LabelSet
from core.model.checkpoint import load_network
from core.runs.workspace import Workspace
from tests.conftest import make_root
from tests.core.command_line import complaint, output, printed

RALLIES = LabelSet("tennis", ("serve", "bounce", "hit"), teams=("not applicable", "near", "far"))
NAME, FPS, MINUTES, DIM = "clip_5fps", 5, 3, 12
SPLITS = {"train": 3, "valid": 2, "test": 2}
TRAIN = ("train", "--run", "one", "--clusters", "4", "--window", "4", "--batch", "16")
TRAIN += ("--lr", "0.01", "--device", "cpu", "--epochs", "2")
LONGER = (*TRAIN[:-1], "12")


def make_rallies(root, name: str = NAME, fps: float = FPS) -> None:
    """Games of one part whose classes can be told: each adds its own direction around its events."""
    rng = np.random.default_rng(1)
    directions = np.random.default_rng(0).normal(size=(3, DIM)) * 3
    splits: dict[str, list[str]] = {}
    for split, games in SPLITS.items():
        for number in range(games):
            game = f"open/2020/{split} {number}"
            splits.setdefault(split, []).append(game)
            times = np.arange(4, MINUTES * 60 - 3, 8) * 1000 + rng.integers(
                -2000, 2000, (MINUTES * 60 - 7 + 7) // 8
            )
            label = rng.integers(0, 3, len(times))
            events = Events.build((game,), 0, 1, times, label, label_set=RALLIES)
            write_labels(root / game / "Labels-v2.json", events, {"UrlLocal": game})
            features = rng.normal(size=(int(MINUTES * 60 * fps), DIM)).astype(np.float32)
            for time_ms, of_class in zip(times, label, strict=True):
                row = int(time_ms * fps / 1000)
                features[max(row - int(fps), 0) : row + int(fps)] += directions[of_class]
            np.save(root / game / f"1_{name}.npy", features)
    write_json(root / "splits.json", splits)
    write_json(root / "classes.json", RALLIES.to_json())


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Such a root and an empty workspace, both named by the environment; training in one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # so small a network only loses time when two share it
    make_rallies(tmp_path / "root")
    monkeypatch.setenv("TOUCHLINE_ROOT", str(tmp_path / "root"))
    monkeypatch.setenv("TOUCHLINE_WORKSPACE", str(tmp_path / "space"))
    yield tmp_path / "root", tmp_path / "space"
    torch.set_num_threads(threads)


def test_the_main_line_with_three_classes_at_five_frames_a_second(places, capsys, tmp_path):
    root, space = places
    assert output(capsys, *LONGER, "--json")["epochs"] == 12
    run = Workspace(space).run("one")
    assert (run.fps, run.model.fps, run.model.n_outputs, run.model.window_frames) == (5, 5, 4, 20)
    assert (run.label_set, run.settings.label_set) == (RALLIES, RALLIES)
    assert load_network(run.weights_path).config.label_set.teams == RALLIES.teams
    for split in ("valid", "test"):
        assert output(capsys, "predict", "--run", "one", "--split", split, "--json")["scored"] == 2
    game = open_root(root).split("test")[0].name
    assert run.scored_parts(game) == (1,)
    assert run.scores(game, 1).shape == (MINUTES * 60 * FPS, 3)
    out = str(tmp_path / "results.zip")
    assert output(capsys, "spot", "--run", "one", "--window", "4", "--out", out, "--json")["games"] == 2
    figures = output(capsys, "evaluate", "--labels", str(root), "--predictions", out, "--json")
    assert len(figures["a_mAP_per_class"]) == 3
    assert figures["a_mAP"] > 0.6
    tuned = output(capsys, "tune", "--run", "one", "--methods", "hard", "--save", "best", "--json")
    assert list(tuned["settings"]["classes"]) == list(RALLIES.classes)
    compared = output(capsys, "compare", "one", "one@best", "--resamples", "5", "--json")
    assert "one@best" in json.dumps(compared)
    assert set(output(capsys, "errors", "--run", "one", "--json")["confusion"]) >= set(RALLIES.classes)
    assert output(capsys, "train", "--run", "one", "--resume", "--epochs", "13", "--json")["epochs"] == 13


def test_reproduce_on_another_set_has_no_published_columns(places, capsys, tmp_path):
    done = output(capsys, "reproduce", *TRAIN[3:], "--out", str(tmp_path / "out"), "--json")
    assert done["published"] == []
    table = (tmp_path / "out" / "table.md").read_text()
    assert "serve" in table
    assert "Penalty" not in table


def test_another_label_set_is_refused_by_both_names(places, capsys, tmp_path):
    """A run of tennis on a root of SoccerNet-v2."""
    _, space = places
    output(capsys, *TRAIN, "--json")
    output(capsys, "predict", "--run", "one", "--json")
    make_root(tmp_path / "soccer", 1, minutes=1)
    other = ("--root", str(tmp_path / "soccer"), "--split", "all")
    np.save(next((tmp_path / "soccer").glob("*/*/*")) / f"1_{NAME}.npy", np.ones((300, DIM), np.float32))
    for argv in (
        ("predict", "--run", "one", *other),
        ("spot", "--run", "one", "--out", str(tmp_path / "x.zip"), *other),
        ("errors", "--run", "one", *other),
        ("compare", "one", *other),
        ("tune", "--run", "one", *other[:2], "--on", "all"),
    ):
        says = complaint(capsys, *argv)
        assert "soccernet-v2 (17 classes" in says, argv
        assert "run 'one' of tennis (3 classes" in says, argv
    assert not (tmp_path / "x.zip").exists()
    assert Workspace(space).run("one").label_set == RALLIES


def test_labels_outside_the_set_are_said(places, capsys):
    root, _ = places
    write_json(root / "classes.json", RALLIES.to_json() | {"classes": list(RALLIES.classes[:2])})
    capsys.readouterr()
    assert main([*TRAIN]) == 0
    lost = re.search(r"Labels outside .* are not learned: 'hit' \(\d+\)", capsys.readouterr().err)
    assert lost
    assert main(["predict", "--run", "one"]) == 0
    assert main(["spot", "--run", "one", "--split", "test", "--out", str(root.parent / "s.zip")]) == 0
    assert main(["evaluate", "--labels", str(root), "--predictions", str(root.parent / "s.zip")]) == 0
    assert "labels that are no class of" in capsys.readouterr().err


def test_features_of_another_rate_are_refused(places, capsys):
    root, _ = places
    output(capsys, *TRAIN, "--json")
    write_json(root / f"{NAME}.json", {"fps": 10})
    says = complaint(capsys, "predict", "--run", "one")
    assert f"come at 10 rows a second ({root / NAME}.json), but run 'one' takes 5 a second" in says
    assert output(capsys, "predict", "--run", "one", "--fps", "5", "--json")["scored"] == 2
    again = ("train", "--run", "one", "--epochs", "3", "--resume")
    assert "but run 'one' takes 5 a second" in complaint(capsys, *again)
    assert "come at 2 rows a second (--fps)" in complaint(capsys, *again, "--fps", "2")
    assert " predict --run one --fps 5 " in printed(capsys, *again, "--fps", "5")


@pytest.mark.parametrize("fps", ["0", "-5", "fast", "nan", "100"])
def test_a_rate_that_is_none_is_one_sentence(places, capsys, fps):
    for argv in (("check",), TRAIN, ("predict", "--run", "one")):
        if argv[0] == "predict":
            Workspace(places[1]).create("one", "trained")
        assert f"--fps gives '{fps}'" in complaint(capsys, *argv, f"--fps={fps}")
    assert "0.1 to 60" in complaint(capsys, "check", "--fps", fps) if fps != "-5" else True


def test_two_rates_are_one_sentence(places, capsys):
    root, space = places
    game = open_root(root).split("train")[1].name
    write_json(root / game / f"{NAME}.json", {"fps": 2})
    says = complaint(capsys, *TRAIN)
    assert "train 0" in says
    assert f"2 rows a second ({root / game / NAME}.json) in" in says
    assert not (space / "runs").exists()
    assert output(capsys, *TRAIN, "--fps", "5", "--json")["epochs"] == 2


def test_a_wrong_rate_is_said_before_hours_of_work(places, capsys):
    root, _ = places
    write_json(root / f"{NAME}.json", {"fps": 2})
    assert main([*TRAIN, "--window", "15"]) == 0
    notes = capsys.readouterr().err
    assert notes.count("Note: ") == 1
    assert "only to 02:5" in notes
    assert "give --fps 5" in notes
    assert "So it is with 4 parts more" in notes
    assert main(["predict", "--run", "one"]) == 0
    assert capsys.readouterr().err.count("give --fps 5") == 1
    assert main([*TRAIN, "--replace", "--fps", "5"]) == 0
    assert "Note" not in capsys.readouterr().err


def test_parts_without_features_stay_out_and_are_said(places, capsys):
    root, space = places
    game = open_root(root).split("train")[0].name
    np.save(root / game / f"2_{NAME}.npy", np.ones((60, DIM), np.float32))
    np.save(root / game / "2_other.npy", np.ones((60, DIM), np.float32))
    (root / game / f"1_{NAME}.npy").unlink()
    assert main([*TRAIN, "--features", NAME]) == 0
    assert (
        f"1 part of games has no features {NAME} and stay out, the first part 1 of {game!r}"
        in capsys.readouterr().err
    )
    test = open_root(root).split("test")[0].name
    (root / test / f"1_{NAME}.npy").rename(root / test / f"3_{NAME}.npy")
    assert output(capsys, "predict", "--run", "one", "--json")["scored"] == 2
    assert Workspace(space).run("one").scored_parts(test) == (3,)
