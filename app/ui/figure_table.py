"""A table of figures as a component: cells that open what they count, by click or by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.ui.component import component
from core.figures import points

_component = component("figures", '<div class="fg-slot"></div>', "figures/figures.css")


@dataclass(frozen=True)
class Figure:
    """A cell. key: what a click on it opens, none for text alone; shade: 0 to 1, in the colour of `tone`.

    tone: "cost" or "hit" (heat), "bar" (a bar of that length), "up", "down", "soft" (the text's colour).
    """

    text: str
    key: str = ""
    shade: float = 0.0
    tone: str = ""
    title: str = ""

    def plain(self) -> list[Any]:
        """As the browser takes it, without empty values at the end."""
        values = [self.text, self.key, round(float(self.shade), 3), self.tone, self.title]
        while len(values) > 1 and not values[-1]:
            values.pop()
        return values


def change(difference: float) -> Figure:
    """A cell with a difference of two APs, in points, coloured by its sign."""
    text = points(difference)
    return Figure(text, tone={"+": "up", "−": "down"}.get(text[0], "soft"))


@dataclass(frozen=True)
class Head:
    """A column's head, or with a span the head of several. kind: "fg-words" (left), "fg-edge" (a line)."""

    text: str
    title: str = ""
    kind: str = ""
    span: int = 1

    def plain(self) -> dict[str, Any]:
        """As the browser takes it."""
        return {"text": self.text, "title": self.title, "kind": self.kind, "span": self.span}


@dataclass(frozen=True)
class Row:
    """A row. kind: "fg-total" sets it off."""

    cells: tuple[Figure, ...]
    kind: str = ""


def payload(
    head: Sequence[Head],
    rows: Sequence[Row],
    *,
    label: str,
    groups: Sequence[Head] = (),
    chosen: Sequence[str] = (),
    kind: str = "",
    most_px: int = 0,
    reveals: str = "",
) -> dict[str, Any]:
    """The table as plain values."""
    return {
        "label": label,
        "kind": kind,
        "most": most_px,
        "reveals": reveals,
        "chosen": [key for key in chosen if key],
        "groups": [group.plain() for group in groups],
        "head": [column.plain() for column in head],
        "rows": [{"cells": [cell.plain() for cell in row.cells], "kind": row.kind} for row in rows],
    }


def figures(
    key: str, head: Sequence[Head], rows: Sequence[Row], on_pick: Callable[[str], None], **more: Any
) -> None:
    """Show a table; on_pick gets the key of a cell that was opened. more: as for `payload`.

    kind: "fg-map" for narrow columns with standing heads; most_px: height beyond which it scrolls; reveals:
    the key of a container that a click brings into sight.
    """

    def changed() -> None:
        picked = st.session_state[key].get("picked")
        if isinstance(picked, str) and picked:
            on_pick(picked)

    _component(key=key, data=payload(head, rows, **more), height="content", on_picked_change=changed)
