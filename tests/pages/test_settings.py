"""The live settings: per class or for all, T_before and T_after, a second run, back to the run's own."""

from __future__ import annotations

import pytest

from app.match_view import payload as payload_module
from app.server import rescoring
from app.state.settings_text import RunChange, texts
from core.data.labels import read_labels
from core.data.root import open_root
from core.files import short_id
from core.label_sets import SOCCERNET_V2
from core.metric.matching import match
from core.runs.saved_settings import save_settings
from core.runs.workspace import Workspace
from core.spotting.class_settings import ClassSettings
from core.spotting.methods import METHODS
from core.spotting.settings import Settings
from core.spotting.settings_change import SettingsChange
from core.spotting.split_scores import SplitScores
from tests.app.league import add_model_run, make_league
from tests.soccernet_v2 import CLASSES

GOAL = CLASSES.index("Goal")


@pytest.fixture(scope="module")
def model_league(tmp_path_factory):
    root, workspace = make_league(tmp_path_factory.mktemp("models"), games=1, minutes=4, video=False)
    add_model_run(open_root(root), Workspace(workspace))
    return root, workspace


def hits_of(league, run_name: str, settings: Settings, tolerance_s: int, sides=None) -> list[int]:
    root = open_root(league[0])
    game, run = root.games[0], Workspace(league[1]).run(run_name)
    halves = [
        (
            game.name,
            half.number,
            run.scores(game.name, half.number) if sides is None else rescoring.scores(run, half, sides),
            run.fps,
        )
        for half in game.parts
    ]
    spots = SplitScores.from_halves((game.name,), halves).spots(settings)
    return match(read_labels(root, game).events, spots, tolerance_s).counts()[:, 0].tolist()


def shown_hits(test) -> list[int]:
    return test.dataframe[0].value["hits"].tolist()[: len(CLASSES)]


def test_a_class_can_have_its_own_threshold_and_window(open_page, league):
    test = open_page("match", more=True, run="dense", class_="goal")
    test.segmented_control(key="w_settings_for").set_value("class").run()
    assert test.slider(key="w_threshold").label == "NMS threshold · Goal"
    test.slider(key="w_threshold").set_value(0.7).run()
    test.slider(key="w_window").set_value(10.0).run()
    assert not test.exception
    assert test.query_params["thresholds"] == "goal:0.7"
    assert test.query_params["windows"] == "goal:10"
    own = Settings.uniform(threshold=0.1)
    config = SettingsChange().with_class(GOAL, threshold=0.7, window_s=10.0).apply(own)
    assert shown_hits(test) == hits_of(league, "dense", config, 30)
    test.segmented_control(key="w_settings_for").set_value("all").run()
    test.slider(key="w_threshold").set_value(0.2).run()
    assert "thresholds" not in test.query_params, "for all classes means for all"
    test.button(key="reset").click().run()
    assert not {"threshold", "windows", "for"} & set(test.query_params)
    assert shown_hits(test) == hits_of(league, "dense", own, 30)


@pytest.mark.parametrize("method", ["symmetric", "soft-square", "soft-gaussian", "peaks"])
def test_every_method_acts_at_once(open_page, league, method):
    test = open_page("match", more=True, run="dense")
    test.selectbox(key="w_method").set_value(method).run()
    assert test.query_params["method"] == method
    assert shown_hits(test) == hits_of(league, "dense", Settings.uniform(method, threshold=0.1), 30)


MIXED = Settings(
    tuple(
        ClassSettings(METHODS[label % 5], 6.0 + label, 0.02 * label, (0.0, 1.5, 0.5)[label % 3])
        for label in range(len(CLASSES))
    )
)


def test_spots_under_mixed_settings_are_those_of_core(open_page, league, monkeypatch):
    root, run = open_root(league[0]), Workspace(league[1]).run("dense")
    game, seen = root.games[0], []
    payload = payload_module.payload
    monkeypatch.setattr(payload_module, "payload", lambda view: seen.append(view.matches) or payload(view))
    params = texts(SettingsChange.between(MIXED, run.settings), SOCCERNET_V2)
    test = open_page("match", run="dense", game=short_id(game.name), **params)
    assert not test.exception
    halves = [(game.name, half, run.scores(game.name, half), run.fps) for half in (1, 2)]
    wanted = SplitScores.from_halves((game.name,), halves).spots(MIXED)
    for name in ("half", "time_ms", "label", "confidence"):
        assert getattr(seen[-1].spots, name).tolist() == getattr(wanted, name).tolist()
    assert shown_hits(test) == hits_of(league, "dense", MIXED, 30)
    assert test.slider(key="w_threshold").label == "NMS threshold · mixed"


