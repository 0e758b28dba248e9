"""Costs of kinds of error: on timelines small enough to count by hand, and against the evaluator."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors.judge import ErrorJudge, error_report
from core.errors.kinds import KIND_NAMES, KINDS, ErrorConfig
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moments
from core.events import Events
from core.exceptions import UserError
from core.metric.evaluation import VIEWS, evaluate
from core.metric.matching import match
from core.metric.outcomes import HIT, MERGED, MISSED, Fix
from tests.core.errors.timelines import (
    BACKGROUND,
    CORNER,
    DUPLICATE,
    FOUL,
    GAME,
    GOAL,
    LOC,
    MISS,
    TWO,
    WRONG,
    random_case,
    report,
    spots_at,
    truths_at,
)
from tests.soccernet_v2 import ALL_TOLERANCES, METRICS, N_CLASSES, RULE

HALF = 6 / 11  # precision 1 up to recall 0.5: levels 0 to 0.5


# Of the goals of TWO one is hit at 0.5: the spots, the kind of error, AP before and after its repair.
CASES = {
    "localisation": ([(100, GOAL, 0.5), (512, GOAL, 0.4)], LOC, HALF, 1.0),
    "wrong class": ([(100, GOAL, 0.5), (501, CORNER, 0.4)], WRONG, HALF, 1.0),
    "duplicate": (
        [(100, GOAL, 0.5), (102, GOAL, 0.4), (500, GOAL, 0.3)],
        DUPLICATE,
        (6 + 5 * 2 / 3) / 11,
        1.0,
    ),
    "background": ([(100, GOAL, 0.5), (800, GOAL, 0.6)], BACKGROUND, 3 / 11, HALF),
    "missed": ([(100, GOAL, 0.5)], MISS, HALF, 1.0),
}


@pytest.mark.parametrize("name", CASES)
def test_the_cost_of_a_kind_by_hand(name):
    rows, kind, before, after = CASES[name]
    done = report(TWO, spots_at(*rows))
    assert KIND_NAMES[kind] == name
    assert done.ap[0, 0, GOAL] == pytest.approx(before)
    assert done.counts[kind, 0, 0].sum() == (2 if kind == MISS and len(rows) == 0 else 1)
    assert done.cost[kind, 0, GOAL] == pytest.approx(after - before)
    assert done.average_cost[kind, 0] == pytest.approx((after - before) / N_CLASSES)
    others = [k for k in (LOC, WRONG, DUPLICATE, BACKGROUND) if k != kind]
    assert np.abs(done.cost[others, 0]).max() == 0


def test_several_errors_for_one_truth_repair_it_once():
    rows = [(100, GOAL, 0.5), (512, GOAL, 0.4), (488, GOAL, 0.45)]
    done = report(TWO, spots_at(*rows))
    assert done.counts[LOC, 0, 0, GOAL] == 2
    assert done.repaired[LOC, 0, 0, GOAL] == 1.0
    found = [(100, GOAL, 0.5), (112, GOAL, 0.6)]  # late for a goal that is found: it can only go
    assert report(TWO, spots_at(*found)).repaired[LOC, 0, 0, GOAL] == pytest.approx(HALF)


def test_a_wrong_class_costs_both_classes():
    truths = truths_at((100, GOAL), (300, CORNER))
    done = report(truths, spots_at((100, CORNER, 0.9), (300, CORNER, 0.5)))
    assert done.ap[0, 0, CORNER] == pytest.approx(0.5)
    assert done.cost[WRONG, 0, CORNER] == pytest.approx(0.5)
    assert done.cost[WRONG, 0, GOAL] == pytest.approx(1.0)


def test_a_missed_truth_gets_the_median_confidence():
    truths = truths_at((100, GOAL), (200, GOAL), (300, GOAL), (400, GOAL), (600, FOUL))
    spots = spots_at((100, GOAL, 0.9), (200, GOAL, 0.2), (300, GOAL, 0.4), (900, GOAL, 0.5))
    done = report(truths, spots)
    assert done.detail.added_confidence[GOAL] == 0.4
    assert done.detail.added_confidence[FOUL] == 0.4  # no hits of its class: of all
    repaired = [(400, GOAL, 0.4), *zip(spots.time_ms / 1000, spots.label, spots.confidence, strict=True)]
    again = evaluate(truths, spots_at(*repaired), (10,))
    assert done.repaired[MISS, 0, 0, GOAL] == again.ap[0, 0, GOAL]
    assert report(truths, spots_at()).detail.added_confidence[GOAL] == 1.0


def test_views_are_told_apart():
    truths = truths_at((100, GOAL, True), (500, GOAL, False))
    done = report(truths, spots_at((101, GOAL, 0.5)))
    assert done.counts[MISS, :, 0, GOAL].tolist() == [1, 0, 1]
    assert done.cost[MISS, :, GOAL].round(3).tolist() == [round(5 / 11, 3), 0, 1]


@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_the_evaluator_and_no_repair_lowers_ap(seed):
    truths, spots = random_case(seed)
    config = ErrorConfig(ALL_TOLERANCES)
    done, evaluation = error_report(truths, spots, config), evaluate(truths, spots)
    np.testing.assert_array_equal(done.ap, evaluation.ap)
    np.testing.assert_array_equal(done.n_hits, evaluation.hits[..., 0])
    np.testing.assert_array_equal(done.n_truths, evaluation.n_truths)
    np.testing.assert_array_equal(
        done.n_hits + done.counts[[kind.of_spot for kind in KINDS]].sum(0),
        np.broadcast_to(evaluation.n_spots[:, None, :, 0], done.n_hits.shape),
    )
    np.testing.assert_array_equal(done.n_hits[0] + done.counts[MISS, 0], evaluation.n_truths[[0] * 16])
    assert (done.repaired - done.ap).min() >= 0
    for place, tolerance in enumerate(ALL_TOLERANCES):
        judged = match(truths, spots, tolerance)
        for k, kind in enumerate(KINDS):
            events, outcome = (
                (truths, judged.truth_outcome) if kind.code == MISSED else (judged.spots, judged.spot_outcome)
            )
            counted = np.bincount(events.label[outcome == kind.code], minlength=N_CLASSES)
            np.testing.assert_array_equal(done.counts[k, 0, place], counted)


@pytest.mark.parametrize("seed", range(3))
def test_spots_that_go_leave_what_the_evaluator_says_of_the_rest(seed):
    """Also where truths and spots crowd: a spot that took no truth changes no assignment by going."""
    truths, spots = random_case(seed)
    done, judged = report(truths, spots, "8"), match(truths, spots, 8)
    for k in (DUPLICATE, BACKGROUND):
        rest = (judged.spot_outcome != KINDS[k].code) & (judged.spot_outcome != MERGED)
        again = evaluate(truths, judged.spots[rest], (8,))
        np.testing.assert_allclose(done.repaired[k], again.ap, atol=1e-12)


@pytest.mark.parametrize("metric", METRICS)
def test_the_figure_beside_the_costs_is_the_metric(metric):
    truths, spots = random_case(9)
    done, evaluation = report(truths, spots, metric), evaluate(truths, spots)
    expected = [evaluation.average(metric, view) for view in VIEWS]
    np.testing.assert_allclose(done.average_ap, expected, atol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_repairs_are_what_the_evaluator_says_of_repaired_spots(seed):
    """Truths far apart, so that moving a spot cannot change what another truth is given."""
    rng = np.random.default_rng(seed)
    second = 100 * np.arange(1, 60)
    truths = truths_at(*zip(second, rng.integers(0, 4, 59), rng.random(59) > 0.3, strict=True))
    at = np.concatenate([second + rng.uniform(-14, 14, 59).round(1) for _ in range(2)])
    spots = spots_at(*zip(at, rng.integers(0, 5, 118), rng.random(118), strict=True))
    done = report(truths, spots)
    judged = match(truths, spots, 10)
    merged = judged.spot_outcome == MERGED  # unseen, and still so when the spot on its frame moves away
    for k, kind in enumerate(KINDS):
        if not kind.of_spot:
            continue
        error = judged.spot_outcome == kind.code
        second, label, kept = spots.time_ms / 1000, spots.label.copy(), ~error & ~merged
        for truth in np.unique(judged.spot_truth[error]) if kind.fix == Fix.MOVE else ():
            mine = np.flatnonzero(error & (judged.spot_truth == truth))
            if judged.truth_outcome[truth] == MISSED:
                best = mine[np.argmax(spots.confidence[mine])]
                kept[best], label[best] = True, truths.label[truth]
                second[best] = truths.time_ms[truth] / 1000
        fixed = spots_at(*zip(second[kept], label[kept], spots.confidence[kept], strict=True))
        np.testing.assert_allclose(done.repaired[k], evaluate(truths, fixed, (10,)).ap, atol=1e-12)
    hits = np.flatnonzero(judged.spot_outcome == HIT)
    gone = np.flatnonzero(judged.truth_outcome == MISSED)
    median = [np.median(spots.confidence[hits[spots.label[hits] == c]]) for c in truths.label[gone]]
    rows = zip(spots.time_ms / 1000, spots.label, spots.confidence, strict=True)
    added = zip(truths.time_ms[gone] / 1000, truths.label[gone], median, strict=True)
    again = evaluate(truths, spots_at(*rows, *added), (10,))
    np.testing.assert_allclose(done.repaired[MISS, 0], again.ap[0], atol=1e-12)


def test_judging_again_gives_what_judging_anew_gives():
    """What a tolerance gave is kept: it must be that of its far window, and the detail that of its own."""
    truths, spots = random_case(3)
    judge = ErrorJudge(truths, spots)
    for tolerances, detail, far in (
        (METRICS["loose"], 30.0, 3.0),
        (METRICS["loose"], 5.0, 3.0),
        (METRICS["loose"], 5.0, 1.0),
        ((5.0,), 5.0, 1.0),
        (METRICS["tight"], 45.0, 3.0),
    ):
        config = ErrorConfig(tolerances, detail, far)
        again, anew = judge.report(config), error_report(truths, spots, config)
        for name in ("ap", "repaired", "counts", "n_hits", "n_truths", "detail_hits", "detail_counts"):
            assert np.array_equal(getattr(again, name), getattr(anew, name)), name
        assert np.array_equal(again.detail.outcome, anew.detail.outcome)
        assert again.config == config


def test_bad_input_and_empty_input():
    for wrong in ("x", "-1", "nan"):
        with pytest.raises(UserError, match="tolerance"):
            ErrorConfig.parse(wrong, RULE)
    with pytest.raises(UserError, match="smaller than the window"):
        ErrorConfig((5,), far_factor=0.5)
    with pytest.raises(UserError, match="no game with labels"):
        error_report(Events.empty(), Events.empty())
    nothing = report(truths_at((10, GOAL)), spots_at())
    assert nothing.cost[MISS, 0, GOAL] == 1.0
    assert nothing.cost[:, :, CORNER].max() == 0
    no_truth = error_report(Events.empty((GAME,)), spots_at((10, GOAL, 0.5)))
    assert no_truth.cost.max() == 0
    assert len(Moments(no_truth).top()) == 1
    zero = report(truths_at((10, GOAL)), spots_at((10.2, GOAL, 0.5)), "0")
    assert zero.n_hits[0, 0, GOAL] == 1
    with pytest.raises(UserError, match="the kinds are"):
        Moments(zero).select(MomentFilter(kind="offside trap"))
    table = nothing.table()
    assert len(table) == N_CLASSES + 1
    assert nothing.to_json()["views"]["all"]["classes"]["Goal"]["cost"]["missed"] == 1.0


def test_the_published_baseline(real_files):
    from core.data.formats.results import read_results
    from core.data.labels import read_truths
    from core.data.root import open_root

    games = open_root(real_files[0]).split("test")
    truths = read_truths(open_root(real_files[0]), games)
    spots = read_results(real_files[1], tuple(game.name for game in games))
    done, evaluation = report(truths, spots, "loose"), evaluate(truths, spots)
    assert done.average_ap[0] == pytest.approx(0.3140114221480988, abs=1e-12)
    np.testing.assert_array_equal(done.n_hits[0], evaluation.hits[0, 4:, :, 0][-12:])
    assert done.cost.min() >= 0
