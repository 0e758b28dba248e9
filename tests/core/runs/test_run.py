"""A run in its folder: its description is read and written in its form, its scores are kept by half."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.exceptions import UserError
from core.files import write_json
from core.label_set import LabelSet
from core.model.config import ModelConfig, TrainingConfig
from core.runs.run import Run, StartThreshold
from core.runs.workspace import Workspace
from core.spotting.settings import Settings
from tests.soccernet_v2 import N_CLASSES


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
    faults = [{"model": {"pool": "TEA"}}, {"model": 3}, {"post": {"threshold": 2}}, {"post": {"tea": 1}}]
    faults += [{"fps": fps} for fps in (0, -1, None, "much", [5])]
    for wrong in (*faults, {"features": 3}, {"created": None}):
        with pytest.raises(UserError, match=r"run\.json is not a run's description"):
            described(tmp_path, {**value, **wrong})


RALLIES = LabelSet("tennis", ("serve", "bounce", "hit"), teams=("not applicable", "near", "far"))


def test_a_run_keeps_its_label_set(tmp_path):
    space = Workspace(tmp_path)
    made = space.create("one", "trained", label_set=RALLIES, model=ModelConfig("MAX", label_set=RALLIES))
    assert made.settings == Settings(label_set=RALLIES)
    again = space.run("one")
    assert again == made
    assert again.label_set.teams == RALLIES.teams
    assert json.loads((made.folder / "run.json").read_text())["label_set"]["classes"] == list(RALLIES.classes)
    with pytest.raises(ValueError, match=r"shape \(N, 3\)"):
        made.save_scores("g", 1, np.zeros((7, N_CLASSES), np.float32))
    made.save_scores("g", 1, np.zeros((7, 3), np.float32))
    assert made.scores("g", 1).shape == (7, 3)


def test_a_run_can_take_another_label_set_before_it_has_scores(tmp_path):
    space = Workspace(tmp_path)
    made = space.create("one", "weights", settings=Settings.uniform(threshold=0.5))
    write_json(made.folder / "run.json", {**json.loads((made.folder / "run.json").read_text()), "tea": 1})
    assert space.run("one").save_label_set(RALLIES) == space.run("one")
    assert (space.run("one").label_set, space.run("one").settings) == (RALLIES, Settings(label_set=RALLIES))
    assert json.loads((made.folder / "run.json").read_text())["tea"] == 1


@pytest.mark.parametrize("value", ["tennis", {"classes": ["a", "a"]}, 17])
def test_a_damaged_label_set_is_a_damaged_description(tmp_path, value):
    with pytest.raises(UserError, match=r"run\.json is not a run's description"):
        described(tmp_path, {**json.loads(OLD), "label_set": value})


def test_scores_are_saved_by_part(tmp_path):
    run = Workspace(tmp_path).create("one", "trained")
    scores = np.random.default_rng(0).random((7, N_CLASSES)).astype(np.float32)
    assert run.scores("l/s/g", 1) is None
    assert (run.scored_games(), run.scored_parts("l/s/g")) == (frozenset(), ())
    with pytest.raises(ValueError, match="shape"):
        run.save_game("l/s/g", {1: scores, 2: scores[:, :5]})
    assert run.scored_games() == frozenset()  # all parts of a game, or none
    run.save_game("l/s/g", {2: scores, 10: scores})
    assert (run.scored_games(), run.scored_parts("l/s/g")) == ({"l/s/g"}, (2, 10))
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
