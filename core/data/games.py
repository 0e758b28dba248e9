"""A game: what its name says, its parts and their files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from core.exceptions import UserError

LABELS_FILE = "Labels-v2.json"

_FOLDER = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2}) - (?P<kickoff>\d{2}-\d{2}) "
    r"(?P<home>.+?) (?:(?P<home_goals>\d+) - (?P<away_goals>\d+)|vs|-) (?P<away>.+)"
)
_PART_FILE = re.compile(
    r"(?P<number>[1-9])_(?P<rest>.+)\.(?P<suffix>npy|mkv|mp4)|(?P<bare>[1-9])\.(?:mkv|mp4)"
)
HALVES = (1, 2)
"""The parts of a SoccerNet game that has nothing but labels."""


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


@dataclass(frozen=True)
class Game:
    """A game of a data root. `name` is its folder relative to the root, with forward slashes."""

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
    labelled: bool
    parts: tuple[Part, ...]

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
    name: str, files: dict[str, Path | None], split: str, without_files: tuple[int, ...] = HALVES
) -> Game:
    """A Game from its folder's name and its files (file name -> path, None inside a zip).

    without_files: numbers of the parts of a game that has labels alone.
    """
    folders = PurePosixPath(name).parts
    match = _FOLDER.fullmatch(folders[-1])
    known = match.groupdict() if match else {}
    return Game(
        name=name,
        league=folders[-3] if len(folders) >= 3 else "",
        season=folders[-2] if len(folders) >= 2 else "",
        date=known.get("date", ""),
        kickoff=known.get("kickoff", "").replace("-", ":"),
        home=known.get("home", folders[-1]),
        away=known.get("away", ""),
        home_goals=_number(known.get("home_goals")),
        away_goals=_number(known.get("away_goals")),
        split=split,
        labelled=LABELS_FILE in files,
        parts=_parts(name, files) or tuple(Part(name, number) for number in without_files),
    )


def _parts(game: str, files: dict[str, Path | None]) -> tuple[Part, ...]:
    """The parts that have files, by number."""
    features: dict[int, dict[str, Path]] = {}
    videos: dict[int, list[Path]] = {}
    for filename, path in sorted(files.items()):
        file = _PART_FILE.fullmatch(filename)
        if file is None or path is None:
            continue
        number = int(file["number"] or file["bare"])
        if file["suffix"] == "npy":
            features.setdefault(number, {})[file["rest"]] = path
        else:
            videos.setdefault(number, []).append(path)
    return tuple(
        Part(game, number, features.get(number, {}), _preferred(videos.get(number, [])))
        for number in sorted({*features, *videos})
    )


def is_game_file(filename: str) -> bool:
    """Whether a file of this name makes its folder a game's."""
    return filename == LABELS_FILE or _PART_FILE.fullmatch(filename) is not None


def is_game_folder(name: str) -> bool:
    """Whether a folder's name is of SoccerNet's form for a game."""
    return _FOLDER.fullmatch(name) is not None


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _preferred(videos: list[Path]) -> Path | None:
    """MP4 before MKV, since browsers are sure to play it; then the smallest picture, by name."""
    return min(videos, key=lambda path: (path.suffix != ".mp4", path.name), default=None)
