"""How figures are written: digits, signs, and a dash for none."""

from __future__ import annotations

import numpy as np
import pytest

from core.figures import count, fraction, percent, points, signed_fraction, tolerance


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (percent(0.314), "31.40"),
        (percent(np.float64(1)), "100.00"),
        (percent(0.0), "0.00"),
        (points(0.012), "+1.20"),
        (points(-0.012), "−1.20"),
        (points(0.0), "0.00"),
        (points(-0.00004), "0.00"),
        (points(-0.00004, 3), "−0.004"),
        (fraction(0.31449), "0.314"),
        (signed_fraction(0.012), "+0.012"),
        (signed_fraction(-0.012), "−0.012"),
        (signed_fraction(-0.0004), "0.000"),
        (tolerance(30), "30 s (within 15 s either side)"),
        (tolerance(5.0), "5 s (within 2.5 s either side)"),
        (count(1, "game"), "1 game"),
        (count(0, "game"), "0 games"),
        (count(1234, "entry", "entries"), "1,234 entries"),
    ],
)
def test_a_figure_is_written_in_its_unit(text, shown):
    assert text == shown


@pytest.mark.parametrize("write", [percent, points, fraction, signed_fraction])
@pytest.mark.parametrize("none", [None, float("nan"), np.float32("nan")])
def test_a_figure_that_does_not_exist_is_a_dash(write, none):
    assert write(none) == "–"
