"""What can be set for the spots of a class: each parameter, its range, and how widgets and links show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from core.evaluation_rule import EvaluationRule
from core.exceptions import UserError
from core.spotting.methods import TITLES

Value = str | float
"""Of one setting: a method's name, or a number."""


@dataclass(frozen=True)
class Parameter:
    """What a setting of a class may be, what it is called and how widgets show it.

    noun: its name in links. choices: its values where it is no number, each with the words for it. high: the
    most it may be (the least is 0); slider_high: the most that widgets offer; decimals: in tables. only_cuts:
    whether it can be changed where there are no scores.
    """

    noun: str
    help: str
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    high: float = 1
    slider_high: float = 1.0
    step: float = 0.01
    decimals: int = 1
    only_cuts: bool = False

    @property
    def plural(self) -> str:
        """Its name in links where single classes have their own value."""
        return f"{self.noun}s"

    @property
    def label(self) -> str:
        """ "Window, s": its name above a widget or column."""
        return self.noun.capitalize() + (f", {self.unit}" if self.unit else "")

    def scaled(self, rule: EvaluationRule) -> Parameter:
        """As widgets show it where moments are judged by a rule."""
        if self.unit != "s":
            return self
        return replace(
            self,
            slider_high=self.slider_high * rule.time_scale,
            step=self.step * rule.time_scale,
            decimals=self.decimals + (rule.time_scale < 1),
        )

    def check(self, name: str, value: Any) -> None:
        """Raises UserError for a value that it cannot have, TypeError for one of another type."""
        if not self.choices:
            check_range(name, value, 0, self.high)
        elif value not in tuple(self.choices):
            names = ", ".join(self.choices)
            raise UserError(f"There is no NMS {self.noun} {value!r}; the {self.plural} are {names}.")


def check_range(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise UserError(f"{name} is {value}; it must lie between {low} and {high}.")


def _setting(default: Value, noun: str, help: str, **shown: Any) -> Any:
    return field(default=default, metadata={"parameter": Parameter(noun, help, **shown)})


@dataclass(frozen=True)
class ClassSettings:
    """How the spots of one class are made. Raises UserError on values out of range.

    Everything that shows, links or saves settings is derived from these fields and their parameters.
    """

    method: str = _setting("hard", "method", "How a kept spot suppresses others.", choices=TITLES)
    window_s: float = _setting(
        30.0,
        "window",
        "Full width around a kept spot in which its class is suppressed.",
        unit="s",
        high=7200,
        slider_high=120.0,
        step=0.5,
    )
    threshold: float = _setting(
        0.0, "threshold", "Spots with a lower confidence are dropped.", decimals=3, only_cuts=True
    )
    smoothing_s: float = _setting(
        0.0,
        "smoothing",
        "Sigma of a gaussian laid over the scores first; 0 for none.",
        unit="s",
        high=600,
        slider_high=10.0,
        step=0.1,
    )

    def __post_init__(self) -> None:
        for name, parameter in PARAMETERS.items():
            parameter.check(name, getattr(self, name))


PARAMETERS: dict[str, Parameter] = {each.name: each.metadata["parameter"] for each in fields(ClassSettings)}
"""The settings of a class by field name."""
