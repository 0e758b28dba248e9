"""One game is one game in every file that names it: names in one normal form, and finding one among many."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

_SURE = 3
"""So many folders, as league/season/game, name a game whatever stands in front of them."""


@lru_cache(maxsize=100_000)
def game_key(name: str) -> str:
    """The normal form of a game's name, for comparing: Unicode composed, forward slashes, single blanks.

    Underscores count as blanks, and slashes or blanks around the name and its folders as nothing. UTF-8 that
    was read as code page 437, as of a zip without the flag for it, is read again.
    """
    text = unicodedata.normalize("NFC", read_as_utf8(name)).replace("\\", "/").replace("_", " ")
    folders = (" ".join(folder.split()) for folder in text.split("/"))
    return "/".join(folder for folder in folders if folder not in ("", "."))


def read_as_utf8(name: str) -> str:
    """A name whose UTF-8 was read as code page 437 ('Atl├⌐tico') as it was meant; any other as it is."""
    if name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def places_of(games: Sequence[str], names: Sequence[str]) -> dict[str, int]:
    """By name the place of its game among `games`: the same name, else the one of the same normal form.

    A name is left out where its game is none of these, or another name has it: the same, or the first.
    """
    place = {name: index for index, name in enumerate(games)}
    same = place.keys() & set(names)
    by_key = {game_key(name): index for name, index in place.items() if name not in same}
    others = [(name, game_key(name)) for name in names if name not in same] if by_key else []
    found = {name: by_key.pop(key) for name, key in others if key in by_key}
    return {name: place[name] for name in same} | found


class GameNames:
    """Names to find a game in, however another file writes its name.

    Names are the same where their normal forms are, or where one has more folders in front: of an absolute
    path, a parent folder, or a folder around a whole zip. Of several names in one form the first counts.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_key: dict[str, str] = {}
        self._by_tail: dict[str, str | None] = {}
        for name in names:
            key = game_key(name)
            if key in self._by_key:
                continue
            self._by_key[key] = name
            for tail in _tails(key):
                self._by_tail[tail] = None if tail in self._by_tail else name

    def find(self, name: str) -> str | None:
        """The name of the same game; None where there is none, or several fit."""
        key = game_key(name)
        if key in self._by_key:
            return self._by_key[key]
        if self._by_tail.get(key):
            return self._by_tail[key]
        for tail in _tails(key)[1:]:
            if tail in self._by_key:
                return self._by_key[tail]
            if tail.count("/") + 1 >= _SURE and self._by_tail.get(tail):
                return self._by_tail[tail]
        return None


def _tails(key: str) -> list[str]:
    """A key with one folder after another left out in front, the longest first: a/b/c, b/c, c."""
    folders = key.split("/")
    return ["/".join(folders[first:]) for first in range(len(folders))]
