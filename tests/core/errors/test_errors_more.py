"""Errors judged at one config after another, views of confusion and misses, false spots, stopped shifts."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from core.classes import N_CLASSES
from core.errors.csv_file import cost_csv
from core.errors.judge import ErrorJudge, error_report
from core.errors.kinds import KINDS, ErrorConfig
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moments
from core.errors.offsets import best_shifts
from core.errors.tables import GROUPS, confusion, games_table, misses, profile_table
from core.exceptions import Cancelled, UserError
from core.metric.evaluation import METRICS
from tests.core.errors.test_errors import random_case


def test_judge_again_gives_what_judge_anew_gives():
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


def test_every_kind_stands_in_every_table():
    report = error_report(*random_case(6), ErrorConfig((20.0,)))
    counts = report.detail_counts[:, 0].sum(1)
    table, value = report.table(), report.to_json()
    rows = list(csv.DictReader(cost_csv(report).splitlines()))
    moments = Moments(report)
    profile = profile_table(report, 10_000).iloc[-1]
    for kind, count in zip(KINDS, counts, strict=True):
        assert table.loc[0, f"{kind.name} count"] == count
        assert value["views"]["all"]["all"]["count"][kind.name] == count
        assert value["kinds"][kind.name] == {"rule": kind.rule, "repair": kind.repair}
        assert int(next(row["count"] for row in rows if row["kind"] == kind.name)) == count
        assert len(moments.select(MomentFilter(kind=kind.name))) == count
        assert profile[kind.name] == count if kind.of_spot else kind.name not in profile


def test_the_views_of_misses_add_up():
    report = error_report(*random_case(5), ErrorConfig((20.0,)))
    for by in set(GROUPS) - {"cause"}:
        whole = misses(report, by).set_index("group")
        parts = [misses(report, by, visible=visible).set_index("group") for visible in (True, False)]
        for column in ("truths", "missed"):
            added = parts[0][column].add(parts[1][column], fill_value=0)
            assert (added.reindex(whole.index) == whole[column]).all()


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


def test_choosing_shifts_can_be_stopped():
    truths, spots = random_case(7)
    steps = []

    def progress(done, total, what):
        steps.append((done, total))
        if done == 2:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        best_shifts(truths, spots, ErrorConfig((20.0,)), progress)
    assert steps == [(0, 41), (1, 41), (2, 41)]
