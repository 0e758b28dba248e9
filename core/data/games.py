"""A game: the parts of its name, its halves and their files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

LABELS_FILE = "Labels-v2.json"

_FOLDER = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2}) - (?P<kickoff>\d{2}-\d{2}) "
    r"(?P<home>.+?) (?:(?P<home_goals>\d+) - (?P<away_goals>\d+)|vs|-) (?P<away>.+)"
)
_HALF_FILE = re.compile(r"(?P<half>[12])_(?P<rest>.+)\.(?P<suffix>npy|mkv|mp4)|(?P<bare>[12])\.(?:mkv|mp4)")


@dataclass(frozen=True)
class Half:
    """One half of a game and where its files are; features stay on disk until they are read.

    number: 1 or 2. features: path by feature name ("ResNET_TF2_PCA512"). video: the smallest one.
    """

    game: str
    number: int
    features: dict[str, Path] = field(default_factory=dict)
    video: Path | None = None


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
    halves: tuple[Half, Half]

    @property
    def title(self) -> str:
        """'Chelsea 1 - 1 Burnley', or the folder's name where it is not of SoccerNet's form."""
        if not self.away:
            return self.home
        score = "vs" if self.home_goals is None else f"{self.home_goals} - {self.away_goals}"
        return f"{self.home} {score} {self.away}"

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Features that both halves have."""
        return tuple(sorted(set(self.halves[0].features) & set(self.halves[1].features)))

    def half(self, number: int) -> Half:
        """The half 1 or 2."""
        return self.halves[number - 1]


def make_game(name: str, files: dict[str, Path | None], split: str) -> Game:
    """A Game from its folder's name and its files (file name -> path, None inside a zip)."""
    parts = PurePosixPath(name).parts
    match = _FOLDER.fullmatch(parts[-1])
    known = match.groupdict() if match else {}
    halves: dict[int, dict[str, Path]] = {1: {}, 2: {}}
    videos: dict[int, list[Path]] = {1: [], 2: []}
    for filename, path in sorted(files.items()):
        file = _HALF_FILE.fullmatch(filename)
        if file is None or path is None:
            continue
        if file["suffix"] == "npy":
            halves[int(file["half"])][file["rest"]] = path
        else:
            videos[int(file["half"] or file["bare"])].append(path)
    return Game(
        name=name,
        league=parts[-3] if len(parts) >= 3 else "",
        season=parts[-2] if len(parts) >= 2 else "",
        date=known.get("date", ""),
        kickoff=known.get("kickoff", "").replace("-", ":"),
        home=known.get("home", parts[-1]),
        away=known.get("away", ""),
        home_goals=_number(known.get("home_goals")),
        away_goals=_number(known.get("away_goals")),
        split=split,
        labelled=LABELS_FILE in files,
        halves=tuple(Half(name, n, halves[n], _preferred(videos[n])) for n in (1, 2)),
    )


def is_game_file(filename: str) -> bool:
    """Whether a file of this name makes its folder a game's."""
    return filename == LABELS_FILE or _HALF_FILE.fullmatch(filename) is not None


def is_game_folder(name: str) -> bool:
    """Whether a folder's name is of SoccerNet's form for a game."""
    return _FOLDER.fullmatch(name) is not None


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _preferred(videos: list[Path]) -> Path | None:
    """MP4 before MKV, since browsers are sure to play it; then the smallest picture, by name."""
    return min(videos, key=lambda path: (path.suffix != ".mp4", path.name), default=None)
