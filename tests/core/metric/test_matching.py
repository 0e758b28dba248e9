"""Outcomes of spots and truths: the rules one by one, and agreement with the evaluation beside them."""

from __future__ import annotations

import numpy as np
import pytest

from core.events import Events
from core.exceptions import UserError
from core.metric.evaluation import evaluate
from core.metric.matching import match
from core.metric.outcomes import CODES, HIT, MERGED, MISSED
from tests.conftest import random_truths
from tests.soccernet_v2 import ALL_TOLERANCES, INDEX

GOAL, CORNER = INDEX["Goal"], INDEX["Corner"]
DUPLICATE, LOCALISATION, WRONG_CLASS, BACKGROUND = (
    CODES[name] for name in ("duplicate", "localisation", "wrong class", "background")
)


def events(*rows, truth: bool) -> Events:
    """Rows of (seconds, label) for truths or (seconds, label, confidence) for spots, in half 1 of game g."""
    if not rows:
        return Events.empty(("g",))
    time_s, label, *rest = zip(*rows, strict=True)
    confidence = np.nan if truth else np.array(rest[0], dtype=float)
    return Events.build(("g",), 0, 1, np.array(time_s) * 1000, label, confidence=confidence)


@pytest.mark.parametrize(
    ("spot_s", "label", "outcome", "why"),
    [
        (100, GOAL, HIT, "on the truth"),
        (102, GOAL, HIT, "inside the window of 5 s"),
        (104, GOAL, LOCALISATION, "outside the window, inside three of them"),
        (104, CORNER, BACKGROUND, "another class, outside the window"),
        (102, CORNER, WRONG_CLASS, "another class inside the window"),
        (120, GOAL, BACKGROUND, "far from everything"),
    ],
)
def test_a_single_spot(spot_s, label, outcome, why):
    matches = match(events((100, GOAL), truth=True), events((spot_s, label, 0.9), truth=False), 5)
    assert matches.spot_outcome.tolist() == [outcome], why
    assert matches.truth_outcome.tolist() == [HIT if outcome == HIT else MISSED]


def test_the_weaker_of_two_spots_is_a_duplicate():
    spots = events((99, GOAL, 0.4), (101, GOAL, 0.8), truth=False)
    matches = match(events((100, GOAL), truth=True), spots, 5)
    assert matches.spot_outcome.tolist() == [DUPLICATE, HIT]
    assert matches.spot_truth.tolist() == [0, 0]
    assert matches.truth_spot.tolist() == [1]
    assert matches.offset_ms.tolist() == [-1000, 1000]


def test_a_wrong_class_names_the_nearest_truth():
    truths = events((97, CORNER), (100, INDEX["Foul"]), truth=True)
    matches = match(truths, events((99, GOAL, 0.5), truth=False), 8)
    assert matches.spot_outcome.tolist() == [WRONG_CLASS]
    assert matches.spot_truth.tolist() == [1]


def test_events_that_share_a_frame_are_merged():
    """Both spots stand on evaluator frame 200; the later one in the list is the one that counts."""
    spots = events((100.0, GOAL, 0.9), (100.2, GOAL, 0.3), truth=False)
    matches = match(events((100, GOAL), truth=True), spots, 5)
    assert matches.spot_outcome.tolist() == [MERGED, HIT]
    assert matches.counts()[GOAL].tolist() == [1, 0, 0]


def test_nothing_to_match():
    nothing = events(truth=True)
    assert len(match(nothing, nothing, 5).frame()) == 0
    lonely = match(nothing, events((3, GOAL, 0.2), truth=False), 5)
    assert lonely.spot_outcome.tolist() == [BACKGROUND]
    assert match(events((3, GOAL), truth=True), nothing, 5).frame()["outcome"].tolist() == ["missed"]


def test_the_frame_has_a_row_per_spot_and_missed_truth():
    truths = events((100, GOAL), (300, CORNER), truth=True)
    spots = events((101, GOAL, 0.7), (200, GOAL, 0.6), truth=False)
    frame = match(truths, spots, 5).frame()
    assert frame["outcome"].tolist() == ["hit", "background", "missed"]
    assert frame["time_ms"].tolist() == [101_000, 200_000, 300_000]
    assert frame["truth_label"].fillna("none").tolist() == ["Goal", "none", "Corner"]
    assert frame["offset_ms"].fillna(0).tolist() == [1000, 0, 0]


def test_a_tolerance_of_zero_asks_for_the_same_frame():
    truths = events((100, GOAL), truth=True)
    assert match(truths, events((100.4, GOAL, 0.7), truth=False), 0).spot_outcome.tolist() == [HIT]
    assert match(truths, events((100.6, GOAL, 0.7), truth=False), 0).spot_outcome.tolist() == [BACKGROUND]


@pytest.mark.parametrize(("tolerance", "far"), [(-1, 3), (5, 0.5)])
def test_impossible_windows_are_refused(tolerance, far):
    with pytest.raises(UserError, match="at least"):
        match(Events.empty(("g",)), Events.empty(("g",)), tolerance, far_factor=far)


@pytest.mark.parametrize("seed", range(5))
def test_hits_are_the_evaluators_true_positives(seed):
    rng = np.random.default_rng(seed)
    truths = Events.concat([random_truths(rng, game, 60) for game in "ab"])
    spots = Events.concat([random_truths(rng, game, 200) for game in "ab"])
    spots = Events.build(
        spots.games, spots.game, spots.half, spots.time_ms, spots.label, confidence=rng.random(len(spots))
    )
    evaluation = evaluate(truths, spots)
    for place, tolerance in enumerate(ALL_TOLERANCES):
        matches = match(truths, spots, tolerance)
        hits, false, missed = matches.counts().T
        np.testing.assert_array_equal(hits, evaluation.hits[0, place, :, 0])
        np.testing.assert_array_equal(hits + false, evaluation.n_spots[0, :, 0])
        np.testing.assert_array_equal(hits + missed, evaluation.n_truths[0])
