"""Spots and labels of three games for tests of other systems' files, and such a file with one video."""

from __future__ import annotations

import numpy as np

from core.events import COLUMNS, Events
from tests.conftest import GAME, random_truths

GAMES = tuple(GAME.format(day=day + 1, goals=day) for day in range(3))


def some_spots() -> Events:
    """Spots at 2 fps in two of three games."""
    rng = np.random.default_rng(0)
    n = 400
    return Events.build(
        GAMES,
        np.sort(rng.integers(0, 2, n)),
        rng.integers(1, 3, n),
        500 * rng.integers(0, 600, n),
        rng.integers(0, 17, n),
        confidence=rng.random(n),
    )


def some_truths() -> Events:
    rng = np.random.default_rng(1)
    return Events.concat([random_truths(rng, game) for game in GAMES])


def assert_same(a: Events, b: Events) -> None:
    """Equal but for the order of events within a game."""
    assert a.games == b.games
    keys = ("confidence", "label", "time_ms", "half", "game")
    rows = [np.lexsort([getattr(events, key) for key in keys]) for events in (a, b)]
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(a, name)[rows[0]], getattr(b, name)[rows[1]], err_msg=name)


GOAL = {"label": "Goal", "position_ms": 1, "confidence": 0.5}


def item(events: list, path: str = f"/home/me/data/{GAMES[0]}/1_224p.mkv", **more) -> dict:
    return {"version": "2.0", "labels": {}, "data": [{"inputs": [{"path": path, **more}], "events": events}]}
