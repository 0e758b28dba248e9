"""What can be chosen on the Tuning page."""

from __future__ import annotations

from dataclasses import dataclass

from app.state import parsers, shared
from app.state.page import Page
from app.state.param import param
from app.state.settings_text import pinned, read_pin
from core.metric.evaluation import AVERAGED

TOOLS = {
    "each": "Each class",
    "sweep": "Sweep",
    "auto": "Auto-tune",
    "point": "Operating point",
    "save": "Files",
}
"""Ways to change settings: name in the URL and title."""


@dataclass(frozen=True)
class TuningState(shared.SplitState):
    """A run over a split, the tool that changes its settings, and what changes are against.

    pin: the baseline, RUN@SETTINGS, empty for the run's own settings; objective: what auto-tune improves.
    """

    pin: str = param("", lambda text: pinned(*read_pin(text)))
    tool: str = param("each", parsers.one_of(tuple(TOOLS)), name="panel")
    focus: int = shared.focus()
    tolerance: int = shared.tolerance()
    metric: str = shared.metric()
    view: str = shared.view()
    objective: str = param("loose", parsers.one_of((*AVERAGED, "f1")))
    tuning_split: str = shared.tuning_split()


PAGE = Page("tuning", icon="tune", order=4, state=TuningState)
