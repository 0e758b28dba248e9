"""What can be chosen on the Tuning page."""

from __future__ import annotations

from dataclasses import dataclass

from app.state import parsers, shared
from app.state.page import Page
from app.state.param import param
from app.state.parsers import OfSet, Parse, one_of
from app.state.settings_text import pinned, read_pin
from core.label_set import LabelSet

TOOLS = {
    "each": "Each class",
    "sweep": "Sweep",
    "auto": "Auto-tune",
    "point": "Operating point",
    "save": "Files",
}
"""Ways to change settings: name in the URL and title."""


def _pin(label_set: LabelSet) -> Parse:
    return lambda text: pinned(*read_pin(text, label_set), label_set)


@dataclass(frozen=True)
class TuningState(shared.SplitState):
    """A run over a split, the tool that changes its settings, and what changes are against.

    pin: the baseline, RUN@SETTINGS, empty for the run's own settings; objective: what auto-tune improves.
    """

    pin: str = param("", OfSet(_pin))
    tool: str = param("each", parsers.one_of(tuple(TOOLS)), name="panel")
    focus: int = shared.focus()
    tolerance: float = shared.tolerance()
    metric: str = shared.metric()
    view: str = shared.view()
    objective: str = param(
        shared.opening_metric, OfSet(lambda label_set: one_of((*label_set.rule.listed, "f1")))
    )
    tuning_split: str = shared.tuning_split()


PAGE = Page("tuning", icon="tune", order=4, state=TuningState)
