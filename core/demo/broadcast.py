"""What is on the screen at every moment of a half, staged from its events: view, replays, ball, score.

Simulated and given label files take this same road, and features and video are both drawn from the result,
so that the three cannot drift apart.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from core.demo.pitch import ball_path
from core.demo.simulator import CARDS, CLASSES, SENDING_OFF, SHOTS
from core.events import Events

TICKS_PER_S = 6
"""The grid of a broadcast: one video frame a tick, three ticks a feature row."""


class View(IntEnum):
    """What the camera shows."""

    WIDE = 0
    CLOSE_UP = 1
    REPLAY = 2
    CROWD = 3
    BENCH = 4


@dataclass(frozen=True)
class Insert:
    """A cut away from the wide view: from start_s (relative to the event) for length_s, this often."""

    view: View
    start_s: float
    length_s: float
    chance: float


INSERTS: dict[str, tuple[Insert, ...]] = {
    "Penalty": (Insert(View.CLOSE_UP, -14, 6, 0.9),),
    "Goal": (
        Insert(View.CLOSE_UP, 1.8, 7, 1.0),
        Insert(View.CROWD, 9, 3, 0.7),
        Insert(View.CLOSE_UP, 12, 4, 0.8),
        Insert(View.REPLAY, 17, 8, 1.0),
        Insert(View.REPLAY, 26, 7, 0.7),
        Insert(View.BENCH, 34, 4, 0.4),
    ),
    "Substitution": (Insert(View.BENCH, -5, 9, 1.0),),
    "Offside": (Insert(View.CLOSE_UP, 1.5, 3, 0.5), Insert(View.REPLAY, 5, 6, 0.6)),
    "Shots on target": (Insert(View.CLOSE_UP, 2, 3.5, 0.6), Insert(View.REPLAY, 6, 6, 0.5)),
    "Shots off target": (Insert(View.CLOSE_UP, 1.6, 4, 0.8), Insert(View.REPLAY, 6, 6, 0.7)),
    "Ball out of play": (Insert(View.CLOSE_UP, 1.6, 3, 0.35),),
    "Foul": (Insert(View.CLOSE_UP, 1.2, 3.5, 0.7), Insert(View.REPLAY, 5.2, 5, 0.5)),
    "Direct free-kick": (Insert(View.CLOSE_UP, -12, 5, 0.5),),
    "Corner": (Insert(View.CLOSE_UP, -8, 4, 0.5),),
    "Yellow card": (Insert(View.CLOSE_UP, -2, 5.5, 1.0),),
    "Red card": (
        Insert(View.CLOSE_UP, -2, 8, 1.0),
        Insert(View.REPLAY, 8, 7, 1.0),
        Insert(View.BENCH, 16, 5, 0.7),
    ),
    "Yellow->red card": (Insert(View.CLOSE_UP, -2, 8, 1.0), Insert(View.REPLAY, 8, 7, 0.8)),
}
"""The director's habits, by class; nothing cuts away from what comes next, unless that is not shown."""
GUARD_S = (1.4, 0.9)
"""This long before and after a shown event nothing else may cover it."""
COVER_S = (3.0, 2.5)
"""At least this long around an unshown event the camera is elsewhere."""
_COVERS = {View.REPLAY: 0.5, View.CLOSE_UP: 0.3, View.CROWD: 0.12, View.BENCH: 0.08}
_CAUSES = {*SHOTS, *SENDING_OFF, "Goal", "Penalty", "Foul", "Offside"}
"""What is worth a replay."""
_BELONGS = {"Substitution": View.BENCH, **dict.fromkeys(CARDS, View.CLOSE_UP)}
"""The view of a shown event, where it is not the wide one."""


