"""What the sections of the Errors page share: what is shown, and cells that open the moments they count."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from app import selection
from app.cache_split import Split
from app.cell import Cell
from app.erring import Errors
from app.figures import Figure
from app.library import Library
from app.setting import SLUG_OF, SLUGS
from core.post.settings import Settings

GALLERY = "errors_gallery"
_CLASS = "class:"
_ALL = "all"


@dataclass(frozen=True, eq=False)
class Shown:
    """The errors on the page. visible: one view alone; of: the class in focus, None for all."""

    lib: Library
    split: Split
    settings: Settings
    found: Errors
    mended: bool
    visible: bool | None
    of: int | None

    def cell(self, **asked) -> Cell:
        """A cell in the view that is shown."""
        return Cell(**{"visible": self.visible, **asked})


def count(value: int, cell: Cell, *, tone: str = "", shade: float = 0.0, title: str = "") -> Figure:
    """A number of moments that opens them; 0 opens nothing."""
    value = int(value)
    return Figure(f"{value:,}", key_of(cell) if value else "", shade, tone if value else "soft", title)


def key_of(cell: Cell) -> str:
    """What a click on a cell asks for; nothing for a name that no address can hold."""
    text = cell.text()
    if cell.league is None and cell.season is None and cell.home is None:
        return text
    try:
        return text if Cell.parse(text) == cell else ""
    except ValueError:
        return ""


def chart(name: str, figure: go.Figure) -> None:
    """A chart whose marks open their moments: the last of a mark's customdata is the text of its cell."""
    figure.update_traces(unselected={"marker": {"opacity": 1}})
    st.plotly_chart(
        figure,
        key=name,
        on_select=lambda: _clicked(name),
        selection_mode="points",
        config={"displayModeBar": False},
    )


def _clicked(name: str) -> None:
    points = (st.session_state.get(name) or {}).get("selection", {}).get("points", [])
    data = next((point["customdata"] for point in points if point.get("customdata")), None)
    if data is not None and (key := str(data[-1])) != selection.current().cell:
        pick(key)


def class_key(label: int | None) -> str:
    """What a click on a class's name asks for."""
    return _CLASS + (_ALL if label is None else SLUG_OF[label])


def chosen_keys() -> list[str]:
    """The keys that stand for what is chosen now."""
    chosen = selection.current()
    return [chosen.cell, class_key(chosen.of)] if chosen.of is not None else [chosen.cell]


def pick(key: str) -> None:
    """Take a cell, or a class with its errors; the chosen one again gives it back."""
    chosen = selection.current()
    if key.startswith(_CLASS):
        slug = key.removeprefix(_CLASS)
        if slug != _ALL and slug not in SLUGS:
            return
        label = None if slug == _ALL or SLUGS[slug] == chosen.of else SLUGS[slug]
        visible = {"visible": True, "unshown": False}.get(chosen.view)
        cell = "" if label is None else Cell(label=label, visible=visible).text()
        selection.change(of=label, cell=cell, at="", most=24)
        return
    try:
        cell = Cell.parse(key)
    except ValueError:
        return
    if cell.text() == chosen.cell:
        cell = Cell()
    selection.change(cell=cell.text(), at="", most=24)
