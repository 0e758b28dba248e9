"""Changes to a run's settings as text, in links and URL parameters: "threshold=0.3;windows=goal:5"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.state.parsers import Parse, number, one_of, parts_text, read_parts
from core.label_set import LabelSet
from core.model.config import Sides
from core.spotting.class_settings import PARAMETERS, Parameter, Value
from core.spotting.settings_change import SettingsChange

MOST_LETTERS = 40_000
"""Of a pin: own settings of every class of a large set are a long text."""
SIDE_MAX_S = 15.0
"""The longest T_before and T_after on offer: up to here a cached encoding answers at once."""


def _parser(parameter: Parameter) -> Callable[[str], Value]:
    return one_of(parameter.choices) if parameter.choices else number(0, parameter.slider_high)


def _by_class(parse: Callable[[str], Value], label_set: LabelSet) -> Callable[[str], dict[int, Value]]:
    """A parser of "goal:0.3,corner:0.5"."""

    def parse_pairs(text: str) -> dict[int, Value]:
        pairs = [part.partition(":") for part in text.split(",")]
        values = {label_set.slugs.index(slug): parse(value) for slug, _, value in pairs}
        if len(values) < len(pairs):
            raise ValueError(text)
        return values

    return parse_pairs


_ORDERED = dict(sorted(PARAMETERS.items(), key=lambda item: item[1].unit))
"""As links have always had them: what has no unit before seconds."""
SIDES = {"before": number(0.5, 60), "after": number(0.5, 60)}
"""Parsers of T_before and T_after in seconds."""


def parsers_of(label_set: LabelSet) -> dict[str, Parse]:
    """Parsers of settings: the value of all classes, and the values of single ones."""
    common = {each.noun: _parser(each) for each in _ORDERED.values()}
    return common | {each.plural: _by_class(_parser(each), label_set) for each in _ORDERED.values()}


def value_text(value: Value) -> str:
    """A value as it is written."""
    return value if isinstance(value, str) else f"{value:g}"


def texts(change: SettingsChange, label_set: LabelSet) -> dict[str, str]:
    """A change as texts by name in links."""
    common, single = {}, {}
    for name, parameter in _ORDERED.items():
        if (value := change.common(name)) is not None:
            common[parameter.noun] = value_text(value)
        if values := change.each_class(name):
            pairs = (f"{label_set.slugs[label]}:{value_text(value)}" for label, value in values.items())
            single[parameter.plural] = ",".join(pairs)
    return common | single


def change_of(values: Mapping[str, Any]) -> SettingsChange:
    """A change from what `parsers_of` gave, by name in links."""
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

    def texts(self, label_set: LabelSet) -> dict[str, str]:
        """Its parts as texts by name in links."""
        sides = {"before": self.sides.before_s, "after": self.sides.after_s}
        sides = {name: value_text(value) for name, value in sides.items() if value is not None}
        return texts(self.settings, label_set) | sides

    def text(self, label_set: LabelSet) -> str:
        """ "threshold=0.3;before=5": nothing for a run as it is."""
        return parts_text(self.texts(label_set))

    def title(self, label_set: LabelSet) -> str:
        """The text where it is short; else with the number of classes in place of their values."""
        if len(text := self.text(label_set)) <= 60:
            return text
        single = {each.plural: self.settings.each_class(name) for name, each in PARAMETERS.items()}
        counts = {name: f"{len(values)} own {name}" for name, values in single.items()}
        return ";".join(counts.get(name, f"{name}={value}") for name, value in self.texts(label_set).items())

    @classmethod
    def parse(cls, text: str, label_set: LabelSet) -> RunChange:
        """From `text`. Raises ValueError for anything else."""
        values = read_parts(text, parsers_of(label_set) | SIDES)
        return cls(change_of(values), Sides(values.get("before"), values.get("after")))


def pinned(run: str, change: SettingsChange, label_set: LabelSet) -> str:
    """ "run@threshold=0.3;windows=goal:5": a run at settings, as text."""
    return f"{run}@{RunChange(change).text(label_set)}"


def read_pin(text: str, label_set: LabelSet) -> tuple[str, SettingsChange]:
    """(run, change) from `pinned`. Raises ValueError for anything else."""
    run, at, rest = text.partition("@")
    if not run or not at or len(text) > MOST_LETTERS or not text.isprintable():
        raise ValueError(text)
    change = RunChange.parse(rest, label_set)
    if change.sides != Sides():
        raise ValueError(text)
    return run, change.settings
