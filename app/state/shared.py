"""Choices that several pages share, each written once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from app.state import parsers, settings_text
from app.state.moment_filter import filter_text, parse_filter
from app.state.param import param, params
from app.state.parsers import number
from core.classes import CLASSES
from core.data.splits import SPLITS
from core.errors.kinds import ErrorConfig
from core.errors.moment_filter import MomentFilter
from core.metric.evaluation import ALL_TOLERANCES, AVERAGED, METRICS, VIEWS
from core.spotting.settings_change import SettingsChange

# Functions, since a dataclass needs a field of its own.
run = partial(param, "", parsers.plain_text)
"""The name of a run; empty for the first there is."""
split = partial(param, "", parsers.one_of(("", *SPLITS, "all")))
"""A split, or all; empty for the first that the run covers."""
covered_only = partial(param, False, parsers.FLAG, name="common")
"""Whether figures may be over fewer games than the split has: those that the run covers."""
focus = partial(param, CLASSES.index("Goal"), parsers.label, parsers.SLUG_OF.__getitem__, name="class")
"""The class in focus."""
tolerance = partial(param, 30, parsers.one_of(ALL_TOLERANCES))
"""Full width in seconds in which a spot hits a truth."""
metric = partial(param, "loose", parsers.one_of(AVERAGED))
"""The metric on show."""
view = partial(param, "all", parsers.one_of(VIEWS))
"""Which truths figures are over: all, visible or unshown."""
tuning_split = partial(param, "valid", parsers.one_of((*SPLITS, "all")), name="on")
"""The split that something is chosen on, to be tried on another."""


@dataclass(frozen=True)
class NmsState:
    """How spots are made, as far as it differs from the run's own settings."""

    changes: SettingsChange = params(  # noqa: RUF009
        SettingsChange(), settings_text.PARSERS, settings_text.change_of, settings_text.texts
    )


@dataclass(frozen=True)
class SplitState(NmsState):
    """A run over a split, at settings."""

    run: str = run()
    split: str = split()
    covered_only: bool = covered_only()


@dataclass(frozen=True)
class JudgedState(SplitState):
    """A run over a split, at which tolerances it is judged, and which moments are listed.

    ap_over: the metric that AP is averaged for, or "one" tolerance; far: the far window, in tolerances;
    moment: the name of the one opened last.
    """

    tolerance: int = tolerance()
    ap_over: str = param("loose", parsers.one_of((*AVERAGED, "one")), name="over")
    far: float = param(3.0, number(1, 20), "{:g}".format)
    moment_filter: MomentFilter = param(MomentFilter(), parse_filter, filter_text, name="cell")  # noqa: RUF009
    moment: str = param("", parsers.moment, name="at")

    @property
    def config(self) -> ErrorConfig:
        """At which tolerances errors are judged. Raises UserError out of range."""
        detail = float(self.tolerance)
        return ErrorConfig((detail,) if self.ap_over == "one" else METRICS[self.ap_over], detail, self.far)
