"""Whole matches of ball actions: as dense as real ones, the same for the same seed, written as a root."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.ball_league import RUN, make_ball_league
from core.data.labels import read_truths
from core.data.root import open_root
from core.demo.ball import BALL, FPS, ball_scores, simulate_ball
from core.demo.made_scores import make_scores
from core.events import Events
from core.label_sets import SOCCERNET_V2, label_set_of
from core.metric.evaluation import evaluate
from core.runs.workspace import Workspace
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores


@pytest.fixture(scope="module")
def match():
    return simulate_ball(0, 0)


def test_a_match_is_as_long_and_as_dense_as_real_ones(match):
    events = match.events
    assert 90 * 60_000 < match.length_ms < 105 * 60_000
    assert 1_500 < len(events) < 2_500
    assert set(events.half.tolist()) == {1}
    assert events.time_ms[-1] < match.length_ms
    assert np.all(np.diff(events.time_ms) >= 0)
    counts = dict(zip(BALL.classes, np.bincount(events.label, minlength=len(BALL)), strict=True))
    assert sorted(counts, key=counts.get)[-2:] == ["DRIVE", "PASS"]
    assert 1 < np.median(np.diff(events.time_ms)) / 1000 < 3


def test_a_drive_is_not_followed_by_a_drive_at_once(match):
    label, drive = match.events.label, BALL.index["DRIVE"]
    assert not np.any((label[1:] == drive) & (label[:-1] == drive) & (np.diff(match.events.time_ms) < 400))


def test_teams_are_sides_and_change_them_at_half_time(match):
    assert BALL.teams[1:] == ("left", "right")
    assert set(match.events.team.tolist()) <= {0, 1, 2}
    assert not match.events.team[match.events.label == BALL.index["OUT"]].any()


def test_the_same_seed_gives_the_same_match_and_scores(match):
    again = simulate_ball(0, 0)
    assert np.array_equal(again.events.time_ms, match.events.time_ms)
    assert not np.array_equal(simulate_ball(1, 0).events.time_ms[:50], match.events.time_ms[:50])
    short = simulate_ball(0, 1, half_s=120)
    assert np.array_equal(ball_scores(short, 3), ball_scores(short, 3))


def test_scores_find_much_of_the_match_but_not_all():
    play = simulate_ball(0, 0, half_s=300)
    scores = ball_scores(play, 0)
    assert scores.shape == (round(play.length_ms * FPS / 1000), len(BALL))
    assert scores.dtype == np.float32
    assert 0 <= scores.min() <= scores.max() <= 1
    split = SplitScores.from_halves(("",), [("", 1, scores, FPS)], BALL)
    found = evaluate(play.events, split.spots(Settings.uniform("hard", 1.0, label_set=BALL)))
    assert 0.2 < found.average("at1") < 0.95


@pytest.mark.parametrize("label_set", [SOCCERNET_V2, label_set_of(["serve"], "a test")])
def test_made_scores_are_of_the_label_set(label_set):
    truths = Events.build(("g",), 0, 1, [30_000], 0, label_set=label_set)
    scores = make_scores(truths, 1, 400, 4.0, seed=0)
    assert scores.shape == (400, len(label_set))
    assert scores[90:150, 0].max() == scores[:, 0].max()


def test_a_league_is_a_root_with_a_run(tmp_path):
    names = make_ball_league(tmp_path / "root", tmp_path / "workspace", games=2, half_s=120)
    opened = open_root(tmp_path / "root")
    assert opened.label_set == BALL
    assert [game.name for game in opened.split("test")] == list(names)
    truths, play = read_truths(opened, opened.games[:1]), simulate_ball(0, 0, half_s=120)
    assert truths.time_ms.tolist() == play.events.time_ms.tolist()
    assert truths.label.tolist() == play.events.label.tolist()
    run = Workspace(tmp_path / "workspace").runs()[0]
    assert (run.name, run.fps, run.label_set) == (RUN, FPS, BALL)
    for name in names:
        assert (tmp_path / "root" / name / "Labels-ball.json").is_file()
        assert run.scores(name, 1).shape[1] == len(BALL)
