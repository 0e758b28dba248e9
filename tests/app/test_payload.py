"""What the match view is sent equals what core computes, in plain JSON."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.payload import (
    MOST_MS,
    SPOT_OUTCOMES,
    Place,
    Second,
    Sources,
    build,
    length_ms,
    match_counts,
    times_after,
)
from core.classes import CLASSES, N_CLASSES
from core.events import Events
from core.post.config import NmsConfig
from core.post.matching import MISSED, OUTCOMES, match
from core.post.settings import Settings

GAME = ("league/season/game",)


def some_matches(tolerance_s: float = 10, seed: int = 0, n: int = 200):
    rng = np.random.default_rng(seed)
    half, label = rng.integers(1, 3, n), rng.integers(0, N_CLASSES, n)
    time_ms = rng.integers(0, 300_000, n)
    truths = Events.build(GAME, 0, half, time_ms, label, visible=rng.random(n) > 0.3)
    near = np.clip(time_ms + rng.normal(0, 6000, n).astype(int), 0, None)
    spots = Events.build(GAME, 0, half, near, rng.permutation(label), confidence=rng.random(n))
    return match(truths, spots, tolerance_s)


def payload(matches, half=1, **changes):
    given = {
        "half_id": "abc/1", "half": half, "title": "A 1 - 0 B", "settings": Settings(), "window_known": True,
        "sources": Sources(), "place": Place(), "nonce": 0,
    }  # fmt: skip
    return build(matches, **{**given, **changes})


def plain(value) -> bool:
    if isinstance(value, dict):
        return all(type(key) is str and plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(plain(item) for item in value)
    return value is None or type(value) in (str, int, float, bool)


def test_every_value_is_plain_python():
    """One NumPy scalar would turn the whole payload into a string on its way to the browser."""
    value = payload(some_matches(), sources=Sources(rows=600, fps=np.float32(2), video_fps=np.float64(25)))
    assert plain({**value, "half": {**value["half"], "duration_ms": int(value["half"]["duration_ms"])}})
    assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize("half", [1, 2])
@pytest.mark.parametrize("tolerance_s", [1, 10, 60])
def test_spots_and_truths_are_those_of_core(half, tolerance_s):
    matches = some_matches(tolerance_s)
    value = payload(matches, half)
    rows = matches.spots.half == half
    sent = sorted(zip(value["spots"]["t"], value["spots"]["c"], value["spots"]["o"], strict=True))
    names = [SPOT_OUTCOMES.index(OUTCOMES[code].name) for code in matches.spot_outcome[rows]]
    assert sent == sorted(zip(matches.spots.time_ms[rows], matches.spots.label[rows], names, strict=True))
    missed = int(np.sum(matches.truth_outcome[matches.truths.half == half] == MISSED))
    assert value["truths"]["o"].count(-1) == missed


def test_offsets_and_the_truth_they_refer_to():
    truths = Events.build(GAME, 0, [1, 1], [10_000, 60_000], [2, 5])
    spots = Events.build(GAME, 0, [1, 1, 1], [12_000, 61_000, 200_000], [2, 3, 3], confidence=[0.9, 0.8, 0.7])
    value = payload(match(truths, spots, 10))
    assert value["spots"]["d"] == [2000, 1000, None]
    assert value["spots"]["w"] == [-1, 5, -1]
    assert [value["outcomes"][code] for code in value["spots"]["o"]] == ["hit", "wrong class", "background"]
    assert value["truths"]["p"] == [0.9, None]


def test_a_half_without_events():
    empty = match(Events.empty(GAME), Events.empty(GAME), 30)
    value = payload(empty)
    assert value["truths"]["t"] == value["spots"]["t"] == []
    assert value["half"]["duration_ms"] == 45 * 60 * 1000


def test_the_axis_reaches_events_beyond_the_scores():
    truths = Events.build(GAME, 0, 1, [400_000], 0)
    matches = match(truths, Events.empty(GAME), 30)
    assert length_ms(matches, 1, Sources(rows=600, fps=2)) == 430_000
    assert length_ms(matches, 2, Sources(rows=600, fps=2)) == 300_000
    assert length_ms(matches, 1, Sources(rows=1, fps=2)) == 430_000


def test_a_position_beyond_all_sense_does_not_stretch_the_axis():
    truths = Events.build(GAME, 0, 1, [10_000, 99_999_999], 0)
    matches = match(truths, Events.empty(GAME), 30)
    assert length_ms(matches, 1, Sources(rows=600, fps=2)) == MOST_MS == 7_200_000
    assert length_ms(matches, 1, Sources(video_ms=8_000_000)) == 8_000_000
    assert times_after(matches, 1, MOST_MS) == [99_999_999]
    assert payload(matches)["truths"]["t"] == [10_000, MOST_MS]


def test_what_is_not_judged_has_no_outcome():
    matches = some_matches()
    value = payload(matches, judged=False)
    assert plain(value)
    for kind in ("truths", "spots"):
        assert value[kind]["t"] == payload(matches)[kind]["t"]
        assert set(value[kind]["o"]) == {None}
    assert set(value["spots"]["d"]) == set(value["truths"]["p"]) == {None}
    assert not value["judged"]


def test_moving_about_is_no_reason_to_draw_again():
    matches = some_matches()
    first = payload(matches, place=Place(0, 0, 0, 2))
    assert payload(matches, place=Place(5000, 10, 9000, 3))["rev"] == first["rev"]
    assert payload(matches, nonce=1)["rev"] != first["rev"]
    assert payload(some_matches(seed=1))["rev"] != first["rev"]


def test_one_threshold_and_window_per_class():
    given = Settings.of(NmsConfig(window_s=tuple(range(17)), threshold=0.25, smoothing_s=0.5))
    settings = payload(some_matches(), settings=given)["settings"]
    assert settings["window_s"] == [float(value) for value in range(17)]
    assert settings["threshold"] == [0.25] * 17
    assert settings["smoothing_s"] == [0.5] * 17
    assert payload(some_matches(), window_known=False)["settings"]["window_s"] is None


def test_counts_add_up_and_leave_out_what_has_no_denominator():
    table = match_counts(some_matches())
    assert table["class"] == [*CLASSES, "all classes"]
    for name in ("truths", "spots", "hits", "false", "missed"):
        assert sum(table[name][:-1]) == table[name][-1]
    nothing = match_counts(match(Events.empty(GAME), Events.empty(GAME), 30))
    assert set(nothing["precision"]) == set(nothing["recall"]) == set(nothing["F1"]) == {None}


def test_what_lies_under_comes_with_its_own_spots_and_what_it_found():
    first, second = some_matches(), some_matches(tolerance_s=2)
    value = payload(first, second=Second("other", second, Settings()), ap=[0.5, *[None] * 16])
    assert plain(value["second"])
    assert value["second"]["spots"]["t"] == payload(second)["spots"]["t"]
    found = [int(code >= 0) for code in payload(second)["truths"]["o"]]
    assert value["second"]["found"] == found
    assert len(found) == len(value["truths"]["t"])
