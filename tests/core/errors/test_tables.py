"""Tables of errors: every kind in each, misses by circumstance, false spots by rank, games by drag."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from core.errors.causes import causes_from_spots
from core.errors.csv_file import cost_csv
from core.errors.judge import error_report
from core.errors.kinds import KINDS, ErrorConfig
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moments
from core.errors.tables import GROUPS, false_profile, games_table, misses, profile_table
from core.events import Events
from core.exceptions import UserError
from core.metric.evaluation import evaluate
from core.metric.outcomes import GRID_OUTCOMES
from tests.conftest import random_truths
from tests.core.errors.timelines import (
    CORNER,
    GAME,
    GOAL,
    MISS,
    TWO,
    random_case,
    report,
    spots_at,
    truths_at,
)


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


def test_the_views_of_misses_add_up():
    report = error_report(*random_case(5), ErrorConfig((20.0,)))
    for by in set(GROUPS) - {"cause"}:
        whole = misses(report, by).set_index("group")
        parts = [misses(report, by, visible=visible).set_index("group") for visible in (True, False)]
        for column in ("truths", "missed"):
            added = parts[0][column].add(parts[1][column], fill_value=0)
            assert (added.reindex(whole.index) == whole[column]).all()


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
