"""Where the match view opens a run: chosen on valid, saved beside its settings, no figure made with it."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from core.data.labels import read_truths
from core.data.root import open_root
from core.events import Events
from core.exceptions import UserError
from core.files import write_json
from core.metric.matching import match
from core.metric.operating import combined_curve, operating_curves
from core.runs.run import StartThreshold
from core.runs.spots import spots_of
from core.runs.start_threshold import best_start_threshold, save_start_threshold
from core.runs.workspace import Workspace
from core.spotting.settings import Settings
from tests.app.league import bumpy_scores
from tests.conftest import make_root
from tests.soccernet_v2 import N_CLASSES


@pytest.fixture
def league(tmp_path):
    """(root, run): two games of valid and one of test, scores of all, every spot kept."""
    names = make_root(tmp_path / "root", 3, minutes=3, features=False)
    write_json(tmp_path / "root" / "splits.json", {"train": [], "valid": names[:2], "test": names[2:]})
    root = open_root(tmp_path / "root")
    run = Workspace(tmp_path / "space").create("a", "trained", settings=Settings.uniform(window_s=10.0))
    rng = np.random.default_rng(3)
    for game in root.games:
        truths = read_truths(root, (game,))
        for half in (1, 2):
            run.save_scores(game.name, half, bumpy_scores(truths, half, 360, rng))
    return root, run


def test_all_classes_together_are_the_sum_of_each(league):
    root, run = league
    games = root.split("valid")
    truths, spots = read_truths(root, games), spots_of(run, games)
    curves = operating_curves(truths, spots, 30.0)
    whole = combined_curve(curves)
    assert np.all(np.diff(whole.threshold) < 0)
    assert whole.n_spots[-1] == sum(curve.n_spots[-1] for curve in curves)
    for threshold in (0.0, 0.05, 0.3, 0.61, 0.99):
        hits = sum(int(curve.hits[curve.threshold >= threshold][-1:].sum()) for curve in curves)
        found = sum(int(curve.n_spots[curve.threshold >= threshold][-1:].sum()) for curve in curves)
        point = whole.at(threshold)
        assert point.f1 == pytest.approx(2 * hits / (found + len(truths)))


def test_the_opening_is_the_best_f1_of_all_steps(league):
    root, run = league
    games = root.split("valid")
    truths, spots = read_truths(root, games), spots_of(run, games)
    found = best_start_threshold(truths, spots)
    f1 = []
    for step in range(101):
        counts = match(truths, spots[spots.confidence >= step / 100], 30.0).counts()
        hits, false, missed = (int(counts[:, column].sum()) for column in range(3))
        f1.append(2 * hits / max(1, 2 * hits + false + missed))
    assert found.f1 == pytest.approx(max(f1))
    assert found.threshold == int(np.argmax(f1)) / 100 > 0
    assert (found.split, found.games, found.tolerance_s) == ("valid", 2, 30.0)


def test_it_is_saved_with_the_run_and_changes_no_figure(league):
    root, run = league
    before = spots_of(run, root.games)
    opened = save_start_threshold(root, run)
    again = Workspace(run.folder.parents[1]).run("a")
    assert again.start_threshold == opened.start_threshold is not None
    assert again.settings == run.settings
    after = spots_of(again, root.games)
    assert after.confidence.tolist() == before.confidence.tolist()
    assert save_start_threshold(root, again) is again, "nothing to write"


def test_no_opening_without_valid_or_with_a_threshold_of_its_own(league):
    root, run = league
    cut = replace(run, settings=Settings.uniform(threshold=0.2))
    assert save_start_threshold(root, cut).start_threshold is None
    for part in (1, 2):
        run.scores_path(root.split("valid")[0].name, part).unlink()
    assert save_start_threshold(root, run).start_threshold is None
    nothing = Events.empty(("a",))
    assert best_start_threshold(nothing, nothing) is None
    spot = Events.build(("a",), 0, 1, [1000], N_CLASSES - 1, confidence=[0.5])
    assert best_start_threshold(nothing, spot) is None


def test_old_and_damaged_descriptions(league):
    _, run = league
    path, space = run.folder / "run.json", Workspace(run.folder.parents[1])
    value = json.loads(path.read_text())
    del value["opening"]
    write_json(path, value)
    assert space.run("a").start_threshold is None
    whole = vars(StartThreshold(0.3, 0.5, "valid", 2, 30.0))
    for wrong in ({"threshold": 0.3}, {**whole, "threshold": 7}, "0.3"):
        write_json(path, {**value, "opening": wrong})
        with pytest.raises(UserError, match=r"run\.json is not a run's description"):
            space.run("a")
