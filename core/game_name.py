"""One game is one game in every file that names it: names in one normal form."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=100_000)
def game_key(name: str) -> str:
    """The normal form of a game's name, for comparing: Unicode composed, forward slashes, single blanks.

    Underscores count as blanks, and slashes or blanks around the name and its folders as nothing.
    """
    text = unicodedata.normalize("NFC", name).replace("\\", "/").replace("_", " ")
    folders = (" ".join(folder.split()) for folder in text.split("/"))
    return "/".join(folder for folder in folders if folder not in ("", "."))
