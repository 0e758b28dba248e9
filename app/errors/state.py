"""What can be chosen on the Errors page."""

from __future__ import annotations

from dataclasses import dataclass

from app.state import parsers, shared
from app.state.page import Page
from app.state.param import param
from core.errors.tables import GROUPS

GAME_GROUPS = {"game": "Game", "league": "League", "season": "Season", "home": "Home side"}
"""Ways to group games: name in the URL and title."""


@dataclass(frozen=True)
class ErrorsState(shared.JudgedState):
    """A run over a split, whose labels judge it, and the section and moments on show.

    labels: "file", "mended" or "both"; miss_group, game_group: how misses and games are grouped; only_class:
    the class that sections are limited to, None for all; top_only: whether the confusion counts the top spots
    alone; card_count: cards of the gallery.
    """

    view: str = shared.view()
    labels: str = param("file", parsers.one_of(("file", "mended", "both")))
    section: str = param(
        "confusion", parsers.one_of(("confusion", "offsets", "misses", "false", "games")), name="show"
    )
    miss_group: str = param("cause", parsers.one_of(GROUPS), name="by")
    only_class: int | None = param(None, parsers.LABEL, parsers.SLUG, name="of")
    top_only: bool = param(False, parsers.FLAG, name="top")
    game_group: str = param("game", parsers.one_of(GAME_GROUPS), name="games")
    tuning_split: str = shared.tuning_split()
    card_count: int = param(parsers.CARD_STEP, parsers.card_count, name="most")

    @property
    def metric_name(self) -> str:
        """The AP of tables: "AP loose", "AP tight", or "AP 30 s" at one tolerance."""
        return f"AP {self.tolerance:g} s" if self.ap_over == "one" else f"AP {self.ap_over}"


PAGE = Page("errors", icon="troubleshoot", order=5, state=ErrorsState)
