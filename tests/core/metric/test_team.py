"""Team-aware mAP against its definition, written plainly."""

from __future__ import annotations

import numpy as np
import pytest

from core.events import Events
from core.exceptions import UserError
from core.label_sets import preset
from core.metric.evaluation import evaluate
from core.metric.team import evaluate_teams

BALL = preset("ball-2024")


def random_case(seed: int) -> tuple[Events, Events]:
    rng = np.random.default_rng(seed)

    def events(n: int, **more) -> Events:
        labels = rng.integers(0, 8, n)  # four classes stay without truths
        times = np.sort(rng.integers(0, 60_000, n))
        return Events.build(
            ("a", "b"),
            rng.integers(0, 2, n),
            1,
            times,
            labels,
            team=rng.integers(0, 3, n),
            label_set=BALL,
            **more,
        )

    return events(120), events(300, confidence=rng.random(300))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("metric", ["at1", "tight"])
def test_each_class_and_team_is_judged_alone_and_weighted_by_its_truths(seed, metric):
    truths, spots = random_case(seed)
    done = evaluate_teams(truths, spots, metric)
    expected = []
    for label in range(len(BALL)):
        total, weighted = 0, 0.0
        for team in (1, 2):
            of = [events[(events.label == label) & (events.team == team)] for events in (truths, spots)]
            alone = evaluate(*of)
            n = int(alone.n_truths[0, label])
            total, weighted = total + n, weighted + n * alone.average_per_class(metric)[label]
        expected.append(weighted / total if total else np.nan)
    np.testing.assert_allclose(done.per_class, expected, atol=1e-12)
    assert np.isnan(done.per_class[8:]).all()
    assert done.average == pytest.approx(np.mean(expected[:8]))
    assert done.without_team == (truths.team == 0).sum()


def test_the_wrong_team_is_no_hit():
    truth = Events.build(("g",), 0, 1, 5000, 0, team=1, label_set=BALL)
    for team, figure in ((1, 1.0), (2, 0.0), (0, 0.0)):
        spot = Events.build(("g",), 0, 1, 5000, 0, team=team, confidence=0.9, label_set=BALL)
        assert evaluate_teams(truth, spot, "at1").average == figure


def test_labels_without_teams_are_told():
    truth = Events.build(("g",), 0, 1, 5000, 0, label_set=BALL)
    with pytest.raises(UserError, match="No label names a team"):
        evaluate_teams(truth, truth, "at1")


def test_what_names_no_team_is_counted():
    truth = Events.build(("g",), 0, 1, [5000, 6000], 0, team=[1, 0], label_set=BALL)
    spots = Events.build(("g",), 0, 1, [5000, 6000, 7000], 0, team=0, confidence=0.9, label_set=BALL)
    done = evaluate_teams(truth, spots, "at1")
    assert (done.without_team, done.spots_without_team, done.average) == (1, 3, 0)
