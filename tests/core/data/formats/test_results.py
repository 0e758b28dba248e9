"""Results files: round trips, strings as the server asks, faults by name."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest

from core.data.formats.results import Results, parse_results, read_results, write_results
from core.events import Events
from core.exceptions import UserError
from tests.conftest import random_truths


def spots(game: str, n: int = 50) -> Events:
    rng = np.random.default_rng(2)
    truths = random_truths(rng, game, n)
    return Events.build((game,), 0, truths.half, truths.time_ms, truths.label, confidence=rng.random(2 * n))


@pytest.mark.parametrize("target", ["results.zip", "results"])
def test_results_round_trip(tmp_path, target):
    both = Events.concat([spots("l/s/a"), Events.empty(("l/s/empty",)), spots("l/s/b", 5)])
    write_results(tmp_path / target, both)
    assert Results(tmp_path / target).games() == tuple(sorted(both.games))
    again = read_results(tmp_path / target, both.games)
    for column in ("game", "half", "time_ms", "label", "confidence"):
        np.testing.assert_array_equal(getattr(again, column), getattr(both, column))


def test_results_are_strings_as_the_server_asks(tmp_path):
    write_results(tmp_path / "r.zip", Events.build(("g",), 0, 1, 5499, 2, confidence=0.875))
    with zipfile.ZipFile(tmp_path / "r.zip") as archive:
        value = json.loads(archive.read("g/results_spotting.json"))
    assert value == {
        "UrlLocal": "g",
        "predictions": [
            {"gameTime": "1 - 0:5", "label": "Goal", "position": "5499", "half": "1", "confidence": "0.875"}
        ],
    }


def test_results_with_a_missing_game(tmp_path):
    write_results(tmp_path / "r.zip", spots("a"))
    with pytest.raises(UserError, match="no results for the game 'b'"):
        read_results(tmp_path / "r.zip", ("a", "b"))
    with pytest.raises(UserError, match="no results at"):
        Results(tmp_path / "nothing.zip")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"half": "0"}, "part 0 is none; parts are numbered from 1 to 9"),
        ({"half": 2.5}, r"part 2\.5 is none"),
        ({"position": float("inf")}, "position inf is no whole number"),
        ({"position": 10**24}, "is outside of any part"),
        ({"position": "x"}, "prediction 1"),
        ({"confidence": "high"}, "prediction 1"),
        ({"position": "-4"}, "-4 ms is outside of any part"),
    ],
)
def test_bad_results_are_named(changes, sentence):
    entry = {"label": "Goal", "position": "1", "half": "1", "confidence": "0.5"} | changes
    with pytest.raises(UserError, match=sentence) as error:
        parse_results({"predictions": [entry]}, "g", "r.json")
    assert "r.json" in str(error.value)
