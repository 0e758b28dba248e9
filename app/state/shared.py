"""Choices that several pages share, each written once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from app.state import parsers, settings_text
from app.state.moment_filter import filter_text, parse_filter
from app.state.param import param, params
from app.state.parsers import OfSet, number, one_of
from core.data.splits import SPLITS
from core.errors.kinds import ErrorConfig
from core.errors.moment_filter import MomentFilter
from core.evaluation_rule import EvaluationRule
from core.spotting.settings_change import SettingsChange

# Functions, since a dataclass needs a field of its own.
run = partial(param, "", parsers.plain_text)
"""The name of a run; empty for the first there is."""
split = partial(param, "", parsers.one_of(("", *SPLITS, "all")))
"""A split, or all; empty for the first that the run covers."""
covered_only = partial(param, False, parsers.FLAG, name="common")
"""Whether figures may be over fewer games than the split has: those that the run covers."""
focus = partial(
    param, OfSet(lambda label_set: label_set.focus_label), parsers.LABEL, parsers.SLUG, name="class"
)
"""The class in focus."""
tolerance = partial(
    param,
    OfSet(lambda label_set: label_set.rule.opening_tolerance_s),
    OfSet(lambda label_set: parsers.from_table({f"{s:g}": s for s in label_set.rule.tolerances_s})),
    "{:g}".format,
)
"""Full width in seconds in which a spot hits a truth."""
opening_metric = OfSet(lambda label_set: label_set.rule.opening)
metric = partial(param, opening_metric, OfSet(lambda label_set: one_of(label_set.rule.listed)))
"""The metric on show."""
view = partial(param, "all", OfSet(lambda label_set: one_of(label_set.views)))
"""Which truths figures are over: all, visible or unshown."""
tuning_split = partial(param, "valid", parsers.one_of((*SPLITS, "all")), name="on")
"""The split that something is chosen on, to be tried on another."""


@dataclass(frozen=True)
class NmsState:
    """How spots are made, as far as it differs from the run's own settings."""

    changes: SettingsChange = params(  # noqa: RUF009
        SettingsChange(),
        OfSet(settings_text.parsers_of),
        settings_text.change_of,
        OfSet(lambda label_set: partial(settings_text.texts, label_set=label_set)),
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

    tolerance: float = tolerance()
    ap_over: str = param(
        opening_metric, OfSet(lambda label_set: one_of((*label_set.rule.listed, "one"))), name="over"
    )
    far: float = param(3.0, number(1, 20), "{:g}".format)
    moment_filter: MomentFilter = param(  # noqa: RUF009
        MomentFilter(),
        OfSet(lambda label_set: partial(parse_filter, label_set=label_set)),
        OfSet(lambda label_set: partial(filter_text, label_set=label_set)),
        name="cell",
    )
    moment: str = param("", parsers.moment, name="at")

    def config(self, rule: EvaluationRule) -> ErrorConfig:
        """At which tolerances errors are judged. Raises UserError out of range."""
        one = (self.tolerance,)
        return ErrorConfig(
            one if self.ap_over == "one" else rule.tolerances(self.ap_over), self.tolerance, self.far
        )
