"""Where the ball is: a path over the pitch that passes every event of a half at its place and time."""

from __future__ import annotations

import numpy as np

from core.demo.simulator import ALL_RESTARTS, RESTARTS, SHOTS

LENGTH_M, WIDTH_M = 105.0, 68.0
MIDDLE = np.array([LENGTH_M / 2, WIDTH_M / 2])


def attacks_right(team: int, half: int) -> bool:
    """Whether a team (index into `TEAMS`) plays towards x = LENGTH_M, as home does in the first half."""
    return (team != 2) == (half == 1)


def ball_path(
    rng: np.random.Generator,
    ticks: np.ndarray,
    names: list[str],
    teams: np.ndarray,
    half: int,
    n: int,
    rate: int,
) -> tuple[np.ndarray, np.ndarray]:
    """The ball through the events of a half: (n, 2) float32 metres, and (n,) bool, True while it is dead.

    ticks (E,) ascending; names (E,) classes; teams (E,) indices into `TEAMS`; rate: ticks a second.
    """
    places = _places(rng, ticks, names, teams, half, rate)
    keys: list[tuple[float, float, float]] = [(-1.0, *MIDDLE)]
    dead = np.zeros(n, bool)
    stopped = True
    for row, (tick, name) in enumerate(zip(ticks, names, strict=True)):
        place = places[row]
        last = np.array(keys[-1][1:])
        gap = tick - keys[-1][0]
        if stopped:  # the ball lies, and is carried to the restart in the last seconds
            keys.append((max(tick - 2.5 * rate, keys[-1][0] + 0.4 * gap), *last))
        else:
            keys += _play(rng, keys[-1][0], last, tick, place, rate)
        keys.append((tick, *place))
        follows = ticks[row + 1] - tick if row + 1 < len(ticks) else n
        if name in SHOTS and follows > 1.2 * rate:
            goal = _goal(teams[row], half)
            wide = 0.0 if name == "Shots on target" else rng.choice((-1, 1)) * rng.uniform(4.5, 9)
            depth = -1.5 if name == "Shots on target" else 2.0
            keys.append((tick + 0.9 * rate, goal[0] + depth * np.sign(goal[0] - MIDDLE[0]), goal[1] + wide))
        if name in RESTARTS:
            stopped = True
        elif name in ALL_RESTARTS or name in SHOTS:
            stopped = False
        end = ticks[row + 1] if row + 1 < len(ticks) else n
        dead[tick:end] = stopped
    keys += _play(rng, keys[-1][0], np.array(keys[-1][1:]), n, MIDDLE + rng.normal(0, 15, 2), rate)
    time, x, y = np.array(sorted(keys, key=lambda key: key[0])).T
    grid = np.arange(n)
    path = np.stack([np.interp(grid, time, x), np.interp(grid, time, y)], axis=1)
    return np.clip(path, (-3, -3), (LENGTH_M + 3, WIDTH_M + 3)).astype(np.float32), dead


def _goal(team: int, half: int) -> np.ndarray:
    """The middle of the goal that a team attacks."""
    return np.array([LENGTH_M if attacks_right(team, half) else 0.0, WIDTH_M / 2])


def _play(rng, start, place, stop, target, rate) -> list[tuple[float, float, float]]:
    """Way points of open play from one place to another: passes of one to three seconds that wander."""
    count = int((stop - start) / (2.0 * rate))
    if count < 2:
        return []
    at = np.sort(rng.uniform(0.08, 0.94, count))
    wander = rng.normal(0, 1, (count, 2)) * (17, 15) * np.sqrt(at * (1 - at))[:, None] * 2
    points = place + (target - place) * at[:, None] + wander
    points = np.clip(points, (2, 2), (LENGTH_M - 2, WIDTH_M - 2))
    return [(start + (stop - start) * a, *point) for a, point in zip(at, points, strict=True)]


def _places(rng, ticks, names, teams, half, rate) -> np.ndarray:
    """Where each event happens, (E, 2); what stops the ball lies where its restart needs it."""
    places = np.zeros((len(names), 2))
    spot = MIDDLE.copy()
    for row, name in enumerate(names):
        goal = _goal(teams[row], half)
        inward = np.array([np.sign(MIDDLE[0] - goal[0]), 0.0])
        if name == "Kick-off":
            spot = MIDDLE.copy()
        elif name == "Penalty":
            spot = goal + inward * 11
        elif name == "Corner":
            spot = np.array([goal[0], 0.0 if spot[1] < MIDDLE[1] else WIDTH_M]) + inward * 0.4
        elif name == "Goal":
            spot = goal - inward * 1.5 + (0, rng.uniform(-3, 3))
        elif name == "Clearance":
            spot = np.array([LENGTH_M - goal[0], WIDTH_M / 2 + rng.uniform(-8, 8)]) - inward * 5.5
        elif name in SHOTS and not (
            row and names[row - 1] in ALL_RESTARTS and ticks[row] - ticks[row - 1] < rate
        ):
            spot = goal + inward * rng.uniform(8, 25) + (0, rng.normal(0, 8))
        elif name == "Ball out of play":
            spot = _out(rng, spot, row, names, teams, half)
        elif name == "Foul":
            spot = _foul(rng, row, names, teams, half)
        elif name == "Offside":
            spot = goal + inward * rng.uniform(8, 28) + (0, rng.uniform(-24, 24))
        elif name == "Throw-in" and 3 < spot[1] < WIDTH_M - 3:
            spot = np.array([spot[0], rng.choice((0.0, WIDTH_M))])
        places[row] = spot
    return places


def _next_restart(row: int, names: list[str], allowed: tuple[str, ...]) -> int | None:
    for later in range(row + 1, min(row + 5, len(names))):
        if names[later] in allowed:
            return later
        if names[later] in RESTARTS:
            return None
    return None


def _out(rng, spot, row, names, teams, half) -> np.ndarray:
    """Over the touchline for a throw-in, over the goal line for a corner or a goal-kick."""
    later = _next_restart(row, names, RESTARTS["Ball out of play"])
    if later is None or names[later] == "Throw-in":
        return np.array([np.clip(spot[0] + rng.normal(0, 22), 4, 101), rng.choice((-0.8, WIDTH_M + 0.8))])
    goal = _goal(teams[later], half)
    x = goal[0] if names[later] == "Corner" else LENGTH_M - goal[0]
    beyond = 1.5 * np.sign(x - MIDDLE[0])
    return np.array([x + beyond, WIDTH_M / 2 + rng.choice((-1, 1)) * rng.uniform(5, 20)])


def _foul(rng, row, names, teams, half) -> np.ndarray:
    """Before the goal for a direct free-kick, in the box for a penalty, else anywhere."""
    later = _next_restart(row, names, RESTARTS["Foul"])
    if later is None or names[later] == "Indirect free-kick":
        return np.array([rng.uniform(12, 93), rng.uniform(5, 63)])
    goal = _goal(teams[later], half)
    away_m = rng.uniform(18, 28) if names[later] == "Direct free-kick" else rng.uniform(5, 14)
    return goal + np.array([np.sign(MIDDLE[0] - goal[0]) * away_m, rng.normal(0, 9)])
