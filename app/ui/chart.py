"""A Plotly chart on the page, without its tool bar, and clicks on its marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import streamlit as st

MOST_PX = 720
"""A higher chart, as of very many classes, scrolls."""


def chart(figure: go.Figure, key: str, on_click: Callable[[list[Any]], None] | None = None) -> None:
    """Shows a chart. on_click: gets the customdata of a mark that was clicked."""
    selects = {}
    if on_click is not None:
        selects = {"on_select": lambda: _clicked(key, on_click), "selection_mode": "points"}
    height = figure.layout.height
    place = st.container(height=MOST_PX, border=False) if height and height > MOST_PX else st
    place.plotly_chart(figure, key=key, config={"displayModeBar": False}, **selects)


def _clicked(key: str, on_click: Callable[[list[Any]], None]) -> None:
    points = (st.session_state.get(key) or {}).get("selection", {}).get("points", [])
    data = next((point["customdata"] for point in points if point.get("customdata")), None)
    if data is not None:
        on_click(data)
