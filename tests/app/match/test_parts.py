"""What the parts of a game are called."""

from __future__ import annotations

import pytest

from app.match.parts import part_names


@pytest.mark.parametrize(
    ("numbers", "names"),
    [
        ([1], ["Match"]),
        ([2], ["2nd half"]),
        ([2, 1, 1], ["1st half", "2nd half"]),
        ([1, 2, 3, 4], ["1st half", "2nd half", "Extra time 1", "Extra time 2"]),
        ([1, 5], ["1st half", "Part 5"]),
        ([], []),
    ],
)
def test_parts_have_names(numbers, names):
    assert list(part_names(numbers).values()) == names
