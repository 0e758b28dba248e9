"""The demo league on disk: a data root like SoccerNet's, from simulated matches or from given labels."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np

from core.data.features import open_features
from core.data.games import LABELS_FILE, Game
from core.data.labels import read_labels, write_labels
from core.data.root import MARK_FILE, DataRoot, open_root
from core.data.splits import SPLITS_FILE
from core.demo.features import FPS, NAME, features_for
from core.demo.simulator import CLASSES, HALF_S, Match, simulate
from core.events import Events
from core.exceptions import UserError
from core.files import atomic, read_json, write_bytes, write_json
from core.progress import Progress, silent

VERSION = 1
"""Raised whenever the same seed no longer gives the same league."""
LEAGUE, SEASON, FIRST_DAY = "simulated_league", "2099-2100", date(2099, 8, 15)
TEAMS = (
    *("Placeholder Rovers", "Lorem Athletic", "Ipsum United", "Null Island City", "Mockingham Town"),
    *("Sampleton Wanderers", "Foobar Albion", "Quux Rangers"),
)
SHARES = {"train": 0.58, "valid": 0.17, "test": 0.25}
"""Of 12 games 7 to learn from, 2 to stop by, 3 to be judged on."""
_TAIL_S = 10
"""Given labels do not say how long a half is: at least so long after its last event."""


@dataclass(frozen=True)
class _Task:
    """What one game needs: its folder's name, a writer of its labels, its truths and frames of each half."""

    name: str
    write_labels: Callable[[Path], None]
    truths: Callable[[], Events]
    frames: Callable[[Events, int], int]


def make_league(
    root: Path, *, games: int = 12, seed: int = 0, half_s: int = HALF_S, progress: Progress = silent
) -> None:
    """Make a simulated league as a data root: labels, features, splits, and the mark that says simulated.

    Every file appears complete or not at all, existing files are kept, so a second call continues
    where a killed one stopped. half_s shortens the halves, for tests. Raises UserError when the folder holds
    something else, and whatever `progress` raises to stop.
    """
    if games < 3:
        raise UserError(f"A demo league of {games} games cannot be split; make at least 3.")
    matches = [simulate(seed, number, half_s) for number in range(games)]
    names = [_name(number, match) for number, match in enumerate(matches)]
    _claim(root, {"seed": seed, "games": games, "half_s": half_s}, _spread(names, matches))
    _write(root, map(_simulated, names, range(games), matches), seed, progress)


def make_features(source: DataRoot | Path, root: Path, *, seed: int = 0, progress: Progress = silent) -> None:
    """Make a data root of given label files with simulated features: all labelled games of `source`.

    The split is the source's; when it leaves nothing to train on, games are split anew by a hash of their
    names. Raises UserError when the source has no labels or the folder holds something else.
    """
    source = source if isinstance(source, DataRoot) else open_root(source)
    games = [game for game in source.games if game.labelled]
    if not games:
        raise UserError(f"{source.path} has no {LABELS_FILE}; give a SoccerNet folder or labels zip.")
    splits = {split: [game.name for game in games if game.split == split] for split in SHARES}
    if not all(splits.values()):
        names = (game.name for game in games)
        splits = _cut(sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest()))
    _claim(root, {"seed": seed, "labels": source.path.name, "games": len(games)}, splits)
    _write(root, [_given(source, game) for game in games], seed, progress)


def seed_of(root: Path) -> int:
    """The seed of the demo league at `root`. Raises UserError when there is none."""
    path = root / MARK_FILE
    value = read_json(path) if path.is_file() else None
    if not isinstance(value, dict) or value.get("simulated") is not True:
        raise UserError(f"{root} is not a demo league; `touchline demo --root FOLDER` makes one.")
    return int(value.get("seed", 0))


def half_frames(root: Path, game: str, events: Events, half: int) -> int:
    """Feature rows of a half of the demo league at `root`: its file's, or as many as would be made."""
    path = root / game / f"{half}_{NAME}.npy"
    return len(open_features(path)) if path.is_file() else _length(events, half)


def _simulated(name: str, number: int, match: Match) -> _Task:
    events = Events.concat([replace(half.events, games=(name,)) for half in match.halves])
    home, away = _fixture(number)
    meta = {
        "UrlLocal": f"{name}/",
        "UrlYoutube": "",
        "gameAwayTeam": away,
        "gameDate": f"{_day(number)} - 15:00",
        "gameHomeTeam": home,
        "gameScore": match.score,
    }
    return _Task(
        name,
        lambda path: write_labels(path, events, meta),
        lambda: events,
        lambda _, half: match.halves[half - 1].length_ms * FPS // 1000,
    )


