"""What can be chosen on the Errors page."""

from __future__ import annotations

from dataclasses import dataclass

from app.state import parsers, shared
from app.state.page import Page
from app.state.param import param
from core.errors.tables import GROUPS


@dataclass(frozen=True)
class ErrorsState(shared.JudgedState):
    """A run over a split, as judged by whose labels, and the moments on show.

    labels: whose labels judge; show: the section; by: how misses are grouped;
    of: the class of the sections; top: whether false spots are among the top ones alone; games_by: how games
    are grouped; cell: the filter of moments; at: the moment opened last; most: how many cards are shown.
    """

    view: str = shared.view()
    labels: str = param("file", parsers.one_of(("file", "mended", "both")))
    show: str = param("confusion", parsers.one_of(("confusion", "offsets", "misses", "false", "games")))
    by: str = param("cause", parsers.one_of(GROUPS))
    of: int | None = param(None, parsers.label, parsers.SLUG_OF.__getitem__)
    top: bool = param(False, shared.FLAG)
    games_by: str = param("game", parsers.one_of(("game", "league", "season", "home")), name="games")
    tuning_split: str = shared.tuning_split()
    cell: str = shared.cell()
    at: str = shared.moment()
    most: int = param(24, parsers.shown)


PAGE = Page("errors", icon="troubleshoot", order=5, state=ErrorsState)
