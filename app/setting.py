"""What the sliders say of a run's scores and spots, as one frozen value that has a text for the address."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace

from core.classes import CLASSES
from core.post.config import METHODS, NmsConfig
from core.timebase import frames_in

WINDOW_MAX_S = 120.0
SIDE_MAX_S = 15.0
"""The longest T_before and T_after on offer: up to here a cached encoding answers at once."""
SLUGS = {re.sub(r"[^a-z]+", "-", name.lower()): index for index, name in enumerate(CLASSES)}
SLUG_OF = {index: slug for slug, index in SLUGS.items()}

Pairs = tuple[tuple[int, float], ...]
"""(class, value) for classes that have their own, in order of class."""


def number(low: float, high: float):
    """A parser of numbers in a range; raises ValueError for anything else."""

    def parse(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return parse


def pairs(low: float, high: float):
    """A parser of "goal:0.3,corner:0.5"; raises ValueError for anything else."""

    def parse(text: str) -> Pairs:
        found: dict[int, float] = {}
        for part in text.split(","):
            slug, _, value = part.partition(":")
            if slug not in SLUGS:
                raise ValueError(text)
            found[SLUGS[slug]] = number(low, high)(value)
        return tuple(sorted(found.items()))

    return parse


def method(text: str) -> str:
    """One of METHODS. Raises ValueError."""
    if text not in METHODS:
        raise ValueError(text)
    return text


def write_pairs(value: Pairs) -> str:
    """What `pairs` reads."""
    return ",".join(f"{SLUG_OF[index]}:{number:g}" for index, number in value)


PARSERS = {
    "method": method,
    "threshold": number(0, 1),
    "window": number(0, WINDOW_MAX_S),
    "thresholds": pairs(0, 1),
    "windows": pairs(0, WINDOW_MAX_S),
    "before": number(0.5, 60),
    "after": number(0.5, 60),
}


def write(name: str, value) -> str:
    """A setting's value as text."""
    if name in ("thresholds", "windows"):
        return write_pairs(value)
    return value if name == "method" else f"{value:g}"


@dataclass(frozen=True)
class Setting:
    """None, or no pair, means the run's own. window, before (T_b), after (T_a) in seconds."""

    method: str | None = None
    threshold: float | None = None
    window: float | None = None
    thresholds: Pairs = ()
    windows: Pairs = ()
    before: float | None = None
    after: float | None = None

    def config(self, own: NmsConfig) -> NmsConfig:
        """A run's own config with these changes."""
        return replace(
            own,
            method=self.method or own.method,
            threshold=_one_or_each(self.threshold, self.thresholds, own.threshold),
            window_s=_one_or_each(self.window, self.windows, own.window_s),
        )

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


def with_pair(value: Pairs, label: int, number: float) -> Pairs:
    """The pairs with one class's value put in."""
    return tuple(sorted({**dict(value), label: number}.items()))


def _one_or_each(one: float | None, each: Pairs, own: float | tuple[float, ...]):
    base = own if one is None else one
    if not each:
        return base
    values = list(base) if isinstance(base, tuple) else [base] * len(CLASSES)
    for label, value in each:
        values[label] = value
    return tuple(values)
