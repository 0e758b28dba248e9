"""A filter of moments in words, for headings and for the way back."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors.moment_filter import MomentFilter
from core.errors.moments import ALL
from core.label_set import LabelSet
from core.metric.outcomes import OUTCOMES

_KIND_TITLES = {
    **{outcome.name: outcome.title for outcome in OUTCOMES},
    "false": "False spots",
    "paired": "Spots with an offset",
    None: "Errors",
}


def filter_title(moment_filter: MomentFilter, label_set: LabelSet, *, group: str = "", game: str = "") -> str:
    """What a filter leaves: "Missed · Goal · silent". group: the name of its group; game: a title."""
    parts = ["All errors" if moment_filter == ALL else _KIND_TITLES[moment_filter.kind]]
    parts.append(_classes(moment_filter, label_set.classes))
    if moment_filter.visible is not None:
        parts.append("visible" if moment_filter.visible else "unshown")
    parts.append(moment_filter.cause)
    if moment_filter.by is not None:
        parts.append(_group(moment_filter.by, group or f"group {moment_filter.group + 1}"))
    if moment_filter.top is not None:
        parts.append(f"top {moment_filter.top:g} N")
    parts += [game or ("one game" if moment_filter.game else ""), moment_filter.league, moment_filter.season]
    if moment_filter.home:
        parts.append(f"at {moment_filter.home}")
    return " · ".join(part for part in parts if part)


def heading(count: int, title: str) -> str:
    """ "Missed · Goal: 77 moments, most costly first"; one moment and none have no order."""
    if count == 0:
        return f"{title}: no moments"
    return f"{title}: 1 moment" if count == 1 else f"{title}: {count:,} moments, most costly first"


def _classes(moment_filter: MomentFilter, names: Sequence[str]) -> str:
    if moment_filter.either is not None:
        return f"{names[moment_filter.either]}, spotted or standing there"
    labels = (moment_filter.label, moment_filter.truth)
    label, truth = (None if label is None else names[label] for label in labels)
    if truth is None or truth == label:
        return label or ""
    if moment_filter.kind == "missed":
        return truth if label is None else f"{label} · {truth}"
    return f"{label or 'any class'} where {truth} stood"


def _group(by: str, name: str) -> str:
    """A name of `core.errors.tables.truth_groups` as it reads in a sentence."""
    if by == "gap":
        return "last of its class in the half" if name.startswith("last") else f"next of its class in {name}"
    half, dash, minutes = name.partition(" - ")
    if by == "minute" and dash:
        first, _, last = minutes.partition("-")
        when = f"minutes {int(first)} to {int(last)}" if last else f"from minute {int(first.rstrip('+'))} on"
        return f"half {half}, {when}"
    return name
