"""The Tuning page: the figures equal core's, settings live in the URL, bad input is a sentence."""

from __future__ import annotations

import shutil
import time

import numpy as np
import pytest

from app.state.settings_text import pinned, read_pin
from core.data.labels import read_truths
from core.data.root import open_root
from core.figures import percent, points
from core.label_sets import SOCCERNET_V2
from core.metric.evaluation import evaluate
from core.runs.spots import split_scores
from core.runs.workspace import Workspace
from core.spotting.class_settings import ClassSettings
from core.spotting.methods import TITLES
from core.spotting.settings import Settings
from core.spotting.settings_change import SettingsChange
from tests.pages.reading import html_rows, texts
from tests.soccernet_v2 import CLASSES


def expected(league, settings, games=None):
    root, run = open_root(league[0]), Workspace(league[1]).run("dense")
    games = games or root.games
    truths = read_truths(root, games)
    return evaluate(truths, split_scores(run, games).spots(settings))


def test_the_figures_and_their_changes_equal_core(open_page, league):
    test = open_page("tuning", run="dense", threshold="0.3", windows="goal:6", methods="corner:peaks")
    assert not test.exception
    own = Settings.uniform(threshold=0.1)
    changed = Settings.uniform(threshold=0.3).with_classes(
        {2: ClassSettings("hard", 6.0, 0.3), 13: ClassSettings("peaks", 30.0, 0.3)}
    )
    before, after = expected(league, own), expected(league, changed)
    rows = html_rows(test, "Figures of the split")
    total = rows[2]
    assert [cell.split("|")[0] for cell in total[2:]] == [
        percent(after.average(metric, view))
        for metric in ("loose", "tight")
        for view in ("all", "visible", "unshown")
    ]
    for label, name in enumerate(CLASSES):
        row = rows[3 + label]
        assert row[0] == name
        value, change = row[2].split("|")
        assert value == percent(after.average_per_class("loose")[label])
        moved = after.average_per_class("loose")[label] - before.average_per_class("loose")[label]
        assert change == ("" if points(moved) == points(0) else points(moved))


def test_settings_live_in_the_url_and_reset(open_page):
    test = open_page("tuning", run="dense")
    test.slider(key="w_threshold").set_value(0.4).run()
    test.slider(key="w_smoothing").set_value(1.5).run()
    assert test.selectbox(key="w_method").options == list(TITLES.values())
    test.selectbox(key="w_method").set_value("peaks").run()
    assert not test.exception
    wanted = {"threshold": "0.4", "smoothing": "1.5", "method": "peaks"}
    assert (
        wanted.items()
        <= {
            name: test.query_params[name][0]
            if isinstance(test.query_params[name], list)
            else test.query_params[name]
            for name in test.query_params
        }.items()
    )
    test.button(key="tuning_reset").click().run()
    assert "threshold" not in test.query_params
    assert test.slider(key="w_threshold").value == 0.1, "the run's own"


def test_a_pinned_baseline_stays_while_settings_move(open_page):
    test = open_page("tuning", run="dense", threshold="0.3")
    test.button(key="pin_this").click().run()
    changes = [cell.partition("|")[2] for row in html_rows(test, "Figures of the split") for cell in row]
    assert set(changes) == {""}, "nothing differs from itself"
    test.slider(key="w_threshold").set_value(0.6).run()
    changes = [cell.partition("|")[2] for row in html_rows(test, "Figures of the split") for cell in row]
    assert any(changes)
    assert "pinned" in texts(test)
    test.button(key="unpin").click().run()
    assert "pin" not in test.query_params


def test_changes_and_settings_are_the_same_thing():
    own = Settings.uniform(threshold=0.1)
    rng = np.random.default_rng(1)
    classes = tuple(
        ClassSettings(
            str(rng.choice(["hard", "peaks"])), float(rng.integers(1, 9)), 0.25, float(rng.integers(2))
        )
        for _ in CLASSES
    )
    for settings in (own, Settings.uniform("peaks", 12.0), Settings(classes)):
        change = SettingsChange.between(settings, own)
        assert change.apply(own) == settings
        run, read = read_pin(pinned("mine", change, SOCCERNET_V2), SOCCERNET_V2)
        assert (run, read.apply(own)) == ("mine", settings)
        whole = SettingsChange.between(settings)
        assert whole.apply(own) == whole.apply(Settings(classes)) == settings
    assert not SettingsChange.between(own, own)


