"""Time: the evaluator's frames, round trips, and game times as they are found in the wild."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.timebase import (
    clock,
    evaluation_frame,
    frame_of,
    frames_in,
    game_time,
    parse_game_time,
    time_ms_of,
)
from tests.soccernet_v2 import RULE


@given(st.integers(0, 10_000_000), st.sampled_from([1, 2, 12.5, 25, 29.97]))
def test_frames_are_the_evaluators(time_ms, fps):
    assert frame_of(time_ms, fps) == int(fps * (time_ms / 1000))


@given(st.integers(0, 200_000), st.sampled_from([1.0, 2.0, 2.08, 12.5, 25.0, 30000 / 1001]))
def test_a_frames_time_lies_in_the_frame(frame, fps):
    assert frame_of(time_ms_of(frame, fps), fps) == frame


@given(st.sampled_from([1, 2]), st.integers(0, 7_200_000))
def test_game_time_round_trip_keeps_the_second(half, time_ms):
    assert parse_game_time(game_time(half, time_ms)) == (half, time_ms // 1000 * 1000)


@pytest.mark.parametrize(
    ("text", "expected"), [("1 - 00:00", (1, 0)), ("2 - 0:5", (2, 5000)), ("1 - 105:59", (1, 6_359_000))]
)
def test_game_times_padded_or_not(text, expected):
    assert parse_game_time(text) == expected


@pytest.mark.parametrize("text", ["", "1 - 12", "12:34", "one - 00:00", "1 - 00:00:00"])
def test_other_texts_are_refused(text):
    with pytest.raises(ValueError, match="1 - 12:34"):
        parse_game_time(text)


def test_events_beyond_120_minutes_share_the_last_frame():
    assert evaluation_frame(7_200_000, RULE) == RULE.n_frames - 1
    np.testing.assert_array_equal(evaluation_frame(np.array([0, 499, 500, 10**9]), RULE), [0, 0, 1, 14399])


def test_durations_in_frames():
    assert frames_in(7.5, 2.0) == 15
    assert frames_in(0.3, 10.0) == 3  # 0.3 * 10 is 2.999.. in floating point
    assert [frames_in(seconds, 2.0) for seconds in (0.24, 0.25, 0.74, 0.75)] == [0, 1, 1, 2]
    assert [frames_in(7.5, fps) for fps in (0.1, 1.0, 5.0, 25.0)] == [1, 8, 38, 188]


def test_the_clock():
    assert clock(65_999) == "01:05"
