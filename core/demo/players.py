"""Where the players are: two teams that keep their shape, follow the ball, and line up for set pieces."""

from __future__ import annotations

import numpy as np

from core.demo.broadcast import TICKS_PER_S, Broadcast, generator
from core.demo.pitch import LENGTH_M, MIDDLE, WIDTH_M, attacks_right
from core.demo.simulator import SENDING_OFF

TEAM_SIZE = 11
REFEREE = 2 * TEAM_SIZE
_SHAPE = (
    *((0.03, 0.5), (0.2, 0.15), (0.17, 0.38), (0.17, 0.62), (0.2, 0.85)),
    *((0.42, 0.14), (0.37, 0.38), (0.39, 0.63), (0.43, 0.87), (0.6, 0.4), (0.62, 0.62)),
)
"""A 4-4-2 attacking to the right, as shares of the pitch; the goalkeeper first."""
_SET_PIECES = {"Kick-off": (7, 1), "Corner": (9, 2), "Penalty": (12, 0.5), "Direct free-kick": (10, 0.5)}
"""Seconds before and after which the teams stand as the set piece wants."""


def paths(broadcast: Broadcast, seed: int, game: str, sent_off: tuple[int, int] = (0, 0)) -> np.ndarray:
    """Positions of home 0..10, away 11..21 and the referee 22 at each tick, (T, 23, 2) float32 metres.

    sent_off: players that home and away have lost before this half; who is not there is NaN.
    """
    rng = generator(seed, game, broadcast.half, 3)
    n, rate = len(broadcast), TICKS_PER_S
    ball = broadcast.ball.astype(np.float32)
    calm = _smooth(ball, 3 * rate)
    places = np.empty((n, 2 * TEAM_SIZE + 1, 2), np.float32)
    for team in (1, 2):
        block = _formation(calm, attacks_right(team, broadcast.half))
        places[:, (team - 1) * TEAM_SIZE : team * TEAM_SIZE] = block
    places[:, REFEREE] = calm + np.where(calm < MIDDLE, (6, 8), (-6, -8)).astype(np.float32)
    places += _wander(rng, n, places.shape[1]) * 2.2
    outfield = np.ones(places.shape[1], bool)
    outfield[[0, TEAM_SIZE, REFEREE]] = False
    _chase(places, ball, outfield, broadcast.dead)
    _line_up(rng, places, broadcast, outfield)
    places = _smooth(places.reshape(n, -1), rate).reshape(places.shape)
    _send_off(places, broadcast, sent_off)
    return places


def _formation(calm: np.ndarray, right: bool) -> np.ndarray:
    """A team's block of players around where play is, (T, 11, 2)."""
    x, y = (np.array(_SHAPE) * (LENGTH_M, WIDTH_M)).T
    forward = calm[:, 0] if right else LENGTH_M - calm[:, 0]
    across = calm[:, 1] if right else WIDTH_M - calm[:, 1]
    keeper = np.arange(TEAM_SIZE) == 0
    ahead = x + (forward - MIDDLE[0])[:, None] * np.where(keeper, 0.06, 0.62)
    aside = y + (across - MIDDLE[1])[:, None] * np.where(keeper, 0.08, 0.28)
    block = np.stack([np.clip(ahead, 1, LENGTH_M - 6), np.clip(aside, 2, WIDTH_M - 2)], axis=2)
    return block if right else (LENGTH_M, WIDTH_M) - block


def _chase(places: np.ndarray, ball: np.ndarray, outfield: np.ndarray, dead: np.ndarray) -> None:
    """Draw who is near to the ball, the nearest of each team all the way."""
    for first in (0, TEAM_SIZE):
        rows = np.arange(first, first + TEAM_SIZE)[outfield[first : first + TEAM_SIZE]]
        to_ball = ball[:, None] - places[:, rows]
        distance = np.linalg.norm(to_ball, axis=2)
        nearest = distance == distance.min(axis=1, keepdims=True)
        pull = 0.55 * np.exp(-((distance / 11) ** 2)) + np.where(nearest, 0.4, 0.0)
        pull *= np.where(dead, 0.45, 1.0)[:, None]
        places[:, rows] += to_ball * pull[..., None]


