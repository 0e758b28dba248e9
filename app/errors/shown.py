"""What the sections of the Errors page share: what is shown, and cells that open the moments they count."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from app.cache.errors import Errors
from app.cache.split import Split
from app.errors.state import PAGE
from app.moments.pick import key_of, pick
from app.server.catalog import Library
from app.state.moment_filter import Cell
from app.ui import selection
from app.ui.figure_table import Figure
from core.spotting.settings import Settings


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
    if data is not None and (key := str(data[-1])) != selection.chosen(PAGE).cell:
        pick(key)
