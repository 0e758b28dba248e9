"""What can be chosen on the Review page."""

from __future__ import annotations

from dataclasses import dataclass

from app.state import parsers, shared
from app.state.page import Page
from app.state.param import param


@dataclass(frozen=True)
class ReviewState(shared.JudgedState):
    """A run over a split, and which moments are reviewed.

    queue: suspect labels, or the moments of a cell of the Errors page.
    """

    queue: str = param("suspect", parsers.one_of(("suspect", "cell")))


PAGE = Page("review", icon="rate_review", order=6, state=ReviewState)
