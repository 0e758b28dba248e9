"""Filters of moments as texts in the URL: "kind=missed;label=goal"."""

from __future__ import annotations

from app.state import parsers
from app.state.parsers import LABEL, SLUG, by_slug, from_table, of_set, one_of, slug
from core.errors.causes import CAUSES
from core.errors.moment_filter import MOMENT_KINDS, MomentFilter
from core.errors.tables import GROUPS
from core.exceptions import UserError
from core.label_set import LabelSet


def filter_text(moment_filter: MomentFilter, label_set: LabelSet) -> str:
    """What `parse_filter` reads; nothing for all errors."""
    values = {name: getattr(moment_filter, name) for name in _FIELDS}
    return parsers.parts_text(
        {
            name: of_set(write, label_set)(values[name])
            for name, (_, write) in _FIELDS.items()
            if values[name] is not None
        }
    )


def parse_filter(text: str, label_set: LabelSet) -> MomentFilter:
    """The filter of a text. Raises ValueError for anything that `filter_text` does not write."""
    known = {name: of_set(parse, label_set) for name, (parse, _) in _FIELDS.items()}
    values = parsers.read_parts(text, known)
    try:
        return MomentFilter(**values)
    except UserError as error:
        raise ValueError(text) from error


def _group(text: str) -> int:
    return int(parsers.matching("[0-9]{1,3}")(text))


def _name(text: str) -> str:
    if not 0 < len(text) <= 80 or not text.isprintable() or set(text) & set(";="):
        raise ValueError(text)
    return text


_LABEL = (LABEL, SLUG)
_FIELDS = {
    "kind": (by_slug(MOMENT_KINDS), slug),
    "label": _LABEL,
    "truth": _LABEL,
    "either": _LABEL,
    "visible": (from_table({"yes": True, "no": False}), {True: "yes", False: "no"}.get),
    "cause": (by_slug(CAUSES), slug),
    "by": (one_of(GROUPS), str),
    "group": (_group, str),
    "top": (parsers.number(0.01, 1000), "{:g}".format),
    "game": (parsers.game_id, str),
    "league": (_name, str),
    "season": (_name, str),
    "home": (_name, str),
}
"""By name: the parser of a field, and what writes it."""
