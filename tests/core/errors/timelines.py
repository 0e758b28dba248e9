"""Timelines small enough to count by hand, random ones, and the errors of both."""

from __future__ import annotations

import numpy as np

from core.errors.judge import error_report
from core.errors.kinds import KIND_NAMES, ErrorConfig
from core.events import Events
from tests.conftest import random_truths
from tests.soccernet_v2 import INDEX, RULE

GOAL, CORNER, FOUL = INDEX["Goal"], INDEX["Corner"], INDEX["Foul"]


LOC, WRONG, DUPLICATE, BACKGROUND, MISS = (
    KIND_NAMES.index(name) for name in ("localisation", "wrong class", "duplicate", "background", "missed")
)


GAME = "league_a/2020-2021/2020-08-01 - 18-00 Reds 1 - 0 Blues"


def truths_at(*rows, games=(GAME,)) -> Events:
    """(seconds, class[, visible[, game]]) rows, first half."""
    rows = [(*row, *(True, 0)[len(row) - 2 :]) for row in rows]
    second, label, visible, game = zip(*rows, strict=True)
    return Events.build(games, game, 1, np.round(np.array(second) * 1000).astype(int), label, visible=visible)


def spots_at(*rows, games=(GAME,)) -> Events:
    """(seconds, class, confidence[, game]) rows, first half."""
    if not rows:
        return Events.empty(games)
    rows = [(*row, *(0,)[len(row) - 3 :]) for row in rows]
    second, label, confidence, game = zip(*rows, strict=True)
    return Events.build(
        games, game, 1, np.round(np.array(second) * 1000).astype(int), label, confidence=confidence
    )


def report(truths, spots, tolerance="10", **more):
    return error_report(truths, spots, ErrorConfig.parse(tolerance, RULE, **more))


def random_case(seed: int, per_half: int = 200):
    rng = np.random.default_rng(seed)
    truths = Events.concat([random_truths(rng, game, 60) for game in "ab"])
    spots = Events.concat([random_truths(rng, game, per_half) for game in "ab"])
    columns = (spots.game, spots.half, spots.time_ms, spots.label)
    return truths, Events.build(spots.games, *columns, confidence=rng.random(len(spots)).round(2))


TWO = truths_at((100, GOAL), (500, GOAL))
"""Two goals, far apart."""
