"""How spots are made, as the widgets say it: the fields, their texts for addresses, and core's Settings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, fields, replace
from typing import Any

from core.classes import CLASSES
from core.runs.run import Run
from core.spotting.nms_config import METHODS, NmsConfig
from core.spotting.settings import ClassNms, Settings
from core.timebase import frames_in

WINDOW_MAX_S = 120.0
SMOOTHING_MAX_S = 10.0
SIDE_MAX_S = 15.0
"""The longest T_before and T_after on offer: up to here a cached encoding answers at once."""
SLUGS = {re.sub(r"[^a-z]+", "-", name.lower()): index for index, name in enumerate(CLASSES)}
SLUG_OF = {index: slug for slug, index in SLUGS.items()}
ATTRIBUTES = {
    "method": ("method", "methods"),
    "window_s": ("window", "windows"),
    "threshold": ("threshold", "thresholds"),
    "smoothing_s": ("smoothing", "smoothings"),
}
"""Attribute of ClassNms -> (field for all classes, field of (class, value) pairs)."""

Pairs = tuple[tuple[int, float], ...]
"""(class, value) for classes that have their own, in order of class."""
Methods = tuple[tuple[int, str], ...]


def number(low: float, high: float):
    """A parser of numbers in a range; raises ValueError for anything else."""

    def parse(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return parse


def method(text: str) -> str:
    """One of METHODS. Raises ValueError."""
    if text not in METHODS:
        raise ValueError(text)
    return text


def pairs(parse_value):
    """A parser of "goal:0.3,corner:0.5"; raises ValueError for anything else."""

    def parse(text: str) -> tuple:
        found: dict[int, Any] = {}
        for part in text.split(","):
            slug, _, value = part.partition(":")
            if slug not in SLUGS or SLUGS[slug] in found:
                raise ValueError(text)
            found[SLUGS[slug]] = parse_value(value)
        return tuple(sorted(found.items()))

    return parse


NMS = {
    "method": method,
    "threshold": number(0, 1),
    "window": number(0, WINDOW_MAX_S),
    "smoothing": number(0, SMOOTHING_MAX_S),
}
NMS |= {f"{name}s": pairs(parse) for name, parse in NMS.items()}
"""Parsers of what post-processing has: for all classes, and (class, value) where one has its own."""
PARSERS = {**NMS, "before": number(0.5, 60), "after": number(0.5, 60)}
"""These, and how far the model looks."""
FRESH: dict[str, Any] = {name: () if name.endswith("s") else None for name in NMS}
"""The fields of a run's own settings."""


def write(name: str, value: Any) -> str:
    """A field as text."""
    if isinstance(value, tuple):
        return ",".join(f"{SLUG_OF[label]}:{write(name, one)}" for label, one in value)
    return value if isinstance(value, str) else f"{value:g}"


@dataclass(frozen=True)
class Setting:
    """None, or no pair, means the run's own. window, smoothing, before (T_b), after (T_a) in seconds."""

    method: str | None = None
    threshold: float | None = None
    window: float | None = None
    smoothing: float | None = None
    methods: Methods = ()
    thresholds: Pairs = ()
    windows: Pairs = ()
    smoothings: Pairs = ()
    before: float | None = None
    after: float | None = None

    def settings(self, own: NmsConfig) -> Settings:
        """A run's own settings with these changes."""
        base = Settings.of(own)
        classes = []
        for label, start in enumerate(base.classes):
            made = {}
            for attribute, (one, each) in ATTRIBUTES.items():
                common = getattr(start, attribute) if getattr(self, one) is None else getattr(self, one)
                made[attribute] = dict(getattr(self, each)).get(label, common)
            classes.append(ClassNms(**made))
        return Settings(tuple(classes), base.floor, base.sigma)

    def sides(self, model: dict | None) -> tuple[int, int] | None:
        """(frames before, frames from the centre on) when they are not those the model was trained with."""
        if not model or (self.before is None and self.after is None):
            return None
        fps = float(model.get("fps", 2.0))
        own = float(model.get("before_s", 7.5)), float(model.get("after_s", 7.5))
        asked = [own[i] if given is None else given for i, given in enumerate((self.before, self.after))]
        frames = max(1, frames_in(asked[0], fps)), max(1, frames_in(asked[1], fps))
        return None if frames == (frames_in(own[0], fps), frames_in(own[1], fps)) else frames

    def text(self) -> str:
        """ "threshold=0.3;before=5": what differs from the run's own."""
        said = ((field.name, getattr(self, field.name)) for field in fields(self))
        return ";".join(f"{name}={write(name, value)}" for name, value in said if value not in (None, ()))

    def title(self) -> str:
        """The text where it is short; else with the number of classes in place of their values."""
        if len(text := self.text()) <= 60:
            return text
        said = []
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple) and value:
                said.append(f"{len(value)} own {field.name}")
            elif value not in (None, ()):
                said.append(f"{field.name}={write(field.name, value)}")
        return ";".join(said)

    @classmethod
    def parse(cls, text: str) -> Setting:
        """From `text`. Raises ValueError for anything else."""
        values = {}
        for part in filter(None, text.split(";")):
            name, _, value = part.partition("=")
            if name not in PARSERS or name in values:
                raise ValueError(text)
            values[name] = PARSERS[name](value)
        return cls(**values)


def start_of(run: Run | None, *, own: bool = False) -> NmsConfig:
    """Where the match view starts: a run's own config, or its opening where that config keeps every spot.

    own: at the run's own in any case.
    """
    if run is None:
        return NmsConfig()
    if own or run.opening is None or run.post.thresholds().any():
        return run.post
    return replace(run.post, threshold=run.opening.threshold)


def with_pair(value: tuple, label: int, own: Any) -> tuple:
    """The pairs with one class's value put in."""
    return tuple(sorted({**dict(value), label: own}.items()))


def values_of(chosen: Any) -> dict[str, Any]:
    """The fields of a selection that post-processing has."""
    return {name: getattr(chosen, name) for name in NMS}


def fields_of(settings: Settings, own: NmsConfig) -> dict[str, Any]:
    """The fields that say these settings of a run; what `Setting.settings` takes back."""
    base = Settings.of(own)
    found = dict(FRESH)
    for attribute, (one, each) in ATTRIBUTES.items():
        values = [getattr(each_class, attribute) for each_class in settings.classes]
        if values == [getattr(start, attribute) for start in base.classes]:
            continue
        most = Counter(values).most_common(1)[0][0]
        found[one] = most
        found[each] = tuple((label, value) for label, value in enumerate(values) if value != most)
    return found


def shared(settings: Settings, attribute: str) -> Any:
    """What most classes have."""
    return Counter(getattr(one, attribute) for one in settings.classes).most_common(1)[0][0]


def mixed(settings: Settings, attribute: str) -> bool:
    """Whether classes differ."""
    return len({getattr(one, attribute) for one in settings.classes}) > 1


def pinned(run: str, values: dict[str, Any]) -> str:
    """ "run@threshold=0.3;windows=goal:5": a run at a setting, as text."""
    return f"{run}@{Setting(**values).text()}"


def read_pin(text: str) -> tuple[str, dict[str, Any]]:
    """(run, fields) from `pinned`. Raises ValueError for anything else."""
    run, at, said = text.partition("@")
    if not run or not at or len(text) > 4000 or not text.isprintable():
        raise ValueError(text)
    found = Setting.parse(said)
    if found.before is not None or found.after is not None:
        raise ValueError(text)
    return run, values_of(found)


def check_pin(text: str) -> str:
    """A pin, as it is, if it can be read. Raises ValueError."""
    read_pin(text)
    return text
