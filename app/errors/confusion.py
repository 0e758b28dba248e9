"""Confusion: which class was spotted where another stood, as a map whose cells open their moments."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.errors.state import ErrorsState
from app.moments.pick import class_key, filter_key, linked_table
from app.moments.split_errors import SplitErrors
from app.ui import selection
from app.ui.figure_table import Figure, Head, Row
from core.errors.moment_filter import MomentFilter
from core.errors.tables import BESIDE_CLASSES, confusion
from core.label_set import LabelSet

_MOST_PX = 760
"""A higher map scrolls below its heads."""
_MOST_TITLED, _BLANK = 40, Figure("")
"""With more classes empty cells tell nothing: there are tens of thousands of them."""
_NARROW = {"localisation": "localis."}


def confusion_section(errors: SplitErrors, chosen: ErrorsState, *, key: str) -> None:
    """The map, and whether it counts the top spots alone."""
    st.toggle(
        "Top N spots only",
        help="Of each class with N truths, only its N most confident spots. Missed truths stay.",
        **selection.widget("top_only", chosen.top_only),
    )
    top = 1.0 if chosen.top_only else None
    visible = errors.filter().visible
    table = confusion(errors.report, top, visible=visible)
    label_set = errors.label_set
    head, names = [Head("spotted as")], zip(label_set.short_names, label_set.classes, strict=True)
    head += [Head(short, f"{name} stood there") for short, name in names]
    for place, (name, kind) in enumerate(zip(table.columns[len(label_set) :], BESIDE_CLASSES, strict=True)):
        head.append(Head(_NARROW.get(name, name), kind.rule, "" if place else "fg-edge"))
    linked_table(
        key, head, _rows(errors, table.to_numpy(), top), "Confusion", kind="fg-map", most_px=_MOST_PX
    )
    st.caption(
        "Rows: the spotted class; columns: what stood there; the last row: truths that no spot was "
        "assigned to. The shade is the share of the class's spots (last row: of its truths), green for hits."
    )


def _rows(errors: SplitErrors, table: np.ndarray, top: float | None) -> list[Row]:
    """Rows of the map from counts (C + 1, C + len(BESIDE_CLASSES))."""
    label_set = errors.label_set
    classes, n = label_set.classes, len(label_set)
    spots = np.maximum(table[:n].sum(1), 1)
    truths = np.maximum(table[n, :n] + np.diag(table[:n]), 1)
    rows = []
    for c, name in enumerate(classes):
        cells = [Figure(label_set.short_names[c], class_key(c, label_set), title=name)]
        for t, truth in enumerate(classes):
            if not table[c, t] and n > _MOST_TITLED:
                cells.append(_BLANK)
                continue
            moments = errors.filter(kind="wrong class", label=c, truth=t, top=top)
            text = f"{name} spotted where {truth} stood"
            if c == t:
                moments, text = errors.filter(kind="hit", label=c, top=top), f"{name}: hits"
            cells.append(
                _count(label_set, table[c, t], spots[c], moments, text, tone="hit" if c == t else "cost")
            )
        for column, kind in enumerate(BESIDE_CLASSES, start=n):
            moments = errors.filter(kind=kind.name, label=c, top=top)
            cells.append(_count(label_set, table[c, column], spots[c], moments, f"{name}: {kind.rule}"))
        rows.append(Row(tuple(cells)))
    missed = [Figure("nothing", title="Truths that no spot was assigned to")]
    for t, name in enumerate(classes):
        moments = errors.filter(kind="missed", label=t)
        missed.append(_count(label_set, table[n, t], truths[t], moments, f"{name}: missed truths", "truths"))
    rows.append(Row((*missed, *(Figure("") for _ in BESIDE_CLASSES)), "fg-total"))
    return rows


def _count(
    label_set: LabelSet,
    number: int,
    total: int,
    moments: MomentFilter,
    text: str,
    of: str = "spots",
    *,
    tone: str = "cost",
) -> Figure:
    """A count, short where it is long, in full on hover; an empty cell counts nothing."""
    number, share = int(number), float(number / total)
    if not number:
        return Figure("", title=f"{text}: none")
    short = str(number)
    if number >= 1000:
        short = f"{number / 1000:.1f}k" if number < 9950 else f"{number / 1000:.0f}k"
    title = f"{text}: {number:,}, {100 * share:.1f} % of its {of}"
    return Figure(short, filter_key(moments, label_set), share**0.5, tone, title)
