"""A cell of a table or chart of errors: which moments it counts, as a value with a text for the address."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.state.parsers import SLUG_OF, SLUGS, number
from core.errors.causes import CAUSES
from core.errors.kinds import KIND_NAMES
from core.errors.tables import GROUPS

KIND_SLUGS = {name.replace(" ", "-"): name for name in ("hit", "false", "paired", *KIND_NAMES)}
CAUSE_SLUGS = {name.replace(" ", "-"): name for name in CAUSES}


@dataclass(frozen=True)
class Cell:
    """Which errors are meant; what is None is not asked for.

    label: of the spot, or of a missed truth; truth: class of the truth; either: of
    one of the two; game: its id (12 hexadecimal digits);
    by and group: a group of truths (`error_tables.truth_groups`), its place among them; top: spots among the
    top x N of their class; league, season, home: games of it.
    """

    kind: str | None = None
    label: int | None = None
    truth: int | None = None
    either: int | None = None
    visible: bool | None = None
    cause: str | None = None
    by: str | None = None
    group: int | None = None
    top: float | None = None
    game: str | None = None
    league: str | None = None
    season: str | None = None
    home: str | None = None

    def text(self) -> str:
        """ "kind=missed;label=goal": what is asked for."""
        said = ((name, value) for name in _READ if (value := getattr(self, name)) is not None)
        return ";".join(f"{name}={_WRITE.get(name, str)(value)}" for name, value in said)

    @classmethod
    def parse(cls, text: str) -> Cell:
        """From `text`. Raises ValueError for anything else."""
        values = {}
        for part in filter(None, text.split(";")):
            name, _, value = part.partition("=")
            if name not in _READ or name in values:
                raise ValueError(text)
            values[name] = _READ[name](value)
        if ("by" in values) != ("group" in values):
            raise ValueError(text)
        return cls(**values)


def _one_of(table):
    def read(text: str):
        if text not in table:
            raise ValueError(text)
        return table[text]

    return read


def _id(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{12}", text):
        raise ValueError(text)
    return text


def _name(text: str) -> str:
    if not 0 < len(text) <= 80 or not text.isprintable() or set(text) & set(";="):
        raise ValueError(text)
    return text


def _place(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 3:
        raise ValueError(text)
    return int(text)


_READ = {
    "kind": _one_of(KIND_SLUGS),
    "label": _one_of(SLUGS),
    "truth": _one_of(SLUGS),
    "either": _one_of(SLUGS),
    "visible": _one_of({"yes": True, "no": False}),
    "cause": _one_of(CAUSE_SLUGS),
    "by": _one_of({name: name for name in GROUPS}),
    "group": _place,
    "top": number(0.01, 1000),
    "game": _id,
    "league": _name,
    "season": _name,
    "home": _name,
}
_WRITE = {
    "kind": lambda kind: kind.replace(" ", "-"),
    "label": SLUG_OF.__getitem__,
    "truth": SLUG_OF.__getitem__,
    "either": SLUG_OF.__getitem__,
    "visible": lambda visible: "yes" if visible else "no",
    "cause": lambda cause: cause.replace(" ", "-"),
    "top": "{:g}".format,
}
