"""Offsets and constant shifts."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors.judge import error_report
from core.errors.kinds import ErrorConfig
from core.errors.offsets import best_shifts, offsets, shift_gain, shifted
from core.exceptions import Cancelled
from tests.core.errors.timelines import CORNER, GOAL, random_case, spots_at, truths_at


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
