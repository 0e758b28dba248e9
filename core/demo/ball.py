"""A simulated league of ball actions: whole matches of the preset ball-2024 at 25 fps, with made scores.

The simulator of matches says when the ball is in play and what stops it; between a restart and the next stop
the ball is passed, driven, headed and blocked, as often and as fast as in matches. Nothing is learned from
it: it stands for the size and the density of such data in tests and measurements.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from core.data.labels import write_labels
from core.data.root import MARK_FILE
from core.data.splits import SPLITS_FILE
from core.demo.made_scores import make_scores
from core.demo.simulator import ALL_RESTARTS, HALF_S, SHOTS, HalfPlay, simulate
from core.events import Events
from core.files import write_json
from core.label_sets import preset

BALL = preset("ball-2024")
FPS = 25.0
INTERVAL_MS = 4 * 60 * 1000
"""Between the halves, which lie one after the other in one video."""
SHARPNESS_S = 0.04
"""Of the made scores: bumps are a few tenths of a second wide."""

_ALIKE = {
    "Kick-off": "PASS",
    "Goal": "GOAL",
    "Shots on target": "SHOT",
    "Shots off target": "SHOT",
    "Clearance": "HIGH PASS",
    "Ball out of play": "OUT",
    "Throw-in": "THROW IN",
    "Corner": "CROSS",
    "Indirect free-kick": "FREE KICK",
    "Direct free-kick": "FREE KICK",
}
"""What actions of the simulator are called here; the others are none of the ball."""
_IN_PLAY = {
    "PASS": 0.46,
    "DRIVE": 0.75,
    "HIGH PASS": 0.07,
    "HEADER": 0.06,
    "BALL PLAYER BLOCK": 0.025,
    "PLAYER SUCCESSFUL TACKLE": 0.01,
    "CROSS": 0.02,
}
"""How likely what happens next is while the ball is in play; a drive never follows a drive."""
_LEAST_GAP_S, _GAP_SHAPE, _GAP_SCALE_S = 0.4, 2.0, 0.75
"""From one action in play to the next: the least, and a gamma distribution above it."""
_LOSS = 0.15
"""How often the ball changes sides from one action in play to the next."""


def simulate_ball(seed: int, game: int, half_s: int = HALF_S) -> HalfPlay:
    """The whole match number `game` of the league `seed` as one part, the same on every machine.

    About 2,000 events in 97 minutes. half_s: a half's length before stoppage time; shorter ones are for
    tests. The Events carry one nameless game.
    """
    rng = np.random.Generator(np.random.PCG64([seed, game, len(BALL)]))
    rows: list[tuple[int, str, int]] = []
    first, second = simulate(seed, game, half_s).halves
    second_ms = first.length_ms + INTERVAL_MS * half_s // HALF_S
    # Home plays on the left first, on the right then.
    for half, start_ms, sides in ((first, 0, (0, 1, 2)), (second, second_ms, (0, 2, 1))):
        rows += [(start_ms + time_ms, name, sides[team]) for time_ms, name, team in _half(rng, half)]
    labelled = [(1, time_ms, BALL.index[name], team) for time_ms, name, team in rows]
    events = Events.from_rows(("",), labelled, "half", "time_ms", "label", "team", label_set=BALL)
    return HalfPlay(events, second_ms + second.length_ms)


def _half(rng: np.random.Generator, half: HalfPlay) -> list[tuple[int, str, int]]:
    """(time in ms, class, team) of a half's actions of the ball, in order; teams as the simulator's."""
    events = half.events
    names = [events.label_set.classes[label] for label in events.label]
    actions = list(zip(events.time_ms.tolist(), names, events.team.tolist(), strict=True))
    rows = []
    for (time_ms, name, team), (until_ms, *_) in pairwise([*actions, (half.length_ms, "", 0)]):
        if name in _ALIKE:
            rows.append((time_ms, _ALIKE[name], team))
        if name in ALL_RESTARTS or name in SHOTS:
            rows += _in_play(rng, time_ms, until_ms, team or 1)
    return rows


def _in_play(rng: np.random.Generator, time_ms: int, until_ms: int, team: int) -> list[tuple[int, str, int]]:
    """What happens between two actions while the ball is in play."""
    names, weights = list(_IN_PLAY), np.array(list(_IN_PLAY.values()))
    without_drive = np.where(np.array(names) == "DRIVE", 0, weights)
    rows: list[tuple[int, str, int]] = []
    drives = False
    while True:
        time_ms += round(1000 * (_LEAST_GAP_S + rng.gamma(_GAP_SHAPE, _GAP_SCALE_S)))
        if time_ms >= until_ms:
            return rows
        chances = without_drive if drives else weights
        name = names[int(rng.choice(len(names), p=chances / chances.sum()))]
        drives = name == "DRIVE"
        team = 3 - team if rng.random() < _LOSS and not drives else team
        rows.append((time_ms, name, team))


def ball_scores(play: HalfPlay, seed: int) -> np.ndarray:
    """Made scores (N, 12) float32 of a match, N at 25 frames a second."""
    return make_scores(play.events, 1, round(play.length_ms * FPS / 1000), FPS, seed, SHARPNESS_S)


def make_ball_root(root: Path, *, games: int = 4, seed: int = 0, half_s: int = HALF_S) -> dict[str, HalfPlay]:
    """A data root of whole matches in the split test: label files in a new folder; the matches by name."""
    plays = {}
    for number in range(games):
        name = f"simulated_league/2099-2100/ball match {number + 1}"
        plays[name] = simulate_ball(seed, number, half_s)
        events = replace(plays[name].events, games=(name,))
        write_labels(root / name / BALL.label_file, events, {"UrlLocal": f"{name}/", "UrlYoutube": ""})
    write_json(root / SPLITS_FILE, {"train": [], "valid": [], "test": list(plays)})
    write_json(root / MARK_FILE, {"simulated": True})
    return plays
