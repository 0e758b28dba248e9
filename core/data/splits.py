"""Which split a game belongs to: a root's splits.json first, then the SoccerNet package's lists."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from core.data.games import Game
from core.exceptions import UserError
from core.game_name import GameNames, game_key

SPLITS = ("train", "valid", "test", "challenge", "local")
"""'local' holds the games that no list names."""
DATASETS = ("SoccerNet", "Ball")
"""Those whose games the package lists: broadcasts of halves, and whole matches for ball actions."""
SPLITS_FILE = "splits.json"


@cache
def official_games(split: str, dataset: str = "SoccerNet") -> tuple[str, ...]:
    """The package's list of a split, in its order.

    train, valid, test and challenge have 300, 100, 100 and 50 games; of Ball 4, 1, 2 and 2.
    """
    from SoccerNet.utils import getListGames

    return tuple(getListGames(split, dataset=dataset))


@cache
def _official_places() -> dict[str, tuple[str, int]]:
    """Split and place in it by game."""
    return {
        name: (split, place)
        for dataset in DATASETS
        for split in SPLITS[:-1]
        for place, name in enumerate(official_games(split, dataset))
    }


@cache
def _official_names() -> GameNames:
    return GameNames(_official_places())


def official_place(game: str) -> tuple[str, int]:
    """The package's split of a game and its place there; 'local', and after all others, when it has none.

    A name counts with its league and season, in whatever form, and whatever folders stand in front.
    """
    places = _official_places()
    return places.get(game) or places.get(official_name(game), (SPLITS[-1], len(places)))


def official_name(game: str) -> str:
    """The package's spelling of a game's name; a name that its lists do not have as it is."""
    return _official_names().find(game) or game if game_key(game).count("/") >= 2 else game


def parse_splits(value: Any, source: str) -> dict[str, str]:
    """Game -> split from the parsed JSON of a splits.json. Raises UserError naming the file."""
    lists = list(value.items()) if isinstance(value, dict) else None
    if lists is None or not all(isinstance(names, list) and split in SPLITS for split, names in lists):
        raise UserError(
            f'{source} must map split names to lists of games, like {{"train": [...], "test": [...]}}; '
            f"the splits are {', '.join(SPLITS)}."
        )
    return {str(name): split for split, names in lists for name in names}


def splits_there(games: Iterable[Game], *, labelled: bool = False) -> str:
    """A sentence on the splits that have games, or labelled ones, for who asked for another."""
    there = {game.split for game in games if game.labelled or not labelled}
    named = " and ".join(split for split in SPLITS if split in there)
    return f"It has {'labelled ' * labelled}games of {named or 'no split'}."
