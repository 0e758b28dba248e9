"""What can be chosen on the Classes page."""

from __future__ import annotations

from dataclasses import dataclass

from app.state import parsers, shared
from app.state.page import Page
from app.state.param import param


@dataclass(frozen=True)
class ClassesState(shared.SplitState):
    """A run over a split, the metric and truths of the table, and what is shown below it.

    beside: the name of a published row; look: which figures are below the table.
    """

    metric: str = shared.metric()
    view: str = shared.view()
    beside: str = param("", parsers.plain_text)
    focus: int = shared.focus()
    tolerance: int = shared.tolerance()
    look: str = param("heat", parsers.one_of(("heat", "class", "lens")))


PAGE = Page("classes", icon="leaderboard", order=3, state=ClassesState)