def _line_up(
    rng: np.random.Generator, places: np.ndarray, broadcast: Broadcast, outfield: np.ndarray
) -> None:
    """Put both teams where a set piece wants them, for a while around it."""
    for tick, name, team, _ in broadcast.moments():
        if name not in _SET_PIECES:
            continue
        before, after = _SET_PIECES[name]
        rows = slice(max(tick - round(before * TICKS_PER_S), 0), tick + round(after * TICKS_PER_S) + 1)
        if name == "Kick-off":
            for side in (1, 2):
                side_x = places[rows, (side - 1) * TEAM_SIZE : side * TEAM_SIZE, 0]
                left = attacks_right(side, broadcast.half)
                low, high = (1, MIDDLE[0] - 1) if left else (MIDDLE[0] + 1, 104)
                np.clip(side_x, low, high, out=side_x)
            continue
        right = attacks_right(team, broadcast.half)
        goal, inward = (LENGTH_M, -1.0) if right else (0.0, 1.0)
        ball = broadcast.ball[min(tick, len(broadcast) - 1)]
        count = int(outfield.sum())
        kicker = 3 if team != 2 else count // 2 + 3
        if name == "Corner":
            spots = np.stack([goal + inward * rng.uniform(2, 17, count), rng.uniform(22, 46, count)], axis=1)
            spots[:3] = (MIDDLE[0], 20), (MIDDLE[0] + inward * 12, 44), (goal + inward * 30, 34)
            spots[kicker] = ball
        elif name == "Penalty":
            angle = rng.uniform(-1.1, 1.1, count)
            spots = np.stack([goal + inward * (12 + 9 * np.cos(angle)), 34 + 17 * np.sin(angle)], axis=1)
            spots[kicker] = goal + inward * 12.5, 34
        else:
            place = ball.astype(np.float64)
            to_goal = np.array([goal, WIDTH_M / 2]) - place
            along = to_goal / max(np.linalg.norm(to_goal), 1)
            wall = count // 2 if team != 2 else 0  # the defending side's first four
            spots = places[min(tick, len(broadcast) - 1), outfield].astype(np.float64)
            offsets = (np.arange(4) - 1.5)[:, None] * np.array([-along[1], along[0]])
            spots[wall : wall + 4] = place + along * 9.15 + offsets
            spots[kicker] = place - along
        places[rows, outfield] = spots


def _send_off(places: np.ndarray, broadcast: Broadcast, sent_off: tuple[int, int]) -> None:
    gone = list(sent_off)
    for team, lost in enumerate(gone, start=1):
        places[:, team * TEAM_SIZE - lost : team * TEAM_SIZE] = np.nan
    for tick, name, team, _ in broadcast.moments():
        if name in SENDING_OFF and team and gone[team - 1] < 4:
            places[tick + 20 * TICKS_PER_S :, team * TEAM_SIZE - 1 - gone[team - 1]] = np.nan
            gone[team - 1] += 1


def _wander(rng: np.random.Generator, n: int, players: int) -> np.ndarray:
    """Each player's own slow way of being out of place, (n, players, 2), about one unit."""
    knots = rng.standard_normal((n // (4 * TICKS_PER_S) + 2, players * 2))
    position = np.linspace(0, len(knots) - 1.001, n)
    low = position.astype(np.int64)
    part = (position - low)[:, None]
    part = part * part * (3 - 2 * part)
    return (knots[low] * (1 - part) + knots[low + 1] * part).reshape(n, players, 2).astype(np.float32)


def _smooth(values: np.ndarray, width: int) -> np.ndarray:
    """A centred moving average over `width` ticks along the first axis, (T, C)."""
    padded = np.pad(values, ((width // 2 + 1, width - width // 2), (0, 0)), mode="edge")
    total = np.cumsum(padded, axis=0, dtype=np.float64)
    return ((total[width:] - total[:-width]) / width)[: len(values)].astype(np.float32)