@dataclass(frozen=True, eq=False)
class Broadcast:
    """A half as it is shown, T ticks of 1 / `TICKS_PER_S` s.

    events: the half's truths in time order. view (T,) `View`; about (T,): row of the event that a cut-away
    shows, -1 for none; source (T,): the tick whose play is on screen, the tick itself when live.
    ball (T, 2): metres from the corner flag, x along the pitch; dead (T,): the ball is out or waits.
    score (T, 2): goals of home and away, with those of the half before.
    """

    half: int
    events: Events
    view: np.ndarray
    about: np.ndarray
    source: np.ndarray
    ball: np.ndarray
    dead: np.ndarray
    score: np.ndarray

    def __len__(self) -> int:
        return len(self.view)

    def moments(self) -> Iterator[tuple[int, str, int, bool]]:
        """(tick, class, team, whether it is shown) of each event, in order of time."""
        events = self.events
        ticks = (events.time_ms * TICKS_PER_S // 1000).tolist()
        names = (CLASSES[label] for label in events.label)
        yield from zip(ticks, names, events.team.tolist(), events.visible.tolist(), strict=True)


def generator(seed: int, game: str, half: int, purpose: int) -> np.random.Generator:
    """The random numbers of one purpose in one half; a game's name takes the place of its index."""
    return np.random.Generator(np.random.PCG64([seed, zlib.crc32(game.encode()), half, purpose]))


def stage(
    events: Events, half: int, n_ticks: int, seed: int, game: str, score: tuple[int, int] = (0, 0)
) -> Broadcast:
    """Stage the events of one half over n_ticks.

    events: truths of one game; those of `half` are used. score: the goals before this half.
    """
    events = events[events.half == half]
    events = events[np.argsort(events.time_ms, kind="stable")]
    rng = generator(seed, game, half, 1)
    ticks = np.minimum(events.time_ms * TICKS_PER_S // 1000, n_ticks - 1).astype(np.int64)
    names = [CLASSES[label] for label in events.label]
    ball, dead = ball_path(rng, ticks, names, events.team, half, n_ticks, TICKS_PER_S)
    cuts = _Cuts(n_ticks)
    _cut(rng, cuts, ticks, names, events.visible)
    goals = np.zeros((n_ticks, 2), np.int16)
    for tick, name, team in zip(ticks, names, events.team, strict=True):
        if name == "Goal" and team:
            goals[min(tick + TICKS_PER_S, n_ticks - 1) :, team - 1] += 1
    goals += np.array(score, np.int16)
    return Broadcast(half, events, cuts.view, cuts.about, cuts.source, ball, dead, goals)


class _Cuts:
    """Which view is on the screen at each tick, what it is about, and the tick whose play it shows."""

    def __init__(self, n: int) -> None:
        self.view = np.zeros(n, np.uint8)
        self.about = np.full(n, -1, np.int16)
        self.source = np.arange(n)

    def show(self, start: float, stop: float, view: View, row: int, tick: int) -> None:
        """Cut to a view from start to stop, about the event of a row and a tick."""
        start, stop = max(int(start), 0), min(int(stop), len(self.view))
        if stop <= start:
            return
        self.view[start:stop], self.about[start:stop] = view, row
        self.source[start:stop] = np.arange(start, stop)
        if view is View.REPLAY:  # half speed, from a little before the moment
            slow = tick - _ticks(2.2) + np.arange(stop - start) // 2
            self.source[start:stop] = np.clip(slow, 0, start)


def _cut(rng, cuts: _Cuts, ticks, names, visible) -> None:
    """Cut as the director does: to what follows events, away from those that are not shown."""
    shown = ticks[visible]
    for row in np.flatnonzero(visible):
        tick = ticks[row]
        later = shown[shown > tick]
        limit = (later[0] if len(later) else len(cuts.view)) - _ticks(GUARD_S[0])
        for insert in INSERTS.get(names[row], ()):
            used = rng.random() < insert.chance
            start = tick + _ticks(insert.start_s + rng.normal(0, 0.3))
            stop = min(start + _ticks(insert.length_s * rng.uniform(0.8, 1.2)), limit)
            if insert.start_s < 0:
                stop = min(max(stop, tick + _ticks(GUARD_S[1])), limit + _ticks(GUARD_S[0]))
            if used and stop - start >= _ticks(1.2):
                cuts.show(start, stop, insert.view, row, tick)
    for row in np.flatnonzero(visible):  # each shown event gets its own picture back
        start, stop = ticks[row] - _ticks(GUARD_S[0]), ticks[row] + _ticks(GUARD_S[1])
        view = _BELONGS.get(names[row], View.WIDE)
        cuts.show(start, stop, view, -1 if view is View.WIDE else row, ticks[row])
    for row in np.flatnonzero(~visible):
        tick = ticks[row]
        start = tick - _ticks(COVER_S[0] + rng.uniform(0, 2))
        stop = tick + _ticks(COVER_S[1] + rng.uniform(0, 2))
        before = shown[shown < tick - 1]
        after = shown[shown > tick + 1]
        start = max(start, min(before[-1] + _ticks(GUARD_S[1]), tick - 2) if len(before) else 0)
        stop = min(stop, max(after[0] - _ticks(GUARD_S[0]), tick + 2) if len(after) else len(cuts.view))
        causes = [r for r in range(max(row - 6, 0), row) if names[r] in _CAUSES and visible[r]]
        view = tuple(_COVERS)[int(rng.choice(len(_COVERS), p=tuple(_COVERS.values())))]
        if view is View.REPLAY and not causes:
            view = View.CLOSE_UP
        cause = causes[-1] if causes else -1
        cuts.show(start, stop, view, cause, ticks[cause] if causes else tick)


def _ticks(seconds: float) -> int:
    return round(seconds * TICKS_PER_S)
