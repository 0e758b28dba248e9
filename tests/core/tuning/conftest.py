"""A small split for sweeps and searches."""

from __future__ import annotations

import numpy as np
import pytest

from core.demo.made_scores import make_scores
from core.events import Events
from core.spotting.split_scores import SplitScores
from tests.conftest import random_truths

GAMES = ("a", "b", "c")


@pytest.fixture(scope="module")
def made() -> tuple[Events, SplitScores]:
    """Truths of three games of five minutes a half with made scores."""
    rng = np.random.default_rng(0)
    truths = Events.concat([random_truths(rng, game, per_half=40) for game in GAMES])
    halves = [
        (game, half, make_scores(truths.of_game(game), half, 600, 2.0, seed), 2.0)
        for seed, game in enumerate(GAMES)
        for half in (1, 2)
    ]
    return truths, SplitScores.from_halves(GAMES, halves)
