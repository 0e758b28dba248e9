"""Runs in a workspace: made, found, imported, replaced without loss, and what damage says."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.classes import N_CLASSES
from core.data.formats.results import write_results
from core.data.root import open_root
from core.events import Events
from core.exceptions import UserError
from core.files import write_json
from core.model.config import ModelConfig, TrainingConfig
from core.runs.import_run import import_file
from core.runs.pipeline import choose_features
from core.runs.run import Run, StartThreshold
from core.runs.spots import spots_of
from core.runs.workspace import Workspace
from core.spotting.nms import nms
from core.spotting.settings import Settings


def results(folder, games=("a/b/c", "a/b/d")):
    spots = Events.build(games, [0, 1, 1], 1, [500, 1000, 2000], 3, confidence=[0.9, 0.2, 0.6])
    write_results(folder, spots)
    return spots


def test_a_run_comes_back_as_it_was_made(tmp_path):
    space = Workspace(tmp_path)
    assert space.runs() == ()
    windows = [float(c) for c in range(N_CLASSES)]
    settings = Settings.from_columns({"method": "symmetric", "window_s": windows, "threshold": 0.25})
    made = space.create("one", "trained", seed=3, features="F", model=ModelConfig("MAX"), settings=settings)
    assert space.run("one") == made
    assert space.runs() == (made,)


OLD = """{
  "name": "old",
  "kind": "trained",
  "created": "2026-01-02T03:04:05+00:00",
  "features": "F",
  "fps": 2.0,
  "seed": 3,
  "simulated": false,
  "source": "",
  "model": {
    "pool": "MAX",
    "input_dim": 512,
    "feature_dim": 512,
    "clusters": 64,
    "before_s": 5.0,
    "after_s": 7.5,
    "fps": 2.0,
    "dropout": 0.4,
    "n_classes": 17,
    "background": true,
    "assignment_bias": false
  },
  "training": null,
  "post": {
    "method": "hard",
    "window_s": 20,
    "threshold": [
      0.0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1
    ],
    "smoothing_s": 0.0,
    "floor": 0.001,
    "sigma": 0.5
  },
  "version": "0.1.0",
  "opening": {
    "threshold": 0.31,
    "f1": 0.5,
    "split": "valid",
    "games": 2,
    "tolerance_s": 30.0
  }
}
"""


def described(tmp_path, value) -> Run:
    (tmp_path / "runs" / "old").mkdir(parents=True, exist_ok=True)
    write_json(tmp_path / "runs" / "old" / "run.json", value)
    return Workspace(tmp_path).run("old")


def test_a_description_is_read_and_written_in_its_form(tmp_path):
    run = described(tmp_path, json.loads(OLD))
    assert run.model == ModelConfig("MAX", before_s=5.0)
    assert run.settings.thresholds.tolist() == [0.0, *[0.1] * 16]
    assert run.start_threshold.threshold == 0.31
    run.save()
    assert json.loads((run.folder / "run.json").read_text()) == json.loads(OLD)
    keys = [line.split(":")[0] for line in OLD.splitlines() if '":' in line]
    written = (run.folder / "run.json").read_text()
    assert [line.split(":")[0] for line in written.splitlines() if '":' in line] == keys
    assert '"window_s": 20,' in written


def test_what_a_description_lacks_is_at_its_default_and_what_is_unknown_stays(tmp_path):
    value = {"name": "old", "kind": "trained", "created": "", "model": {"pool": "AVG"}, "tea": 1}
    run = described(tmp_path, value)
    assert (run.model, run.training, run.fps) == (ModelConfig("AVG"), None, 2.0)
    assert (run.model.before_s, run.model.after_s, run.model.fps) == (7.5, 7.5, 2.0)
    assert run.settings == Settings()
    run = described(tmp_path, {**value, "model": {"pool": "AVG", "milk": 2}, "training": {"seed": 4, "x": 1}})
    assert (run.model, run.training) == (ModelConfig("AVG"), TrainingConfig(seed=4))
    run.save_start_threshold(StartThreshold(0.3, 0.5, "valid", 2, 30.0))
    kept = json.loads((run.folder / "run.json").read_text())
    assert (kept["tea"], kept["model"]) == (1, {"pool": "AVG", "milk": 2})
    assert Workspace(tmp_path).run("old").start_threshold.threshold == 0.3
    for wrong in ({"model": {"pool": "TEA"}}, {"model": 3}, {"post": {"threshold": 2}}, {"post": {"tea": 1}}):
        with pytest.raises(UserError, match=r"run\.json is not a run's description"):
            described(tmp_path, {**value, **wrong})


def test_scores_are_saved_by_half(tmp_path):
    run = Workspace(tmp_path).create("one", "trained")
    scores = np.random.default_rng(0).random((7, N_CLASSES)).astype(np.float32)
    assert run.scores("l/s/g", 1) is None
    run.save_scores("l/s/g", 1, scores)
    assert run.scored_games() == frozenset()
    run.save_scores("l/s/g", 2, scores)
    assert run.scored_games() == {"l/s/g"}
    np.testing.assert_array_equal(run.scores("l/s/g", 2), scores)
    with pytest.raises(ValueError, match="shape"):
        run.save_scores("l/s/g", 1, scores[:, :5])


@pytest.mark.parametrize("content", [b"", b"junk", None])
def test_damaged_scores_are_named(tmp_path, content):
    run = Workspace(tmp_path).create("one", "trained")
    run.save_scores("g", 1, np.zeros((7, N_CLASSES), np.float32))
    path = run.scores_path("g", 1)
    if content is None:
        np.save(path, np.zeros((7, 3), np.float32))
    else:
        path.write_bytes(content)
    with pytest.raises(UserError, match=r"1\.npy .*predict"):
        run.scores("g", 1)


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


@pytest.mark.parametrize("target", ["results.zip", "results"])
def test_results_become_a_run_of_spots(tmp_path, target):
    spots = results(tmp_path / target)
    space = Workspace(tmp_path / "space")
    imported = import_file(tmp_path / target, space, "theirs")
    assert imported.games == spots.games
    assert imported.run.kind == "spots"
    assert imported.run.spotted_games() == set(spots.games)
    assert imported.run.spots("a/b/d").confidence.tolist() == [0.2, 0.6]
    games = [type("G", (), {"name": name})() for name in spots.games]
    assert len(spots_of(imported.run, games)) == 3
    assert len(spots_of(imported.run, games, Settings.uniform(threshold=0.5))) == 2


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.csv", b"a,b", "in no known format"),
        ("x.zip", b"PK\x03\x04junk", "not a readable zip"),
        ("x.json", b"", "in no known format"),
    ],
)
def test_what_cannot_be_imported_leaves_nothing(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=sentence):
        import_file(tmp_path / name, Workspace(tmp_path / "space"), "x")
    assert not (tmp_path / "space").exists()


def test_one_bad_file_in_results_leaves_nothing(tmp_path):
    results(tmp_path / "results")
    (tmp_path / "results" / "a/b/c" / "results_spotting.json").write_text("{")
    with pytest.raises(UserError, match="not valid JSON"):
        import_file(tmp_path / "results", Workspace(tmp_path / "space"), "x")
    assert not (tmp_path / "space").exists()
    with pytest.raises(UserError, match="nothing at"):
        import_file(tmp_path / "nowhere", Workspace(tmp_path / "space"), "x")


def test_an_official_checkpoint_becomes_a_run_of_weights(tmp_path):
    import torch

    state = {"fc.weight": torch.zeros(18, 512 * 4), "fc.bias": torch.zeros(18)}
    for side in ("before", "after"):
        state[f"pool_layer_{side}.clusters"] = torch.zeros(512, 2)
        state[f"pool_layer_{side}.clusters2"] = torch.zeros(1, 512, 2)
    path = tmp_path / "model.pth.tar"
    torch.save({"epoch": 3, "state_dict": state, "best_loss": 0.1, "optimizer": {}}, path)
    run = import_file(path, Workspace(tmp_path / "space"), "official").run
    assert (run.kind, run.model.pool, run.model.clusters) == ("weights", "NetVLAD++", 4)
    assert run.weights_path.is_file()


def test_spots_come_from_scores_where_there_are_any(tmp_path, small_root):
    games = open_root(small_root).games
    run = Workspace(tmp_path / "space").create("one", "trained")
    scores = np.random.default_rng(0).random((600, N_CLASSES)).astype(np.float32)
    for game in games[:2]:
        for half in (1, 2):
            run.save_scores(game.name, half, scores)
    config = Settings.uniform(window_s=20.0, threshold=0.3)
    assert len(spots_of(run, games[:2], config)) == 4 * len(nms(scores, 2.0, config))
    with pytest.raises(UserError, match="has no scores of"):
        spots_of(run, games, config)


def test_the_features_to_use(small_root):
    games = open_root(small_root).games
    assert choose_features(games, None) == "ResNET_TF2_PCA512"
    with pytest.raises(UserError, match=r"'Baidu'.*give --features one of: ResNET_TF2_PCA512"):
        choose_features(games, "Baidu")
    with pytest.raises(UserError, match="features of both halves"):
        choose_features([], None)
