"""Errors: kinds and costs on timelines small enough to count by hand, and against the evaluator."""

from __future__ import annotations

import numpy as np
import pytest

from core.classes import CLASSES, INDEX, N_CLASSES
from core.demo.scores import make_scores
from core.errors.causes import causes_from_scores, causes_from_spots
from core.errors.judge import error_report
from core.errors.kinds import KIND_NAMES, KINDS, ErrorConfig
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moments
from core.errors.offsets import best_shifts, offsets, shift_gain, shifted
from core.errors.tables import GROUPS, confusion, false_profile, games_table, misses, profile_table
from core.events import Events
from core.exceptions import UserError
from core.metric.evaluation import ALL_TOLERANCES, METRICS, VIEWS, evaluate
from core.metric.matching import match
from core.metric.outcomes import GRID_OUTCOMES, HIT, MERGED, MISSED, Fix
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores
from tests.conftest import random_truths

GOAL, CORNER, FOUL = INDEX["Goal"], INDEX["Corner"], INDEX["Foul"]
LOC, WRONG, DUPLICATE, BACKGROUND, MISS = (
    KIND_NAMES.index(name) for name in ("localisation", "wrong class", "duplicate", "background", "missed")
)
GAME = "league_a/2020-2021/2020-08-01 - 18-00 Reds 1 - 0 Blues"


def truths_at(*rows, games=(GAME,)) -> Events:
    """(seconds, class[, visible[, game]]) rows, first half."""
    rows = [(*row, *(True, 0)[len(row) - 2 :]) for row in rows]
    second, label, visible, game = zip(*rows, strict=True)
    return Events.build(games, game, 1, np.round(np.array(second) * 1000).astype(int), label, visible=visible)


def spots_at(*rows, games=(GAME,)) -> Events:
    """(seconds, class, confidence[, game]) rows, first half."""
    if not rows:
        return Events.empty(games)
    rows = [(*row, *(0,)[len(row) - 3 :]) for row in rows]
    second, label, confidence, game = zip(*rows, strict=True)
    return Events.build(
        games, game, 1, np.round(np.array(second) * 1000).astype(int), label, confidence=confidence
    )


def report(truths, spots, tolerance="10", **more):
    return error_report(truths, spots, ErrorConfig.parse(tolerance, **more))


def random_case(seed: int, per_half: int = 200):
    rng = np.random.default_rng(seed)
    truths = Events.concat([random_truths(rng, game, 60) for game in "ab"])
    spots = Events.concat([random_truths(rng, game, per_half) for game in "ab"])
    columns = (spots.game, spots.half, spots.time_ms, spots.label)
    return truths, Events.build(spots.games, *columns, confidence=rng.random(len(spots)).round(2))


TWO = truths_at((100, GOAL), (500, GOAL))
"""Two goals, far apart; in each case below one is hit at 0.5, and AP moves as counted by hand."""
HALF = 6 / 11  # precision 1 up to recall 0.5: levels 0 to 0.5
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


def test_a_moments_cost_is_that_of_repairing_it_alone():
    truths, spots = random_case(3, 20)
    done = report(truths, spots, "20")
    moments = Moments(done)
    places = moments.ranked(moments.select())
    rows = moments.rows(places)
    assert len(rows) == done.counts[:, 0, 0].sum()
    assert (np.diff([row.cost for row in rows]) < 1e-12).all()
    for kind in ("background", "duplicate"):
        for moment in moments.top(5, MomentFilter(kind=kind)):
            one = (
                (done.spots.time_ms == moment.time_ms)
                & (done.spots.label == CLASSES.index(moment.label))
                & (done.spots.half == moment.half)
                & (done.spots.confidence == moment.confidence)
            )
            assert one.sum() == 1
            again = evaluate(truths, done.spots[~one], (20,))
            assert moment.cost == pytest.approx((again.ap[0, 0] - done.ap[0, 0]).sum() / N_CLASSES, abs=1e-12)
    np.testing.assert_array_equal(moments.ranked(moments.select(), 7), places[:7])


