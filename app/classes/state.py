"""What can be chosen on the Classes page."""

from __future__ import annotations

from dataclasses import dataclass

from app.state import parsers, shared
from app.state.page import Page
from app.state.param import param


@dataclass(frozen=True)
class ClassesState(shared.SplitState):
    """A run over a split, the metric and truths of the table, and what is shown below it.

    published: the name of a published row; detail: what is shown below the table.
    """

    metric: str = shared.metric()
    view: str = shared.view()
    published: str = param("", parsers.plain_text, name="beside")
    focus: int = shared.focus()
    tolerance: float = shared.tolerance()
    detail: str = param("heat", parsers.one_of(("heat", "class", "lens")), name="look")


PAGE = Page("classes", icon="leaderboard", order=3, state=ClassesState)
