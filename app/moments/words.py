"""A cell of a table or chart of errors in words, for headings and for the way back."""

from __future__ import annotations

from app.state.moment_filter import Cell
from core.classes import CLASSES
from core.metric.outcomes import OUTCOMES

KIND_WORDS = {
    **{outcome.name: outcome.title for outcome in OUTCOMES},
    "false": "False spots",
    "paired": "Spots with an offset",
}
"""What each kind of moment is called on cards and in headings."""


def words(cell: Cell, *, group: str = "", game: str = "") -> str:
    """ "Missed · Goal · silent": what a cell counts. group: the name of its group; game: a title."""
    parts = [_kind(cell), _classes(cell)]
    if cell.visible is not None:
        parts.append("visible" if cell.visible else "unshown")
    parts.append(cell.cause)
    if cell.by is not None:
        parts.append(_group(cell.by, group or f"group {cell.group + 1}"))
    if cell.top is not None:
        parts.append(f"top {cell.top:g} N")
    parts += [game or ("one game" if cell.game else ""), cell.league, cell.season]
    if cell.home:
        parts.append(f"at {cell.home}")
    return " · ".join(part for part in parts if part)


def counted(n: int, what: str) -> str:
    """ "Missed · Goal: 77 moments, most costly first": a heading; one moment and none have no order."""
    if n == 0:
        return f"{what}: no moments"
    return f"{what}: 1 moment" if n == 1 else f"{what}: {n:,} moments, most costly first"


def _kind(cell: Cell) -> str:
    if cell.kind is not None:
        return KIND_WORDS[cell.kind]
    return "All errors" if cell == Cell() else "Errors"


def _classes(cell: Cell) -> str:
    if cell.either is not None:
        return f"{CLASSES[cell.either]}, spotted or standing there"
    label, truth = (None if index is None else CLASSES[index] for index in (cell.label, cell.truth))
    if truth is None or truth == label:
        return label or ""
    if cell.kind == "missed":
        return truth if label is None else f"{label} · {truth}"
    return f"{label or 'any class'} where {truth} stood"


def _group(by: str, name: str) -> str:
    """A name of `error_tables.truth_groups` as it reads in a sentence."""
    if by == "gap":
        return "last of its class in the half" if name.startswith("last") else f"next of its class in {name}"
    half, dash, minutes = name.partition(" - ")
    if by == "minute" and dash:
        first, _, last = minutes.partition("-")
        when = f"minutes {int(first)} to {int(last)}" if last else f"from minute {int(first.rstrip('+'))} on"
        return f"half {half}, {when}"
    return name
