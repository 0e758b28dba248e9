"""A match simulator: a state machine over SoccerNet-v2's actions, with the rates and gaps of real matches.

The state is either *play* or *dead ball with the restarts that are owed*; core/demo/rates.py says how often
and after how long one action follows another, the state which of them may. So a goal is always followed by a
kick-off of the other side, a foul by a free-kick, and a score is the number of its goals.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.demo.rates import FOLLOWS, PER_HALF, QUANTILES, VISIBLE, Follow
from core.events import Events
from core.label_sets import SOCCERNET_V2

CLASSES, INDEX, TEAMS = SOCCERNET_V2.classes, SOCCERNET_V2.index, SOCCERNET_V2.teams
HALF_S = 45 * 60
STOPPAGE_S = ((5, 75), (40, 200))
"""Least and most stoppage time of a first and of a second half."""

RESTARTS = {
    "Ball out of play": ("Throw-in", "Corner", "Clearance"),
    "Foul": ("Indirect free-kick", "Direct free-kick", "Penalty"),
    "Offside": ("Indirect free-kick",),
    "Goal": ("Kick-off",),
}
"""What may bring the ball back after what stopped it. A goal-kick is labelled "Clearance"."""
SENDING_OFF = ("Red card", "Yellow->red card")
CARDS = ("Yellow card", *SENDING_OFF)
WHILE_DEAD = ("Substitution", *CARDS)
SUBSTITUTIONS = 3
"""The most a team makes in a match."""
SHOTS = ("Shots on target", "Shots off target")
_ATTACKS = (*SHOTS, "Corner", "Offside", "Penalty")
ALL_RESTARTS = {name for names in RESTARTS.values() for name in names}


@dataclass(frozen=True)
class HalfPlay:
    """One half: its truths (one game, one half), and how long it is shown, in milliseconds."""

    events: Events
    length_ms: int


@dataclass(frozen=True)
class Match:
    """A simulated match: two halves and the score that their goals add up to."""

    halves: tuple[HalfPlay, HalfPlay]
    home_goals: int
    away_goals: int

    @property
    def score(self) -> str:
        """'2 - 1', the home side's goals first."""
        return f"{self.home_goals} - {self.away_goals}"


@dataclass
class _State:
    """What the machine carries from one action to the next."""

    half: int
    home: float  # share of the attacks that are the home side's
    owed: tuple[str, ...] = ()  # restarts that may come; empty while the ball is in play
    team: str = "home"  # of the last action that names one
    attacker: str = ""  # who shot last, until the ball is in play elsewhere
    kicking_off: str = ""
    time_s: float = 0.24
    changes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TEAMS[1:], 0))
    booked: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TEAMS[1:], 0))


def simulate(seed: int, game: int, half_s: int = HALF_S) -> Match:
    """The match number `game` of the league `seed`: the same on every machine.

    half_s: a half's length before stoppage time; shorter ones are for tests. The Events carry one nameless
    game; the league names it, since the name holds the score.
    """
    rng = np.random.Generator(np.random.PCG64([seed, game]))
    state = _State(1, home=float(np.clip(rng.normal(0.55, 0.08), 0.3, 0.75)))
    first = str(rng.choice(TEAMS[1:]))
    halves, goals = [], []
    for half in (1, 2):
        state.half, state.time_s, state.owed = half, 0.24, ("Kick-off",)
        state.kicking_off = first if half == 1 else _other(first)
        length_s = half_s + rng.uniform(*STOPPAGE_S[half - 1]) * half_s / HALF_S
        rows = _half(rng, state, length_s)
        time_ms, names, teams, visible = zip(*rows, strict=True)
        label, team = [INDEX[name] for name in names], [TEAMS.index(name) for name in teams]
        events = Events.build(("",), 0, half, time_ms, label, team=team, visible=visible)
        halves.append(HalfPlay(events, round(length_s * 1000)))
        goals += [team for name, team in zip(names, teams, strict=True) if name == "Goal"]
    return Match(tuple(halves), goals.count("home"), goals.count("away"))


