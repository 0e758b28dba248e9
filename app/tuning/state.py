"""What can be chosen on the Tuning page."""

from __future__ import annotations

from dataclasses import dataclass

from app.state import parsers, settings_text, shared
from app.state.page import Page
from app.state.param import param


@dataclass(frozen=True)
class TuningState(shared.SplitState):
    """A run over a split, the way to set its settings, and what changes are against.

    pin: the baseline, RUN@SETTINGS, empty for the run's own settings; panel: the way to set settings.
    """

    pin: str = param("", settings_text.check_pin)
    panel: str = param("each", parsers.one_of(("each", "sweep", "auto", "point", "save")))
    focus: int = shared.focus()
    tolerance: int = shared.tolerance()
    metric: str = shared.metric()
    view: str = shared.view()
    objective: str = param("loose", parsers.one_of((*shared.AVERAGED, "f1")))
    tune_on: str = shared.tune_on()


PAGE = Page("tuning", icon="tune", order=4, state=TuningState)
