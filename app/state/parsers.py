"""Texts of the address that become values: each parser raises ValueError for anything it does not know.

What depends on the label set of the data is an `OfSet`: a class is written as the slug that the set gives it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.label_set import LabelSet

Parse = Callable[[str], Any]
"""From a text of the URL; raises ValueError."""
CARD_STEP, MOST_CARDS = 24, 480
"""Cards that the gallery shows at first, and with each request for more; the most it shows."""


@dataclass(frozen=True)
class OfSet:
    """A default, a parser or a writer that depends on the label set: `make` gives that of a set."""

    make: Callable[[LabelSet], Any]


def of_set(value: Any, label_set: LabelSet) -> Any:
    """A value as it is with a label set."""
    return value.make(label_set) if isinstance(value, OfSet) else value


LABEL = OfSet(lambda label_set: label_set.slugs.index)
"""A parser of a class by its slug."""
SLUG = OfSet(lambda label_set: label_set.slugs.__getitem__)
"""What writes it."""


def number(low: float, high: float) -> Callable[[str], float]:
    """A parser of numbers in a range."""

    def parse(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return parse


def from_table(table: Mapping[str, Any]) -> Parse:
    """A parser of the values of these texts."""

    def parse(text: str) -> Any:
        if text not in table:
            raise ValueError(text)
        return table[text]

    return parse


def one_of(options: Iterable) -> Parse:
    """A parser of these values, each written as its str."""
    return from_table({str(option): option for option in options})


FLAG = one_of((True, False))


def slug(name: str) -> str:
    """A name as it is written in URLs."""
    return name.replace(" ", "-")


def by_slug(names: Iterable[str]) -> Callable[[str], str]:
    """A parser of these names, each written as its `slug`."""
    return from_table({slug(name): name for name in names})


def matching(pattern: str) -> Callable[[str], str]:
    """A parser of the texts that fit a pattern, which stay as they are."""

    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return parse


game_id = matching(r"[0-9a-f]{12}")
"""As `core.files.short_id` makes it."""
moment = matching(r"[0-9a-f]{12}-[1-9]-[0-9]{1,8}-[\w-]{1,250}")
"""A moment's name; see `app.moments.names.moment_name`."""


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


def several(parse: Parse) -> Callable[[str], tuple]:
    """A parser of "a,b", each read by `parse`, in order and each once."""
    return lambda text: tuple(sorted({parse(part) for part in text.split(",")}))


def listed(write: Callable[[Any], str]) -> Callable[[Iterable], str]:
    """What `several` reads, each written by `write`."""
    return lambda values: ",".join(map(write, values))


def milliseconds(text: str) -> int:
    """Seconds, at most four hours, in milliseconds."""
    return round(number(0, 4 * 3600)(text) * 1000)


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


def canonical(kind: Any) -> OfSet:
    """A parser that leaves a text as its kind, with `parse` and `text` of a set, would write it."""
    return OfSet(lambda label_set: lambda text: kind.parse(text, label_set).text(label_set))


def card_count(text: str) -> int:
    """How many cards the gallery shows: whole steps."""
    count = int(text)
    if count % CARD_STEP or not CARD_STEP <= count <= MOST_CARDS:
        raise ValueError(text)
    return count


def parts_text(texts: Mapping[str, str]) -> str:
    """ "kind=missed;label=goal": texts by name, as `read_parts` reads them."""
    return ";".join(f"{name}={text}" for name, text in texts.items())


def read_parts(text: str, parsers: Mapping[str, Parse]) -> dict[str, Any]:
    """Values by name from `parts_text`, each read by its parser, each name at most once."""
    values = {}
    for part in filter(None, text.split(";")):
        name, _, value = part.partition("=")
        if name not in parsers or name in values:
            raise ValueError(text)
        values[name] = parsers[name](value)
    return values
