"""What can be chosen on the Match page."""

from __future__ import annotations

from dataclasses import dataclass

from app.state import parsers, shared
from app.state.match_layout import Lanes, Listed
from app.state.page import Page
from app.state.param import param
from app.state.settings_text import SIDES, RunChange, value_text
from core.model.config import Sides


@dataclass(frozen=True)
class MatchState(shared.NmsState):
    """A game, a half, a run at settings, and how the view is set.

    game: its id; before, after: T_before and T_after in seconds, None for the model's; own: at the run's own
    settings, not where it opens; scope: whom the settings' widgets speak for; second, against: a second run
    and its settings; time_ms: the playhead; zoom: the window of time in ms, (0, 0) for the whole half; lanes,
    listed: how lanes and list are set.
    """

    game: str = param("", parsers.game_id)
    half: int = param(1, parsers.one_of((1, 2)))
    run: str = shared.run()
    focus: int = shared.focus()
    before: float | None = param(None, SIDES["before"], value_text)
    after: float | None = param(None, SIDES["after"], value_text)
    own: bool = param(False, shared.FLAG)
    scope: str = param("all", parsers.one_of(("all", "class")), name="for")
    second: str = param("", parsers.plain_text)
    against: str = param("", parsers.canonical(RunChange))
    tolerance: int = shared.tolerance()
    time_ms: int = param(0, parsers.milliseconds, parsers.seconds, name="t")
    zoom: tuple[int, int] = param((0, 0), parsers.zoom, parsers.zoom_text)
    lanes: str = param("", parsers.canonical(Lanes))
    listed: str = param("", parsers.canonical(Listed), name="list")

    @property
    def run_change(self) -> RunChange:
        """What differs from the run as it is."""
        return RunChange(self.changes, Sides(self.before, self.after))


PAGE = Page("match", icon="timeline", order=2, state=MatchState)
