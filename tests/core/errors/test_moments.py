"""Moments: their costs, and filters that leave as many as tables count."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors.judge import error_report
from core.errors.kinds import KINDS, ErrorConfig
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moments
from core.errors.offsets import offsets
from core.errors.tables import confusion, games_table
from core.exceptions import UserError
from core.metric.evaluation import evaluate
from tests.core.errors.timelines import CORNER, FOUL, GOAL, MISS, random_case, report, spots_at, truths_at
from tests.soccernet_v2 import CLASSES, N_CLASSES


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


@pytest.mark.parametrize("top", [None, 1.0])
def test_the_views_of_a_confusion_add_up_and_are_what_cells_count(top):
    report = error_report(*random_case(4), ErrorConfig((20.0,)))
    parts = [confusion(report, top, visible=visible).to_numpy() for visible in (True, False)]
    assert np.array_equal(sum(parts), confusion(report, top).to_numpy())
    moments = Moments(report)
    for visible, part in zip((True, False), parts, strict=True):
        for label in range(3):
            for truth in range(N_CLASSES):
                kind = "hit" if label == truth else "wrong class"
                cell = {"kind": kind, "label": label, "truth": truth, "visible": visible, "top": top}
                assert len(moments.select(MomentFilter(**cell))) == part[label, truth]
            missed = moments.select(MomentFilter(kind="missed", label=label, visible=visible))
            assert len(missed) == part[N_CLASSES, label]


def test_false_spots_are_all_errors_but_the_missed():
    report = error_report(*random_case(6), ErrorConfig((20.0,)))
    moments = Moments(report)
    places = np.concatenate([moments.select(MomentFilter(kind=kind.name)) for kind in KINDS if kind.of_spot])
    assert sorted(moments.select(MomentFilter(kind="false"))) == sorted(places)
    assert len(moments.select(MomentFilter(kind="false", top=1.0))) == games_table(report)["false"].sum()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "merged"}, "the kinds are"),
        ({"cause": "lazy"}, "the causes are"),
        ({"by": "weather", "group": 1}, "the ways are"),
        ({"by": "gap"}, "needs both"),
        ({"group": 0}, "needs both"),
    ],
)
def test_a_filter_of_what_does_not_exist_is_refused(fields, sentence):
    with pytest.raises(UserError, match=sentence):
        MomentFilter(**fields)


def test_a_group_that_the_report_does_not_have_is_refused():
    moments = Moments(error_report(*random_case(8), ErrorConfig((20.0,))))
    with pytest.raises(UserError, match="no group 100 of misses by league"):
        moments.select(MomentFilter(by="league", group=99))
