"""What can be chosen on the Compare page."""

from __future__ import annotations

from dataclasses import dataclass

from app.state import parsers, shared
from app.state.page import Page
from app.state.param import param


@dataclass(frozen=True)
class CompareState:
    """Runs over a split, the baseline of differences, and the metric.

    runs, baseline: RUN or RUN@SETTINGS; differences_only: whether rows without a difference that can be told
    from noise are hidden.
    """

    runs: tuple[str, ...] = param((), parsers.names, ",".join)
    split: str = shared.split()
    baseline: str = param("", parsers.plain_text)
    metric: str = shared.metric()
    view: str = shared.view()
    differences_only: bool = param(False, parsers.FLAG, name="diff")
    covered_only: bool = shared.covered_only()
    focus: int = shared.focus()
    tolerance: float = shared.tolerance()


PAGE = Page("compare", icon="compare", order=7, state=CompareState)
