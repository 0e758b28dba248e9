"""What the sections of the Errors page share: what is shown, and counts that open their moments."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from app.cache.split import Split
from app.errors.state import PAGE
from app.moments.pick import filter_key, pick
from app.server.catalog import Catalog
from app.ui import selection
from app.ui.figure_table import Figure
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moments
from core.spotting.settings import Settings


@dataclass(frozen=True, eq=False)
class Shown:
    """The errors on the page. visible: one view alone; of: the class in focus, None for all."""

    catalog: Catalog
    split: Split
    settings: Settings
    found: Moments
    mended: bool
    visible: bool | None
    of: int | None

    def filter(self, **fields) -> MomentFilter:
        """A filter of moments in the view that is shown."""
        return MomentFilter(**{"visible": self.visible, **fields})


def count(
    value: int, moment_filter: MomentFilter, *, tone: str = "", shade: float = 0.0, title: str = ""
) -> Figure:
    """A number of moments that opens them; 0 opens nothing."""
    value = int(value)
    key = filter_key(moment_filter) if value else ""
    return Figure(f"{value:,}", key, shade, tone if value else "soft", title)


def chart(name: str, figure: go.Figure) -> None:
    """A chart whose marks open their moments: the last of a mark's customdata is the text of its filter."""
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
