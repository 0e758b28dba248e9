"""What can be chosen on the Match page."""

from __future__ import annotations

from dataclasses import dataclass

from app.state import parsers, shared
from app.state.match_layout import LaneLayout, ListLayout
from app.state.page import Page
from app.state.param import param
from app.state.settings_text import SIDES, RunChange, value_text
from core.label_sets import MOST_PARTS
from core.model.config import Sides


@dataclass(frozen=True)
class MatchState(shared.NmsState):
    """A game, a part, a run at settings, a second run, and how the view is laid out.

    game: its id; half: the number of a part; before_s, after_s: T_before and T_after, None for the model's;
    at_run_settings: whether changes are made to the run's own settings, and not to where the view starts;
    settings_for: whether widgets change all classes or the one in focus; second_run, second_settings: what
    to compare with; time_ms: the playhead; zoom: the window of time in ms, (0, 0) for the whole part;
    lane_layout, list_layout: texts of `app.state.match_layout`.
    """

    game: str = param("", parsers.game_id)
    half: int = param(1, parsers.one_of(range(1, MOST_PARTS + 1)))
    run: str = shared.run()
    focus: int = shared.focus()
    before_s: float | None = param(None, SIDES["before"], value_text, name="before")
    after_s: float | None = param(None, SIDES["after"], value_text, name="after")
    at_run_settings: bool = param(False, parsers.FLAG, name="own")
    settings_for: str = param("all", parsers.one_of(("all", "class")), name="for")
    second_run: str = param("", parsers.plain_text, name="second")
    second_settings: str = param("", parsers.canonical(RunChange), name="against")
    tolerance: float = shared.tolerance()
    time_ms: int = param(0, parsers.milliseconds, parsers.seconds, name="t")
    zoom: tuple[int, int] = param((0, 0), parsers.zoom, parsers.zoom_text)
    lane_layout: str = param("", parsers.canonical(LaneLayout), name="lanes")
    list_layout: str = param("", parsers.canonical(ListLayout), name="list")

    @property
    def run_change(self) -> RunChange:
        """What differs from the run as it is."""
        return RunChange(self.changes, Sides(self.before_s, self.after_s))


PAGE = Page("match", icon="timeline", order=2, state=MatchState)
