"""Time: the evaluator's frames, round trips, and game times as they are found in the wild."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.timebase import (
    WHOLE_FILE,
    Stretch,
    clock,
    evaluation_frame,
    frame_of,
    frames_in,
    game_time,
    parse_game_time,
    time_ms_of,
    time_stamp,
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
    assert clock(6_000_000) == "100:00", "minutes and seconds, as labels write it, however long a part is"
    assert parse_game_time(game_time(1, 5_999_000)) == (1, 5_999_000)
    assert parse_game_time(game_time(1, 14_399_000)) == (1, 14_399_000)


@given(st.integers(0, 20_000_000), st.integers(0, 20_000_000))
def test_a_time_in_a_file_and_back(time_ms, start_ms):
    stretch = Stretch(start_ms)
    assert stretch.in_file(time_ms) == time_ms + start_ms
    assert stretch.in_part(stretch.in_file(time_ms)) == time_ms


@pytest.mark.parametrize(
    ("stretch", "length_ms"),
    [
        (WHOLE_FILE, 180_000),
        (Stretch(60_000), 120_000),
        (Stretch(60_000, 90_000), 30_000),
        (Stretch(60_000, 500_000), 120_000),
        (Stretch(180_000), 0),
        (Stretch(200_000, 260_000), 0),
        (Stretch(90_000, 60_000), 0),
    ],
)
def test_how_much_of_a_part_a_file_of_three_minutes_holds(stretch, length_ms):
    assert stretch.length_ms(180_000) == length_ms


def test_a_stretch_ends_where_the_next_can_begin():
    stretch = Stretch(60_000, 90_000)
    assert [stretch.holds(ms) for ms in (-1, 0, 29_999, 30_000)] == [False, True, True, False]
    assert WHOLE_FILE.holds(10**9)
    assert stretch.around(15_000, 5_000) == (70_000, 80_000)
    assert stretch.around(2_000, 5_000) == (60_000, 67_000)
    assert stretch.around(28_000, 5_000) == (83_000, 89_999)


def test_time_stamps_are_exact_in_units_of_any_size():
    assert time_stamp(1_001, Fraction(1, 30_000)) == 30_030
    assert time_stamp(5_880_040, Fraction(1, 90_000)) == 529_203_600
    assert time_stamp(33, Fraction(1001, 30_000)) == 1
