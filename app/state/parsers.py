"""Texts of the address that become values: each parser raises ValueError for anything it does not know."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from core.classes import CLASSES

SLUGS = {re.sub(r"[^a-z]+", "-", name.lower()): index for index, name in enumerate(CLASSES)}
SLUG_OF = {index: slug for slug, index in SLUGS.items()}
_DAY_S = 4 * 3600
CARD_STEP, MOST_CARDS = 24, 480
"""Cards that the gallery shows at first, and with each request for more; the most it shows."""


def number(low: float, high: float) -> Callable[[str], float]:
    """A parser of numbers in a range."""

    def parse(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return parse


def one_of(options) -> Callable[[str], Any]:
    """A parser of these values, each written as its str."""
    table = {str(option): option for option in options}

    def parse(text: str) -> Any:
        if text not in table:
            raise ValueError(text)
        return table[text]

    return parse


def plain_text(text: str) -> str:
    """At most 200 printable characters."""
    if len(text) > 200 or not text.isprintable():
        raise ValueError(text)
    return text


def names(text: str) -> tuple[str, ...]:
    """ "a,b": each once."""
    found = tuple(filter(None, plain_text(text).split(",")))
    if len(set(found)) < len(found):
        raise ValueError(text)
    return found


def several(parse: Callable[[str], Any]) -> Callable[[str], tuple]:
    """A parser of "a,b", each read by `parse`, in order and each once."""
    return lambda text: tuple(sorted({parse(part) for part in text.split(",")}))


def game_id(text: str) -> str:
    """As `core.files.short_id` makes it."""
    if not re.fullmatch(r"[0-9a-f]{12}", text):
        raise ValueError(text)
    return text


def milliseconds(text: str) -> int:
    """Seconds, at most four hours, in milliseconds."""
    return round(number(0, _DAY_S)(text) * 1000)


def seconds(time_ms: int) -> str:
    """What `milliseconds` reads."""
    return f"{time_ms / 1000:.3f}".rstrip("0").rstrip(".")


def zoom(text: str) -> tuple[int, int]:
    """ "60-90.5", at least a second long, in milliseconds."""
    start, end = (milliseconds(part) for part in text.split("-"))
    if end - start < 1000:
        raise ValueError(text)
    return start, end


def zoom_text(window: tuple[int, int]) -> str:
    """What `zoom` reads."""
    return f"{seconds(window[0])}-{seconds(window[1])}"


def label(text: str) -> int:
    """A class by its name in addresses."""
    if text not in SLUGS:
        raise ValueError(text)
    return SLUGS[text]


def canonical(kind: Any) -> Callable[[str], str]:
    """A parser that leaves a text as its kind, with `parse` and `text`, would write it."""
    return lambda text: kind.parse(text).text()


def moment(text: str) -> str:
    """A moment's name; see `app.moments.names.moment_name`."""
    if not re.fullmatch(r"[0-9a-f]{12}-[12]-[0-9]{1,8}-[a-z-]{1,40}", text):
        raise ValueError(text)
    return text


def card_count(text: str) -> int:
    """How many cards the gallery shows: whole steps."""
    count = int(text)
    if count % CARD_STEP or not CARD_STEP <= count <= MOST_CARDS:
        raise ValueError(text)
    return count