def test_chosen_moments_are_as_many_as_their_cell():
    truths, spots = random_case(5)
    done = report(truths, spots)
    moments, table = Moments(done), confusion(done)
    for spotted, truth in ((GOAL, CORNER), (FOUL, GOAL), (2, 9)):
        chosen = moments.rows(moments.select(MomentFilter(kind="wrong class", label=spotted, truth=truth)))
        assert len(chosen) == table.iloc[spotted, truth]
        assert {row.truth_label for row in chosen} <= {CLASSES[truth]}
    assert len(moments.select(MomentFilter(kind="missed", label=GOAL))) == table.loc["nothing", "Goal"]
    assert len(moments.select(MomentFilter(kind="background", label=GOAL))) == table.loc["Goal", "no truth"]
    assert table.to_numpy().sum() == len(done.spot_grid.frame) + done.counts[MISS, 0].sum()
    near = confusion(done, top=1).to_numpy()[:N_CLASSES].sum(1)
    np.testing.assert_array_equal(
        near, np.minimum(done.n_truths[0], np.bincount(done.columns.label, minlength=17))
    )


def test_misses_by_every_way_add_up():
    truths, spots = random_case(6, 30)
    done = report(truths, spots)
    cause = causes_from_spots(done, spots)
    for by in GROUPS:
        table = misses(done, by, cause=cause)
        assert table["missed"].sum() == done.counts[MISS, 0].sum(), by
        if by != "cause":
            assert table["truths"].sum() == done.n_truths[0].sum(), by
    assert misses(done, "minute", label=GOAL)["truths"].sum() == done.n_truths[0, GOAL]
    with pytest.raises(UserError, match="the ways are"):
        misses(done, "weather")
    with pytest.raises(UserError, match="need the run's scores"):
        misses(done, "cause")


def test_gaps_and_minutes_by_hand():
    done = report(
        truths_at((100, GOAL), (107, GOAL), (400, GOAL), (2750, CORNER)), spots_at((100, GOAL, 0.5))
    )
    gap = misses(done, "gap").set_index("group")
    assert gap["truths"].to_dict() == {"5-10 s": 1, "120-300 s": 1, "last of its half": 2}
    assert gap["missed"].to_dict() == {"5-10 s": 0, "120-300 s": 1, "last of its half": 2}
    minute = misses(done, "minute").set_index("group")["truths"].to_dict()
    assert minute == {"1 - 00-05": 2, "1 - 05-10": 1, "1 - 45+": 1}


def test_false_spots_by_rank():
    rows = [(100, GOAL, 0.9), (101, GOAL, 0.8), (900, GOAL, 0.7), (500, GOAL, 0.6), (950, GOAL, 0.1)]
    done = report(TWO, spots_at(*rows))
    profile = false_profile(done, 3)
    names = [outcome.name for outcome in GRID_OUTCOMES]
    columns = [names.index(name) for name in ("hit", "duplicate", "background")]
    assert profile[:, GOAL, columns].tolist() == [[1, 1, 0], [2, 1, 1], [2, 1, 2]]
    assert profile_table(done).loc[9, "hit"] == 2


def test_a_game_drags_what_leaving_it_out_gains():
    names = (GAME, GAME.replace("league_a", "league_b").replace("Reds", "Greens"))
    rng = np.random.default_rng(1)
    truths = Events.concat([random_truths(rng, name, 40) for name in names])
    spots = Events.concat([random_truths(rng, name, 90) for name in names])
    spots = Events.build(
        names, spots.game, spots.half, spots.time_ms, spots.label, confidence=rng.random(len(spots))
    )
    done = report(truths, spots)
    for by, name_of in (("game", {GAME: 0}), ("league", {"league_a": 0}), ("home", {"Reds": 0})):
        table = games_table(done, by).set_index(by)
        for name in name_of:
            rest = evaluate(truths.of_game(names[1]), spots.of_game(names[1]), (10,))
            expected = rest.ap[0, 0].mean() - done.ap[0, 0].mean()
            assert table.loc[name, "drag"] == pytest.approx(expected, abs=1e-12)
    assert games_table(done)["missed"].sum() == done.counts[MISS, 0].sum()


