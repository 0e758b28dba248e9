"""How many rows a second features have: told or read, and held against what is known of a part's length."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.data.features import open_features, with_features
from core.data.games import Game, Part
from core.data.labels import read_labels
from core.data.root import DataRoot
from core.data.video_length import part_length_ms
from core.events import Events
from core.exceptions import UserError
from core.files import read_json

LOWEST_FPS, HIGHEST_FPS = 0.1, 60.0
DEFAULT_FPS = 2.0
"""SoccerNet's ResNET, C3D and I3D features, and whatever nothing else is said of."""
BAIDU, BAIDU_FPS = "baidu", (1.0, 2.0)
"""What the name of Baidu's features holds, and the rates they were published at."""
HALF_S = range(40 * 60, 75 * 60 + 1)
"""How long a half of soccer is."""
CHANCE = 1e-4
"""Labels that end early speak of the rate where chance would leave out the rest this rarely."""

_IN_NAME = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)[ _-]?fps(?![a-z])", re.IGNORECASE)


class TwoRates(UserError):
    """Features of one name come at two rates."""


@dataclass(frozen=True)
class Rate:
    """Rows of features a second, and what says so: a sidecar's path, "its name" and the like.

    sure: whether it was told, and not taken for want of a sign.
    """

    fps: float
    source: str
    sure: bool = True

    def __str__(self) -> str:
        return f"{self.fps:g} rows a second ({self.source})"


def feature_rate(root: DataRoot, game: Game, part: Part, name: str, fps: float | None = None) -> Rate:
    """The rate of a part's features: `fps` where given, else its sidecar's, its name's, the known, else 2.

    Nothing is opened but a sidecar that is there, and for Baidu's features what tells their two rates apart.
    Raises UserError naming the sidecar or option that gives no rate of 0.1 to 60.
    """
    if fps is not None:
        return Rate(checked_fps(fps, "--fps"), "--fps")
    for path in _sidecars(root, part, name):
        if os.path.lexists(path):  # what is no file there says so when it is read
            return Rate(_sidecar_fps(path), str(path))
    if (named := rate_of_name(name)) is not None:
        return Rate(named, "its name")
    return _baidu_rate(root, game, part, name) if BAIDU in name.lower() else Rate(DEFAULT_FPS, "the default")


def rate_of_name(name: str) -> float | None:
    """The rate that a name of features says: 5 for "ResNET_5fps_TF2", the last where there are several.

    An underscore ends a number: "x_12_5fps" says 5, and "x_12.5fps" says 12.5. Raises UserError for a rate
    outside 0.1 to 60.
    """
    found = _IN_NAME.findall(name)
    return checked_fps(float(found[-1]), f"The features' name {name!r}") if found else None


def checked_fps(value: Any, source: str) -> float:
    """A rate as a number. source: what gives it. Raises UserError for what is no number from 0.1 to 60."""
    try:
        fps = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        fps = math.nan
    if not LOWEST_FPS <= fps <= HIGHEST_FPS:
        raise UserError(
            f"{source} gives {str(value)[:40]!r} as rows a second; a rate is a number from {LOWEST_FPS:g} to "
            f'{HIGHEST_FPS:g}, as in --fps 5 or in a sidecar {{"fps": 5}}.'
        )
    return fps


def sidecar_path(root: DataRoot, part: Part, name: str) -> Path:
    """Where to say the rate of features: in the sidecar there is, else in one for all games of the root."""
    *near, for_all = _sidecars(root, part, name)
    return next(filter(Path.is_file, near), for_all)


def _sidecars(root: DataRoot, part: Part, name: str) -> tuple[Path, ...]:
    """Files that can say the rate of a part's features, the nearest first."""
    features = part.features.get(name)
    folder = features.parent if features else root.path / part.game
    return folder / f"{part.number}_{name}.json", folder / f"{name}.json", root.path / f"{name}.json"


def _sidecar_fps(path: Path) -> float:
    value = read_json(path)
    if not isinstance(value, dict) or "fps" not in value:
        raise UserError(f'{path} says no rate; write {{"fps": 5}} into it, or give --fps.')
    if isinstance(value["fps"], str):  # a text that reads as a number is still a mistake of who wrote it
        raise UserError(
            f"{path} gives the text {value['fps'][:40]!r} as fps; write it as a number, or give --fps."
        )
    return checked_fps(value["fps"], str(path))


def _baidu_rate(root: DataRoot, game: Game, part: Part, name: str) -> Rate:
    """1 or 2 rows a second, by the video's length, else the labels, else the longest half there is."""
    once, twice = BAIDU_FPS
    try:
        rows = len(open_features(part.features[name]))
    except (KeyError, UserError):
        return Rate(once, "its name", sure=False)
    if (length_ms := part_length_ms(part)) is not None:
        fps = min(BAIDU_FPS, key=lambda each: abs(rows / each - length_ms / 1000))
        return Rate(fps, "its name and the video's length")
    times = label_times(readable_labels(root, game), part)
    last_s = max(times, default=0) / 1000
    if last_s > (rows + 2) / twice:
        return Rate(once, "its name and the last label")
    if end_early(len(times), last_s, rows / once):
        return Rate(twice, "its name and the last label")
    if rows in HALF_S:  # a few labels say nothing then: cards and goals may well be early
        return Rate(once, "its name and number of rows", sure=False)
    close = last_s >= 0.9 * rows / twice
    return Rate(twice if close or rows > HALF_S[-1] else once, "its name and number of rows", sure=False)


def end_early(labels: int, last_s: float, end_s: float) -> bool:
    """Whether so many labels, the last so long before the end, are no chance."""
    return labels > 0 and (last_s / end_s) ** labels < CHANCE


def label_times(labels: Events, part: Part) -> list[int]:
    """Times of a part's labels in milliseconds, ascending; labels: the game's."""
    return sorted(labels.time_ms[labels.half == part.number].tolist())


def readable_labels(root: DataRoot, game: Game) -> Events:
    """The labels of a game that can be read; none of a game without any."""
    try:
        return read_labels(root, game).events if game.labelled else Events.empty()
    except UserError:
        return Events.empty()


def one_rate(root: DataRoot, games: Iterable[Game], name: str, fps: float | None = None) -> Rate:
    """The rate that the features of all games have; the name's where none has them.

    What one part does not tell for sure, another may. Raises TwoRates naming a game of each.
    """
    told: tuple[Game, Rate] | None = None
    taken: Rate | None = None
    for game, part in with_features(games, name):
        rate = feature_rate(root, game, part, name, fps)
        if not rate.sure:
            taken = taken or rate
        elif told is None:
            told = game, rate
        elif rate.fps != told[1].fps:
            raise TwoRates(
                f"The features {name} have two rates: {told[1]} in {told[0].name!r} and {rate} in "
                f"{game.name!r}, part {part.number}; features of one name need one rate. Give them two "
                "names, or say the true rate with --fps or a sidecar."
            )
    if told is not None:
        return told[1]
    return taken or Rate(rate_of_name(name) or DEFAULT_FPS, "its name")
