"""Changes to a run's settings as text, in links and URL parameters: "threshold=0.3;windows=goal:5"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.state.parsers import SLUG_OF, label, number, one_of, parts_text, read_parts
from core.model.config import Sides
from core.spotting.settings import PARAMETERS, Parameter, Value
from core.spotting.settings_change import SettingsChange

SIDE_MAX_S = 15.0
"""The longest T_before and T_after on offer: up to here a cached encoding answers at once."""


def _parser(parameter: Parameter) -> Callable[[str], Value]:
    return one_of(parameter.choices) if parameter.choices else number(0, parameter.slider_high)


def _by_class(parse: Callable[[str], Value]) -> Callable[[str], dict[int, Value]]:
    """A parser of "goal:0.3,corner:0.5"."""

    def parse_pairs(text: str) -> dict[int, Value]:
        pairs = [part.partition(":") for part in text.split(",")]
        values = {label(slug): parse(value) for slug, _, value in pairs}
        if len(values) < len(pairs):
            raise ValueError(text)
        return values

    return parse_pairs


_ORDERED = dict(sorted(PARAMETERS.items(), key=lambda item: item[1].unit))
"""As links have always had them: what has no unit before seconds."""
PARSERS: dict[str, Callable[[str], Any]] = {
    **{each.noun: _parser(each) for each in _ORDERED.values()},
    **{each.plural: _by_class(_parser(each)) for each in _ORDERED.values()},
}
"""Parsers of settings: the value of all classes, and the values of single ones."""
SIDES = {"before": number(0.5, 60), "after": number(0.5, 60)}
"""Parsers of T_before and T_after in seconds."""


def value_text(value: Value) -> str:
    """A value as it is written."""
    return value if isinstance(value, str) else f"{value:g}"


def texts(change: SettingsChange) -> dict[str, str]:
    """A change as texts by name in links."""
    common, single = {}, {}
    for name, parameter in _ORDERED.items():
        if (value := change.common(name)) is not None:
            common[parameter.noun] = value_text(value)
        if values := change.each_class(name):
            pairs = (f"{SLUG_OF[label]}:{value_text(value)}" for label, value in values.items())
            single[parameter.plural] = ",".join(pairs)
    return common | single


def change_of(values: Mapping[str, Any]) -> SettingsChange:
    """A change from what `PARSERS` gave, by name in links."""
    change = SettingsChange()
    for name, parameter in PARAMETERS.items():
        if parameter.noun in values:
            change = change.with_all(**{name: values[parameter.noun]})
        change = change.with_each(name, values.get(parameter.plural, {}))
    return change


@dataclass(frozen=True)
class RunChange:
    """What differs from a run as it is: its settings, and the window of its model."""

    settings: SettingsChange = field(default_factory=SettingsChange)
    sides: Sides = field(default_factory=Sides)

    def texts(self) -> dict[str, str]:
        """Its parts as texts by name in links."""
        sides = {"before": self.sides.before_s, "after": self.sides.after_s}
        sides = {name: value_text(value) for name, value in sides.items() if value is not None}
        return texts(self.settings) | sides

    def text(self) -> str:
        """ "threshold=0.3;before=5": nothing for a run as it is."""
        return parts_text(self.texts())

    def title(self) -> str:
        """The text where it is short; else with the number of classes in place of their values."""
        if len(text := self.text()) <= 60:
            return text
        single = {each.plural: self.settings.each_class(name) for name, each in PARAMETERS.items()}
        counts = {name: f"{len(values)} own {name}" for name, values in single.items()}
        return ";".join(counts.get(name, f"{name}={value}") for name, value in self.texts().items())

    @classmethod
    def parse(cls, text: str) -> RunChange:
        """From `text`. Raises ValueError for anything else."""
        values = read_parts(text, PARSERS | SIDES)
        return cls(change_of(values), Sides(values.get("before"), values.get("after")))


def pinned(run: str, change: SettingsChange) -> str:
    """ "run@threshold=0.3;windows=goal:5": a run at settings, as text."""
    return f"{run}@{RunChange(change).text()}"


def read_pin(text: str) -> tuple[str, SettingsChange]:
    """(run, change) from `pinned`. Raises ValueError for anything else."""
    run, at, rest = text.partition("@")
    if not run or not at or len(text) > 4000 or not text.isprintable():
        raise ValueError(text)
    change = RunChange.parse(rest)
    if change.sides != Sides():
        raise ValueError(text)
    return run, change.settings