def test_saved_settings_load_whole_lie_under_and_go_again(open_page, league):
    save_settings(Workspace(league[1]), "mixed-for-match", MIXED, replace=True)
    own = Workspace(league[1]).run("dense").settings
    test = open_page("match", more=True, run="dense")
    test.selectbox(key="match_settings").set_value("mixed-for-match").run()
    test.button(key="match_settings_load").click().run()
    change = SettingsChange.between(MIXED, own)
    given = texts(change, SOCCERNET_V2)
    assert given.items() <= {name: test.query_params[name] for name in given}.items()
    assert shown_hits(test) == hits_of(league, "dense", MIXED, 30)
    next(button for button in test.button if button.label == "Keep these settings to compare").click().run()
    assert RunChange.parse(test.query_params["against"], SOCCERNET_V2) == RunChange(change)
    test.button(key="reset").click().run()
    assert not set(given) & set(test.query_params)
    assert shown_hits(test) == hits_of(league, "dense", own, 30)
    assert not test.exception


def test_method_and_smoothing_of_one_class(open_page, league):
    test = open_page("match", more=True, run="dense", class_="goal")
    test.slider(key="w_smoothing").set_value(1.0).run()
    test.segmented_control(key="w_settings_for").set_value("class").run()
    test.selectbox(key="w_method").set_value("peaks").run()
    test.slider(key="w_smoothing").set_value(2.5).run()
    assert not test.exception
    assert test.query_params["methods"] == "goal:peaks"
    assert (test.query_params["smoothing"], test.query_params["smoothings"]) == ("1", "goal:2.5")
    changed = SettingsChange().with_all(smoothing_s=1.0).with_class(GOAL, method="peaks", smoothing_s=2.5)
    wanted = changed.apply(Settings.uniform(threshold=0.1))
    assert shown_hits(test) == hits_of(league, "dense", wanted, 30)


def test_presets_set_the_tolerance(open_page):
    test = open_page("match", more=True, run="dense")
    test.button(key="preset3").click().run()
    assert test.query_params["tolerance"] == "3"
    assert test.select_slider(key="w_tolerance").value == 3


def test_other_sides_of_the_window_score_anew(open_page, model_league):
    root, workspace = model_league
    test = open_page("match", root=root, workspace=workspace, run="model")
    assert test.slider(key="w_before_s").value == 7.5
    test.slider(key="w_before_s").set_value(3.0).run()
    test.slider(key="w_after_s").set_value(12.0).run()
    assert not test.exception
    assert test.query_params["before"] == "3"
    config = Settings.uniform(threshold=0.05)
    assert shown_hits(test) == hits_of(model_league, "model", config, 30, (6, 24))
    test.slider(key="w_before_s").set_value(7.5).run()
    test.slider(key="w_after_s").set_value(7.5).run()
    assert shown_hits(test) == hits_of(model_league, "model", config, 30)


def test_no_sides_without_weights_and_features(open_page):
    keys = [slider.key for slider in open_page("match", more=True, run="dense").slider]
    assert keys == ["w_threshold", "w_window", "w_smoothing"]


def test_a_second_run_and_a_pinned_setting(open_page):
    test = open_page("match", more=True, run="dense", threshold="0.3")
    test.selectbox(key="w_second_run").set_value("spots").run()
    assert not test.exception
    assert test.query_params["second"] == "spots"
    pin = next(button for button in test.button if button.label == "Keep these settings to compare")
    pin.click().run()
    assert test.query_params["second"] == "dense"
    assert test.query_params["against"] == "threshold=0.3"
    gone = open_page("match", more=True, run="dense", second="gone")
    assert not gone.exception
    assert any("There is no run gone" in caption.value for caption in gone.caption)
