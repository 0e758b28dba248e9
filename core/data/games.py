"""A game: what its name says, its parts and their files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from core.data.game_file import GameFile
from core.exceptions import UserError
from core.label_sets import MOST_PARTS
from core.timebase import Stretch

LABELS_FILE = "Labels-v2.json"
HALVES = (1, 2)
"""The parts of a SoccerNet game that has nothing but labels."""

_FOLDER = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2}) - (?:(?P<kickoff>\d{2}-\d{2}) )?"
    r"(?P<home>.+?) (?:(?P<home_goals>\d+) - (?P<away_goals>\d+)|vs|-) (?P<away>.+)"
)
_PART_FILE = re.compile(
    r"(?P<number>[1-9])_(?P<rest>.+)\.(?P<suffix>npy|mkv|mp4)|(?P<bare>[1-9])\.(?:mkv|mp4)"
)
_WHOLE_VIDEO = re.compile(r"(?:\d{3,4}p|match)\.(?:mkv|mp4)")
"""The video of a whole match, from which all its labels count."""
_PART_NUMBERS = {form(number): number for number in range(1, MOST_PARTS + 1) for form in (int, str)}


@dataclass(frozen=True)
class Part:
    """One part of a game, such as a half, and where its files are; features stay on disk until they are read.

    number: 1 to 9. features: path by feature name ("ResNET_TF2_PCA512"). video: the smallest one; the part
    lies in it from video_start_ms to video_end_ms, None for its end.
    """

    game: str
    number: int
    features: dict[str, Path] = field(default_factory=dict)
    video: Path | None = None
    video_start_ms: int = 0
    video_end_ms: int | None = None

    @property
    def stretch(self) -> Stretch:
        """Where it lies in its video."""
        return Stretch(self.video_start_ms, self.video_end_ms)


@dataclass(frozen=True)
class Game:
    """A game of a data root. `name` is its folder relative to the root, with forward slashes.

    parts: those with files, by number. label_file: the name of its label file, "" for none. faults: a
    sentence for whatever is wrong about its files and was passed over.
    """

    name: str
    league: str
    season: str
    date: str
    kickoff: str
    home: str
    away: str
    home_goals: int | None
    away_goals: int | None
    split: str
    parts: tuple[Part, ...]
    label_file: str = ""
    faults: tuple[str, ...] = ()

    @property
    def labelled(self) -> bool:
        """Whether it has a label file."""
        return bool(self.label_file)

    @property
    def title(self) -> str:
        """'Chelsea 1 - 1 Burnley', or the folder's name where it is not of SoccerNet's form."""
        if not self.away:
            return self.home
        score = "vs" if self.home_goals is None else f"{self.home_goals} - {self.away_goals}"
        return f"{self.home} {score} {self.away}"

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Features that all its parts have."""
        return tuple(sorted(set.intersection(*(set(part.features) for part in self.parts))))

    def part(self, number: int) -> Part:
        """The part of a number. Raises UserError naming the parts that there are."""
        for part in self.parts:
            if part.number == number:
                return part
        there = ", ".join(str(part.number) for part in self.parts)
        raise UserError(f"{self.name} has no part {number}; its parts with files are {there}.")


def make_game(
    name: str,
    files: Mapping[str, Path | None],
    split: str,
    *,
    label_file: str = LABELS_FILE,
    without_files: Sequence[int] = HALVES,
    game_file: GameFile | None = None,
    faults: tuple[str, ...] = (),
) -> Game:
    """A Game from its folder's name and its files (file name -> path, None inside a zip).

    label_file: how label files are called here. without_files: numbers of the parts of a game that has labels
    alone. game_file: what its game.json says.
    """
    folders = PurePosixPath(name).parts
    match = _FOLDER.fullmatch(folders[-1])
    known = match.groupdict() if match else {}
    return Game(
        name=name,
        league=folders[-3] if len(folders) >= 3 else "",
        season=folders[-2] if len(folders) >= 2 else "",
        date=known.get("date", ""),
        kickoff=(known.get("kickoff") or "").replace("-", ":"),
        home=known.get("home", folders[-1]),
        away=known.get("away", ""),
        home_goals=_number(known.get("home_goals")),
        away_goals=_number(known.get("away_goals")),
        split=split,
        parts=_parts(name, files, game_file) or tuple(Part(name, number) for number in without_files),
        label_file=label_file if label_file in files else "",
        faults=faults,
    )


def _parts(game: str, files: Mapping[str, Path | None], game_file: GameFile | None) -> tuple[Part, ...]:
    """The parts that have files or stand in game.json, by number."""
    features: dict[int, dict[str, Path]] = {}
    videos: dict[int, list[Path]] = {}
    unnumbered: dict[str, Path] = {}
    whole: list[Path] = []
    for filename, path in sorted(files.items()):
        if path is None:
            continue
        if file := _PART_FILE.fullmatch(filename):
            number = int(file["number"] or file["bare"])
            if file["suffix"] == "npy":
                features.setdefault(number, {})[file["rest"]] = path
            else:
                videos.setdefault(number, []).append(path)
        elif _WHOLE_VIDEO.fullmatch(filename):
            whole.append(path)
        elif filename.endswith(".npy"):
            unnumbered[filename.removesuffix(".npy")] = path
    if not features and unnumbered and game_file is None:
        features[1] = unnumbered
    if not videos and whole:
        videos[1] = whole
    stretches = {} if game_file is None else game_file.parts
    parts = []
    for number in sorted({*features, *videos, *stretches}):
        place = {"video": _preferred(videos.get(number, []))}
        if stretch := stretches.get(number):
            video = game_file.video or _preferred(whole)
            place = {"video": video, "video_start_ms": stretch.start_ms, "video_end_ms": stretch.end_ms}
        parts.append(Part(game, number, features.get(number, {}), **place))
    return tuple(parts)


def is_game_file(filename: str) -> bool:
    """Whether a file of this name makes its folder a game's; label files do too."""
    return _PART_FILE.fullmatch(filename) is not None or is_whole_video(filename)


def is_whole_video(filename: str) -> bool:
    """Whether a file of this name is the video of a whole match."""
    return _WHOLE_VIDEO.fullmatch(filename) is not None


def is_game_folder(name: str) -> bool:
    """Whether a folder's name is of SoccerNet's form for a game."""
    return _FOLDER.fullmatch(name) is not None


def part_number(value: object) -> int:
    """A part's number as files write it: 1, "1" or 1.0. Raises ValueError for what is none of 1 to 9."""
    number = _PART_NUMBERS.get(value) if type(value) in (int, float, str) else None
    if number is None and isinstance(value, str) and value.strip().isdecimal():
        number = _PART_NUMBERS.get(int(value))
    if number is None:
        raise ValueError(f"part {value} is none; parts are numbered from 1 to {MOST_PARTS}")
    return number


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _preferred(videos: list[Path]) -> Path | None:
    """MP4 before MKV, since browsers are sure to play it; then the smallest picture, by name."""
    return min(videos, key=lambda path: (path.suffix != ".mp4", path.name), default=None)