def test_offsets_and_the_shift_that_mends_them():
    truths = truths_at(
        *((100 * k, GOAL) for k in range(1, 20)), *((100 * k + 50, CORNER) for k in range(1, 20))
    )
    late = [(100 * k + 4, GOAL, 0.5 + k / 100) for k in range(1, 20)]
    spots = spots_at(*late, *((100 * k + 50, CORNER, 0.5) for k in range(1, 20)))
    config = ErrorConfig((5.0,))
    table = offsets(error_report(truths, spots, config)).set_index("class")
    assert table.loc["Goal", "median_ms"] == 4000
    assert table.loc["Goal", "early"] == 0
    assert table.loc["Corner", "median_ms"] == 0
    assert np.isnan(table.loc["Foul", "median_ms"])
    shifts = best_shifts(truths, spots, config)
    assert shifts[CORNER] == 0
    assert shifts[GOAL] == -4000  # of -1.5 to -6.5 s, which all bring 4 s within 2.5 s, the middle
    gain = shift_gain(truths, spots, shifts, config)
    assert gain.gain[[GOAL, CORNER]].tolist() == [1.0, 0.0]
    assert shifted(spots_at((1, GOAL, 0.5)), shifts).time_ms.tolist() == [0]


def test_moments_of_pairs_and_of_either_class():
    truths = truths_at((10, GOAL), (200, CORNER), (400, FOUL))
    spots = spots_at((11, GOAL, 0.9), (206, CORNER, 0.8), (400, GOAL, 0.7), (600, CORNER, 0.4))
    moments = Moments(report(truths, spots, "10"))
    pairs = moments.rows(moments.select(MomentFilter(kind="paired")))
    assert {(one.label, one.kind) for one in pairs} == {("Goal", "hit"), ("Corner", "localisation")}
    assert len(pairs) == offsets(moments.report)["pairs"].sum()
    (wrong,) = moments.rows(moments.select(MomentFilter(kind="wrong class", either=FOUL)))
    assert (wrong.label, wrong.truth_label) == ("Goal", "Foul")
    assert len(moments.select(MomentFilter(kind="wrong class", label=FOUL))) == 0
    assert len(moments.select(MomentFilter(either=GOAL))) == 1


def test_causes_of_misses_from_scores():
    scores = np.zeros((600, N_CLASSES), np.float32)
    scores[100, GOAL], scores[112, GOAL] = 0.9, 0.6  # the second is suppressed by the first
    scores[300, GOAL] = 0.3  # below the threshold
    truths = truths_at((50, GOAL), (56, GOAL), (150, GOAL), (200, GOAL), (400, GOAL))
    split = SplitScores.from_halves((GAME,), [(GAME, 1, scores, 2.0)])
    settings = Settings.uniform("hard", 30.0, 0.5)
    spots = split.spots(settings)
    done = report(truths, spots, "5")
    ranked = {(GAME, 1): split.halves[0][2]}
    cause = causes_from_scores(done, ranked, settings)
    assert cause.tolist() == ["", "suppressed", "below threshold", "silent", "no scores"]
    assert causes_from_scores(done, ranked, settings, rise=0.4).tolist()[2] == "silent"
    before = split.spots(Settings())
    told = causes_from_spots(done, before[before.confidence > 0]).tolist()
    assert told == ["", "no spot", "below threshold", "no spot", "no spot"]
    silent = Moments(done, cause).top(24, MomentFilter(kind="missed", cause="silent"))
    assert [row.cause for row in silent] == ["silent"]
    for threshold, said in ((0.02, "suppressed"), (0.05, "silent"), (0.0, "silent")):  # a curve of 0.03
        scores[112, GOAL] = 0.03
        low = Settings.uniform("hard", 30.0, threshold)
        faint = {(GAME, 1): SplitScores.from_halves((GAME,), [(GAME, 1, scores, 2.0)]).halves[0][2]}
        assert causes_from_scores(done, faint, low).tolist()[1] == said, threshold
    smooth = Settings.uniform("hard", 30.0, 0.5, smoothing_s=20.0)
    assert causes_from_scores(done, ranked, smooth).tolist()[2] == "silent"


def test_made_scores_have_every_cause_but_no_spot():
    truths = random_truths(np.random.default_rng(0), GAME)
    split = SplitScores.from_halves(
        (GAME,), [(GAME, h, make_scores(truths, h, 600, 2.0, 0), 2.0) for h in (1, 2)]
    )
    settings = Settings.uniform("hard", 60.0, 0.4)
    done = report(truths, split.spots(settings), "5")
    cause = causes_from_scores(done, {(GAME, h): ranked for _, h, ranked in split.halves}, settings)
    assert ((cause == "") == (done.detail.truth_spot >= 0)).all()
    assert {"suppressed", "below threshold"} <= set(cause)


def test_bad_input_and_empty_input():
    for wrong in ("x", "-1", "nan"):
        with pytest.raises(UserError, match="tolerance"):
            ErrorConfig.parse(wrong)
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
