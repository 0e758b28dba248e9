"""Which split a game belongs to: a root's splits.json first, then the SoccerNet package's lists."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.exceptions import UserError
from core.files import read_json

SPLITS = ("train", "valid", "test", "challenge", "local")
"""'local' holds the games that no list names."""
SPLITS_FILE = "splits.json"


@cache
def official_games(split: str) -> tuple[str, ...]:
    """The package's list of a split (train 300, valid 100, test 100, challenge 50), in its order."""
    from SoccerNet.utils import getListGames

    return tuple(getListGames(split))  # a fresh argument each time: the package may change a list it is given


@cache
def _official_split_of() -> dict[str, str]:
    return {name: split for split in SPLITS[:-1] for name in official_games(split)}


def official_split(game: str) -> str:
    """The package's split of a game, 'local' when its lists do not name it."""
    return _official_split_of().get(game, "local")


def root_splits(root: Path) -> dict[str, str] | None:
    """Game -> split from a root's splits.json ({"train": [names], ...}); None when it has none.

    Raises UserError naming the file when it is not of that form.
    """
    path = root / SPLITS_FILE
    if not path.is_file():
        return None
    value = read_json(path)
    lists = list(value.items()) if isinstance(value, dict) else None
    if lists is None or not all(isinstance(names, list) and split in SPLITS for split, names in lists):
        raise UserError(
            f'{path} must map split names to lists of games, like {{"train": [...], "test": [...]}}; '
            f"the splits are {', '.join(SPLITS)}."
        )
    return {str(name): split for split, names in lists for name in names}