def _half(rng: np.random.Generator, state: _State, length_s: float) -> list[tuple[int, str, str, bool]]:
    """(time in ms, class, team, visible) of a half's actions, in order."""
    rows = []
    label, team = "Kick-off", state.kicking_off
    while state.time_s < length_s - 2:
        rows.append((round(state.time_s * 1000), label, team, bool(rng.random() < VISIBLE[label])))
        _advance(state, label, team)
        follow = _choose(rng, state, label)
        state.time_s += _gap(rng, follow)
        label, team = follow.label, _team(rng, state, follow)
        if label == "Yellow->red card" and not state.booked[team]:
            label = "Yellow card"  # the first card of a team cannot be somebody's second
    return rows


def _advance(state: _State, label: str, team: str) -> None:
    """Carry the state over one action."""
    if label in RESTARTS:
        state.owed = RESTARTS[label]
    elif label in ALL_RESTARTS:
        state.owed, state.attacker = (), ""
    if label == "Goal":
        state.kicking_off = _other(team)
    if label in _ATTACKS:
        state.attacker = team
    if label == "Substitution":
        state.changes[team] += 1
    if label == "Yellow card":
        state.booked[team] += 1
    if team != "not applicable":
        state.team = team


def _choose(rng: np.random.Generator, state: _State, label: str) -> Follow:
    """What comes next: the real successors of `label` that the state allows, weighted for the half."""
    rows = FOLLOWS["Yellow->red card" if label == "Red card" else label]  # eight red cards make no table
    rows = [row for row in rows if _allowed(state, label, row.label)]
    if not rows:  # such as a card while a throw-in is owed: after a pause, one of the restarts
        return Follow(str(rng.choice(state.owed)), 1.0, 0.5, (5.0, 10.0, 18.0, 26.0, 45.0))
    weights = np.array([row.share * _tilt(state, row.label) for row in rows])
    return rows[int(rng.choice(len(rows), p=weights / weights.sum()))]


def _allowed(state: _State, label: str, follower: str) -> bool:
    if follower == "Substitution" and sum(state.changes.values()) >= 2 * SUBSTITUTIONS:
        return False
    if state.owed:
        return follower in state.owed or follower in WHILE_DEAD
    if label == "Shots off target" and follower == "Clearance":
        return True  # straight to the goal-kick, its "Ball out of play" left unlabelled
    return follower not in ALL_RESTARTS and follower not in CARDS and (label, follower) != ("Goal", "Goal")


def _tilt(state: _State, label: str) -> float:
    """How much likelier an action is in this half than on average, and late in it for substitutions."""
    first, second = PER_HALF[label]
    tilt = PER_HALF[label][state.half - 1] / ((first + second) / 2)
    if label == "Substitution" and state.half == 2:
        tilt *= 0.35 + 1.3 * min(state.time_s / HALF_S, 0.9)
    return tilt


def _gap(rng: np.random.Generator, follow: Follow) -> float:
    """Seconds to the next action, by the inverse of the measured distribution."""
    q05, *_, q75, q95 = follow.gap_s
    ends = (0.6 * q05, *follow.gap_s, q95 + 0.6 * (q95 - q75))
    return float(np.interp(rng.random(), (0.0, *QUANTILES, 1.0), ends))


def _team(rng: np.random.Generator, state: _State, follow: Follow) -> str:
    """Whose action it is."""
    label = follow.label
    if label == "Ball out of play":
        return "not applicable"
    if label == "Kick-off":
        return state.kicking_off
    if label in ("Corner", "Clearance") and state.attacker:
        attacker = state.attacker if rng.random() < 0.95 else _other(state.attacker)
        return attacker if label == "Corner" else _other(attacker)
    same = follow.same_team
    home = state.home if label in _ATTACKS else 0.5
    if same is not None:
        share = home if state.team == "home" else 1 - home
        stays = same * share / (same * share + (1 - same) * (1 - share))
        home = stays if state.team == "home" else 1 - stays
    team = "home" if rng.random() < home else "away"
    if label == "Substitution" and state.changes[team] >= SUBSTITUTIONS:
        team = _other(team)
    return team


def _other(team: str) -> str:
    return "away" if team == "home" else "home"


assert set(FOLLOWS) == set(PER_HALF) == set(VISIBLE) == set(CLASSES)
