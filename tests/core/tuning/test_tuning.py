"""Sweep, auto-tune, operating points and settings: planted optima, nothing lost, exact cuts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.events import Events
from core.exceptions import Cancelled, UserError
from core.label_sets import SOCCERNET_V2, preset
from core.metric.assignment import THRESHOLDS
from core.metric.evaluation import VIEWS, evaluate
from core.metric.grid import spots_on_grid
from core.metric.matching import match
from core.metric.operating import calibration, operating_curves
from core.metric.outcomes import HIT
from core.spotting.class_settings import ClassSettings
from core.spotting.methods import METHODS
from core.spotting.nms import RankedScores
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores, cut
from core.tuning.sweep import spots_grid, sweep
from tests.core.tuning.conftest import GAMES
from tests.soccernet_v2 import CLASSES, METRICS, N_CLASSES


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fps", [1.0, 2.0, 5.0])
def test_the_grid_of_a_split_is_that_of_its_spots(made, method, fps):
    scores = SplitScores(
        GAMES, tuple(half._replace(scores=RankedScores(half.scores.values, fps)) for half in made[1].halves)
    )
    config = Settings.uniform(method, 7.0, 0.1)
    ours, theirs = spots_grid(scores, config), spots_on_grid(scores.spots(config), SOCCERNET_V2)
    for name in ("start", "frame", "confidence", "visible"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))


def test_a_sweep_is_an_evaluation_at_every_point(made):
    truths, scores = made
    base = Settings.uniform(smoothing_s=1.0)
    windows, methods = (3.0, 10.0, 25.0), ("hard", "peaks", "soft-linear")
    seen = []
    found = sweep(truths, scores, windows, methods, base, progress=lambda *step: seen.append(step))
    thresholds = (0.0, float(THRESHOLDS[40]), THRESHOLDS[np.arange(N_CLASSES) * 9])
    for m, method in enumerate(methods):
        for w, window in enumerate(windows):
            for threshold in thresholds:
                exact = tuple(np.broadcast_to(threshold, N_CLASSES).tolist())
                spots = scores.spots(Settings.uniform(method, window, smoothing_s=1.0))
                spots = spots[spots.confidence >= np.array(exact)[spots.label]]
                official = evaluate(truths, spots)
                for metric in METRICS:
                    for view in VIEWS:
                        assert found.average(metric, view, threshold)[m, w] == pytest.approx(
                            official.average(metric, view), abs=1e-12
                        )
                np.testing.assert_allclose(
                    found.per_class("tight", "all", threshold)[m, w],
                    official.average_per_class("tight"),
                    atol=1e-12,
                )
    assert [step[:2] for step in seen] == [(done, 9) for done in range(10)]


def test_a_sweep_can_be_cancelled_and_needs_points(made):
    def stop(done, total, what):
        if done == 2:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        sweep(*made, (1.0, 2.0, 3.0, 4.0), ("hard",), progress=stop)
    with pytest.raises(UserError, match="at least one window"):
        sweep(*made, (), ("hard",))


def test_spots_with_settings_of_each_class(made):
    _, scores = made
    windows = np.linspace(3, 30, N_CLASSES).tolist()
    columns = {"method": "symmetric", "window_s": windows, "threshold": 0.2, "smoothing_s": 0.5}
    whole = Settings.from_columns(columns)
    assert whole.to_columns() == {**columns, "floor": 1e-3, "sigma": 0.5}
    assert Settings.from_columns(whole.to_columns()) == whole
    mixed = whole.with_classes({4: ClassSettings("peaks", 9.0, 0.1), 7: ClassSettings("soft-linear", 20.0)})
    assert [len(group.labels) for group in mixed.groups] == [15, 1, 1]
    spots = scores.spots(mixed)
    for label, one in ((4, mixed.classes[4]), (7, mixed.classes[7]), (9, whole.classes[9])):
        alone = scores.spots(Settings.uniform(one.method, one.window_s, one.threshold, one.smoothing_s))
        for name in ("game", "half", "time_ms", "confidence"):
            np.testing.assert_array_equal(
                getattr(spots[spots.label == label], name), getattr(alone[alone.label == label], name)
            )
    assert len(spots_on_grid(spots, SOCCERNET_V2).row) == len(spots)
    assert np.all(np.diff(spots_on_grid(spots, SOCCERNET_V2).row) == 1)  # in the grid's own order
    high = Settings.uniform(threshold=0.5)
    assert cut(spots, high).confidence.min() >= 0.5


def test_settings_as_plain_values():
    settings = Settings().with_classes({2: ClassSettings("peaks", 9.0, 0.1, 1.0)})
    assert Settings.from_dict(settings.to_dict(), "x") == settings
    value = settings.to_dict()
    value["classes"]["Dribble"] = {}
    with pytest.raises(UserError, match="names unknown classes: 'Dribble'"):
        Settings.from_dict(value, "x")
    with pytest.raises(UserError, match="lacks classes: 'Corner'"):
        Settings.from_dict({"classes": {k: {} for k in CLASSES if k != "Corner"}}, "x")
    for bad in ({"window": 3}, {"window_s": -1}, {"method": "x"}, {"window_s": "wide"}, None):
        with pytest.raises(UserError, match=r"^x: "):
            Settings.from_dict({"classes": dict.fromkeys(CLASSES, bad)}, "x")
    for bad in (None, [], {"classes": 3}):
        with pytest.raises(UserError, match="not a settings file"):
            Settings.from_dict(bad, "x")


def test_operating_points_are_counts_of_matches(made):
    truths, scores = made
    spots = scores.spots(Settings.uniform(window_s=10))
    curves = operating_curves(truths, spots, 5)
    for threshold in (0.0, 0.2, 0.5, 0.9, 1.0):
        counts = match(truths, spots[spots.confidence >= threshold], 5).counts()
        for label, curve in enumerate(curves):
            hits, false, missed = counts[label]
            point = curve.at(threshold)
            assert point.precision == pytest.approx(hits / max(hits + false, 1))
            assert point.recall == pytest.approx(hits / max(hits + missed, 1))
            assert point.false_per_match == pytest.approx(false / 3)
            assert point.f1 == pytest.approx(2 * hits / max(2 * hits + false + missed, 1))


def test_the_least_threshold_for_a_wish(made):
    truths, scores = made
    curve = operating_curves(truths, scores.spots(Settings.uniform(window_s=10)), 5)[8]
    point = curve.least_for_precision(0.9)
    assert point.precision >= 0.9
    lower = curve.threshold < point.threshold
    assert lower.any()
    assert curve.precision[lower].max() < 0.9
    alarms = curve.least_for_false_alarms(2)
    assert alarms.false_per_match <= 2 < curve.false_per_match[curve.threshold < alarms.threshold].min()
    assert curve.best_f1().f1 == curve.f1.max()
    assert curve.least_for_precision(1.1) is None
    assert list(curve.frame().columns) == ["threshold", "precision", "recall", "f1", "false_per_match"]
    empty = operating_curves(truths, Events.empty(GAMES), 5)[8]
    assert (empty.best_f1(), empty.least_for_false_alarms(1), empty.at(0.3).recall) == (None, None, 0)


def test_calibration_counts_hits_by_confidence(made):
    truths, scores = made
    spots = scores.spots(Settings.uniform(window_s=10))
    found = calibration(truths, spots, 5, bins=5)
    matches = match(truths, spots, 5)
    place = np.minimum((spots.confidence * 5).astype(int), 4)
    for b in range(5):
        hits = matches.spot_outcome[place == b] == HIT
        assert found.count[b] == len(hits)
        assert found.hit_share[b] == pytest.approx(hits.mean())
        assert found.confidence[b] == pytest.approx(spots.confidence[place == b].mean())
    assert 0 <= found.error <= 1
    one = calibration(truths, spots, 5, label=2)
    assert one.count.sum() == (spots.label == 2).sum()
    assert np.isnan(calibration(truths, Events.empty(GAMES), 5).error)
    with pytest.raises(UserError):
        calibration(Events.empty(), spots, 5)


def test_scores_of_some_games(made):
    part = made[1].for_games(("c", "a"))
    assert [(game, half) for game, half, _ in part.halves] == [(0, 1), (0, 2), (1, 1), (1, 2)]
    assert part.halves[0][2] is made[1].halves[4][2]


def test_scores_are_judged_by_the_rule_of_the_labels():
    coarse = replace(SOCCERNET_V2, rule=replace(SOCCERNET_V2.rule, fps=1.0, parts=4))
    scores = SplitScores.from_halves(("g",), [("g", 1, np.eye(60, 17, dtype=np.float32), 2.0)], coarse)
    truths = Events.build(("g",), 0, 1, [500 * label for label in range(17)], np.arange(17))
    assert sweep(truths, scores, [1.0], ["hard"]).average("tight")[0, 0] == 1
    with pytest.raises(UserError, match="the scores of soccernet-v2"):
        scores.of_set(preset("ball-2024"))
