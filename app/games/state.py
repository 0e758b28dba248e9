"""What can be chosen on the Games page."""

from __future__ import annotations

from dataclasses import dataclass

from app.state import parsers, shared
from app.state.page import Page
from app.state.param import param


@dataclass(frozen=True)
class GamesState:
    """Filters; empty for all. q: words that occur in a game's name."""

    q: str = param("", parsers.plain_text)
    league: str = param("", parsers.plain_text)
    season: str = param("", parsers.plain_text)
    split: str = shared.split()


PAGE = Page("games", icon="list", order=1, state=GamesState)