def test_nonsense_in_the_address_is_ignored_with_a_note(open_page):
    test = open_page("tuning", run="dense", methods="goal:magic", pin="x", smoothing="-1", panel="nothing")
    assert not test.exception
    for name in ("methods", "pin", "smoothing", "panel"):
        assert name in texts(test)


def wait_for_job(test, key, text):
    until = time.monotonic() + 60
    while key not in {button.key for button in test.button}:
        assert time.monotonic() < until, text
        time.sleep(0.1)
        test.run()


def test_a_sweep_gives_a_map_and_its_best_can_be_taken(open_page):
    test = open_page("tuning", run="dense", panel="sweep")
    test.button(key="sweep_start").click().run()
    wait_for_job(test, "sweep_best", "the sweep did not end")
    assert not test.exception
    test.button(key="sweep_best").click().run()
    assert "window" in test.query_params
    test.button(key="sweep_each").click().run()
    assert not test.exception


def test_tuning_on_test_says_so_in_red_and_settings_can_be_taken(open_page):
    test = open_page("tuning", run="dense", panel="auto", on="test")
    assert "must not be reported" in "".join(str(one.value) for one in test.error)
    test.button(key="tune_start").click().run()
    wait_for_job(test, "tune_take", "the tuning did not end")
    assert not test.exception
    rows = html_rows(test, "Gains of tuning")
    assert float(rows[2][2].split("|")[0]) >= float(rows[2][1].split("|")[0]), "never below its start"
    test.button(key="tune_take").click().run()
    assert not test.exception
    assert "windows" in test.query_params or "method" in test.query_params


def test_an_operating_point_gives_a_threshold(open_page):
    test = open_page("tuning", run="dense", panel="point", class_="goal", tolerance="30")
    assert not test.exception
    test.number_input(key="point_most_alarms").set_value(1.0).run()
    test.button(key="point_use_alarms").click().run()
    assert not test.exception
    assert "goal:" in str(test.query_params["thresholds"])


def test_a_run_of_spots_moves_by_threshold_alone(open_page):
    test = open_page("tuning", run="spots")
    assert not test.exception
    assert test.slider(key="w_window").disabled
    assert not test.slider(key="w_threshold").disabled
    assert html_rows(test, "Figures of the split")


def test_a_run_that_covers_some_games_is_judged_on_them_only_when_asked(open_page, league, tmp_path):
    workspace = tmp_path / "workspace"
    shutil.copytree(league[1], workspace)
    root = open_root(league[0])
    shutil.rmtree(workspace / "runs" / "dense" / "scores" / root.games[0].name)
    test = open_page("tuning", workspace=workspace, run="dense", split="test")
    assert not test.exception
    assert "lacks 1 of the 3 games of test" in texts(test).replace("\\", "")
    with pytest.raises(StopIteration):
        html_rows(test, "Figures of the split")
    test.toggle(key="w_covered_only").set_value(True).run()
    assert "Only 2 of 3 games" in texts(test).replace("\\", "")
    after = expected(league, Settings.uniform(threshold=0.1), root.games[1:])
    assert html_rows(test, "Figures of the split")[2][2].split("|")[0] == percent(after.average("loose"))
    assert test.query_params["common"] in ("True", ["True"])


def test_a_run_of_spots_is_promised_its_threshold_alone(open_page):
    for page in ("tuning", "classes"):
        test = open_page(page, run="spots")
        assert not test.exception
        assert texts(test).count("the threshold alone can be changed") == 1
        assert "Set how spots are made from scores" not in texts(test)
        assert "Edit any cell" not in texts(test)
        assert "threshold alone" not in texts(open_page(page, run="dense"))
    assert "Edit any cell" in texts(open_page("tuning", run="dense"))
