"""Filters of moments as texts in the URL: "kind=missed;label=goal"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from app.state.parsers import SLUG_OF, game_id, label, number, one_of
from core.errors.causes import CAUSES
from core.errors.moment_filter import MOMENT_KINDS, MomentFilter
from core.errors.tables import GROUPS
from core.exceptions import UserError


def filter_text(moment_filter: MomentFilter) -> str:
    """What `parse_filter` reads; nothing for all errors."""
    values = ((name, getattr(moment_filter, name)) for name in _READ)
    return ";".join(f"{name}={_WRITE.get(name, str)(value)}" for name, value in values if value is not None)


def parse_filter(text: str) -> MomentFilter:
    """The filter of a text. Raises ValueError for anything that `filter_text` does not write."""
    values = {}
    for part in filter(None, text.split(";")):
        name, _, value = part.partition("=")
        if name not in _READ or name in values:
            raise ValueError(text)
        values[name] = _READ[name](value)
    try:
        return MomentFilter(**values)
    except UserError as error:
        raise ValueError(text) from error


def _slug(text: str) -> str:
    return text.replace(" ", "-")


def _by_slug(names: Iterable[str]) -> Callable[[str], str]:
    table = {_slug(name): name for name in names}
    read = one_of(table)
    return lambda text: table[read(text)]


def _name(text: str) -> str:
    if not 0 < len(text) <= 80 or not text.isprintable() or set(text) & set(";="):
        raise ValueError(text)
    return text


def _place(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 3:
        raise ValueError(text)
    return int(text)


_READ: dict[str, Callable[[str], Any]] = {
    "kind": _by_slug(MOMENT_KINDS),
    "label": label,
    "truth": label,
    "either": label,
    "visible": lambda text: one_of(("yes", "no"))(text) == "yes",
    "cause": _by_slug(CAUSES),
    "by": one_of(GROUPS),
    "group": _place,
    "top": number(0.01, 1000),
    "game": game_id,
    "league": _name,
    "season": _name,
    "home": _name,
}
_WRITE: dict[str, Callable[[Any], str]] = {
    "kind": _slug,
    "label": SLUG_OF.__getitem__,
    "truth": SLUG_OF.__getitem__,
    "either": SLUG_OF.__getitem__,
    "visible": lambda visible: "yes" if visible else "no",
    "cause": _slug,
    "top": "{:g}".format,
}
