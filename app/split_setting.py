"""Settings of each class over a split, as fields of the selection: for all classes, and where one differs."""

from __future__ import annotations

from collections import Counter
from typing import Any

from app import setting
from app.setting import SLUG_OF, SLUGS, WINDOW_MAX_S, number, pairs
from core.post.config import METHODS, NmsConfig
from core.post.settings import ClassNms, Settings

SMOOTHING_MAX_S = 10.0
ATTRIBUTES = {
    "method": ("method", "methods"),
    "window_s": ("window", "windows"),
    "threshold": ("threshold", "thresholds"),
    "smoothing_s": ("smoothing", "smoothings"),
}
"""Attribute of ClassNms -> (field for all classes, field of (class, value) pairs)."""


def _methods(text: str) -> tuple[tuple[int, str], ...]:
    found: dict[int, str] = {}
    for part in text.split(","):
        slug, _, value = part.partition(":")
        if slug not in SLUGS or value not in METHODS or SLUGS[slug] in found:
            raise ValueError(text)
        found[SLUGS[slug]] = value
    return tuple(sorted(found.items()))


PARSERS = {
    "method": setting.method,
    "threshold": number(0, 1),
    "window": number(0, WINDOW_MAX_S),
    "smoothing": number(0, SMOOTHING_MAX_S),
    "methods": _methods,
    "thresholds": pairs(0, 1),
    "windows": pairs(0, WINDOW_MAX_S),
    "smoothings": pairs(0, SMOOTHING_MAX_S),
}
FRESH: dict[str, Any] = {name: () if name.endswith("s") else None for name in PARSERS}
"""The fields of a run's own settings."""


def write(name: str, value: Any) -> str:
    """A field as text."""
    if name == "methods":
        return ",".join(f"{SLUG_OF[label]}:{method}" for label, method in value)
    if name == "smoothings":
        return setting.write_pairs(value)
    return setting.write(name, value)


def values_of(chosen: Any) -> dict[str, Any]:
    """The fields of a selection."""
    return {name: getattr(chosen, name) for name in PARSERS}


def settings_of(values: dict[str, Any], own: NmsConfig) -> Settings:
    """A run's own settings with these changes."""
    base = Settings.of(own)
    classes = []
    for label, start in enumerate(base.classes):
        made = {}
        for attribute, (one, each) in ATTRIBUTES.items():
            common = getattr(start, attribute) if values[one] is None else values[one]
            made[attribute] = dict(values[each]).get(label, common)
        classes.append(ClassNms(**made))
    return Settings(tuple(classes), base.floor, base.sigma)


def fields_of(settings: Settings, own: NmsConfig) -> dict[str, Any]:
    """The fields that say these settings of a run; what `settings_of` takes back."""
    base = Settings.of(own)
    fields = dict(FRESH)
    for attribute, (one, each) in ATTRIBUTES.items():
        values = [getattr(each_class, attribute) for each_class in settings.classes]
        if values == [getattr(start, attribute) for start in base.classes]:
            continue
        most = Counter(values).most_common(1)[0][0]
        fields[one] = most
        fields[each] = tuple((label, value) for label, value in enumerate(values) if value != most)
    return fields


def beyond_the_sliders(settings: Settings) -> str:
    """What holds besides one method, and thresholds and windows: methods of classes, smoothing. Else ""."""
    said = []
    methods = Counter(one.method for one in settings.classes).most_common()
    if len(methods) > 1:
        said.append("methods " + ", ".join(f"{name} for {count}" for name, count in methods))
    smoothings = {one.smoothing_s for one in settings.classes}
    if smoothings != {0.0}:
        low, high = min(smoothings), max(smoothings)
        said.append(f"smoothing {high:g} s" if low == high else f"smoothing {low:g} to {high:g} s")
    return "; ".join(said)


def shared(settings: Settings, attribute: str) -> Any:
    """What most classes have."""
    return Counter(getattr(one, attribute) for one in settings.classes).most_common(1)[0][0]


def pinned(run: str, values: dict[str, Any]) -> str:
    """ "run@threshold=0.3;windows=goal:5": a run at a setting, as text."""
    said = ";".join(
        f"{name}={write(name, value)}" for name, value in values.items() if value not in (None, ())
    )
    return f"{run}@{said}"


def read_pin(text: str) -> tuple[str, dict[str, Any]]:
    """(run, fields) from `pinned`. Raises ValueError for anything else."""
    run, at, said = text.partition("@")
    if not run or not at or len(text) > 4000 or not text.isprintable():
        raise ValueError(text)
    values = dict(FRESH)
    for part in filter(None, said.split(";")):
        name, _, value = part.partition("=")
        if name not in PARSERS:
            raise ValueError(text)
        values[name] = PARSERS[name](value)
    return run, values


def check_pin(text: str) -> str:
    """A pin, as it is, if it can be read. Raises ValueError."""
    read_pin(text)
    return text