def _given(source: DataRoot, game: Game) -> _Task:
    return _Task(
        game.name,
        lambda path: write_bytes(path, source.read(game.name, LABELS_FILE)),
        lambda: read_labels(source, game).events,
        _length,
    )


def _length(events: Events, half: int) -> int:
    """Frames of a half of which only the events are known."""
    last_s = events.time_ms[events.half == half].max(initial=0) / 1000
    return int(max(HALF_S, last_s + _TAIL_S) * FPS)


def _write(root: Path, tasks: Iterable[_Task], seed: int, progress: Progress) -> None:
    """Write what is missing, a game at a time on each core."""
    missing = [task for task in tasks if not all(path.is_file() for path in _files(root / task.name))]
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        jobs = [pool.submit(_write_game, root, task, seed) for task in missing]
        try:
            for done, (task, job) in enumerate(zip(missing, jobs, strict=True)):
                progress(done, len(missing), f"Making {task.name.rsplit('/')[-1]}")
                job.result()
            progress(len(missing), len(missing), "The demo league is made")
        except BaseException:
            pool.shutdown(cancel_futures=True)  # the two at work finish their files, the others never start
            raise


def _write_game(root: Path, task: _Task, seed: int) -> None:
    labels, *features = _files(root / task.name)
    events = task.truths()
    for half, path in enumerate(features, start=1):
        if not path.is_file():
            values = features_for(events, half, task.frames(events, half), seed, task.name)
            with atomic(path) as file:
                np.save(file, values.astype(np.float16))
    if not labels.is_file():
        task.write_labels(labels)


def _files(folder: Path) -> tuple[Path, Path, Path]:
    return folder / LABELS_FILE, folder / f"1_{NAME}.npy", folder / f"2_{NAME}.npy"


def _claim(root: Path, mark: dict[str, Any], splits: dict[str, list[str]]) -> None:
    """Make `root` the folder of this very league, or refuse."""
    path, mark = root / MARK_FILE, {"simulated": True, "version": VERSION, **mark}
    if path.is_file():
        if read_json(path) != mark:
            raise UserError(f"{root} holds another demo league; delete that folder, or choose another.")
    elif root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UserError(f"{root} is not empty and is no demo league; choose another folder.")
    else:
        write_json(path, mark)
    if not (root / SPLITS_FILE).is_file():
        write_json(root / SPLITS_FILE, splits)


def _cut(games: list) -> dict[str, list]:
    """Games in order -> train, valid and test by `SHARES`, none of them empty from three games on."""
    n = len(games)
    valid, test = max(round(n * SHARES["valid"]), 1), max(round(n * SHARES["test"]), 1)
    train = max(n - valid - test, 1)
    return {"train": games[:train], "valid": games[train : train + valid], "test": games[train + valid :]}


def _spread(names: list[str], matches: list[Match]) -> dict[str, list[str]]:
    """A split that judges as many classes as can be, and none on a single moment, which would be luck."""
    n_classes = len(CLASSES)
    labels = (np.concatenate([half.events.label for half in match.halves]) for match in matches)
    counts = np.stack([np.bincount(label, minlength=n_classes) for label in labels])
    rng = np.random.Generator(np.random.PCG64(len(names)))
    best, most = _cut(list(range(len(names)))), -n_classes
    for _ in range(500):
        parts = _cut(rng.permutation(len(names)).tolist())
        train, test = (counts[parts[split]].sum(0) for split in ("train", "test"))
        worth = 2 * int(((train > 1) & (test > 1)).sum()) - int((test == 1).sum())
        if worth > most:
            best, most = parts, worth
    return {split: sorted(names[index] for index in part) for split, part in best.items()}


def _fixture(number: int) -> tuple[str, str]:
    """Home and away: every pair of teams once, spread over the season, then over again."""
    pairs = list(permutations(TEAMS, 2))
    return pairs[number * 17 % len(pairs)]


def _day(number: int) -> date:
    return FIRST_DAY + timedelta(days=7 * (number // 4) + number % 4 // 2)


def _name(number: int, match: Match) -> str:
    home, away = _fixture(number)
    return f"{LEAGUE}/{SEASON}/{_day(number)} - 15-00 {home} {match.score} {away}"
