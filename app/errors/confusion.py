"""Confusion: which class was spotted where another stood, as a map whose cells open their moments."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.errors.shown import Shown
from app.errors.state import PAGE
from app.moments.pick import GALLERY, chosen_keys, class_key, filter_key, pick
from app.ui import selection
from app.ui.figure_table import Figure, Head, Row, figures
from core.classes import CLASSES, N_CLASSES
from core.errors.tables import BESIDE_CLASSES, confusion

SHORT = (
    *("Penalty", "Kick-off", "Goal", "Substit.", "Offside", "Shot on", "Shot off", "Clearance", "Ball out"),
    *("Throw-in", "Foul", "Indirect", "Direct", "Corner", "Yellow", "Red", "Yellow-red"),
)
"""Names of the 17 classes for narrow columns."""
_NARROW = {"localisation": "localis."}


def confusion_section(shown: Shown) -> None:
    """The map, and whether it counts the top spots alone."""
    chosen = selection.chosen(PAGE)
    st.toggle(
        "Top N spots only",
        help="Of each class with N truths, only its N most confident spots. Missed truths stay.",
        **selection.widget("top", chosen.top),
    )
    top = 1.0 if chosen.top else None
    table = confusion(shown.found.report, top, visible=shown.visible)
    head = [Head("spotted as")]
    head += [Head(short, f"{name} stood there") for short, name in zip(SHORT, CLASSES, strict=True)]
    for place, (name, kind) in enumerate(zip(table.columns[N_CLASSES:], BESIDE_CLASSES, strict=True)):
        head.append(Head(_NARROW.get(name, name), kind.rule, "" if place else "fg-edge"))
    figures(
        "errors_confusion",
        head,
        map_rows(shown, table.to_numpy(), top),
        pick,
        label="Confusion",
        chosen=chosen_keys(),
        kind="fg-map",
        reveals=GALLERY,
    )
    st.caption(
        "Rows: the spotted class; columns: what stood there; the last row: truths that no spot was "
        "assigned to. The shade is the share of the class's spots (last row: of its truths), green for hits."
    )


def map_rows(shown: Shown, table: np.ndarray, top: float | None) -> list[Row]:
    """Rows of the map from counts (18, 17 + len(BESIDE_CLASSES))."""
    spots = np.maximum(table[:N_CLASSES].sum(1), 1)
    truths = np.maximum(table[N_CLASSES, :N_CLASSES] + np.diag(table[:N_CLASSES]), 1)
    rows = []
    for c, name in enumerate(CLASSES):
        cells = [Figure(SHORT[c], class_key(c), title=name)]
        for t, there in enumerate(CLASSES):
            if c == t:
                moments, said = shown.filter(kind="hit", label=c, top=top), f"{name}: hits"
            else:
                moments = shown.filter(kind="wrong class", label=c, truth=t, top=top)
                said = f"{name} spotted where {there} stood"
            cells.append(_count(table[c, t], moments, table[c, t] / spots[c], said, hit=c == t))
        for column, kind in enumerate(BESIDE_CLASSES, start=N_CLASSES):
            moments, said = shown.filter(kind=kind.name, label=c, top=top), f"{name}: {kind.rule}"
            cells.append(_count(table[c, column], moments, table[c, column] / spots[c], said))
        rows.append(Row(tuple(cells)))
    lost = [Figure("nothing", title="Truths that no spot was assigned to")]
    for t, name in enumerate(CLASSES):
        missed = table[N_CLASSES, t]
        moments = shown.filter(kind="missed", label=t)
        lost.append(_count(missed, moments, missed / truths[t], f"{name}: missed truths", "of its truths"))
    rows.append(Row((*lost, *(Figure("") for _ in BESIDE_CLASSES)), "fg-total"))
    return rows


def _count(value, moments, share: float, said: str, of: str = "of its spots", *, hit: bool = False) -> Figure:
    """A count, short where it is long; the whole one on hover. An empty cell counts nothing."""
    value = int(value)
    if not value:
        return Figure("", title=f"{said}: none")
    text = str(value) if value < 1000 else f"{value / 1000:.1f}k" if value < 9950 else f"{value / 1000:.0f}k"
    title = f"{said}: {value:,}, {100 * share:.1f} % {of}"
    return Figure(text, filter_key(moments), float(share) ** 0.5, "hit" if hit else "cost", title)
