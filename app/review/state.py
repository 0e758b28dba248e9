"""What can be chosen on the Review page."""

from __future__ import annotations

from dataclasses import dataclass

from app.state import parsers, shared
from app.state.page import Page
from app.state.param import param
from core.errors.moment_filter import MomentFilter


@dataclass(frozen=True)
class ReviewState(shared.JudgedState):
    """A run over a split, and which moments are reviewed.

    queue: suspect labels, or the moments of a filter of the Errors page.
    """

    queue: str = param("suspect", parsers.one_of(("suspect", "cell")))

    @property
    def queue_filter(self) -> MomentFilter | None:
        """The filter of the moments to review; None for suspect labels."""
        return self.moment_filter if self.queue == "cell" else None

    @property
    def reach_ms(self) -> int:
        """How far from a time the label that is meant may be: the far window on either side."""
        return round(self.tolerance * self.far * 500)


PAGE = Page("review", icon="rate_review", order=6, state=ReviewState)
