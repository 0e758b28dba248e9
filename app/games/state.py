"""What can be chosen on the Games page."""

from __future__ import annotations

from dataclasses import dataclass

from app.state import parsers, shared
from app.state.page import Page
from app.state.param import param


@dataclass(frozen=True)
class GamesState:
    """Filters; empty for all games.

    words: what must occur in a game's name. Any other field filters the column of its name in
    `app.cache.game_columns`: a new field is a new filter.
    """

    words: str = param("", parsers.plain_text, name="q")
    league: str = param("", parsers.plain_text)
    season: str = param("", parsers.plain_text)
    split: str = shared.split()


PAGE = Page("games", icon="list", order=1, state=GamesState)
