"""What the Plotly charts share: the grid, and a layout that stands on any theme. No streamlit here."""

from __future__ import annotations

from html import escape

import numpy as np
import plotly.graph_objects as go

from core.tokens import RULE, faint

GRID, FAINT_GRID = faint(RULE, 0.22), faint(RULE, 0.1)
CLEAR = "rgba(0,0,0,0)"
_POINTS, _LONG = 400, 28


def layout(figure: go.Figure, height: int, **more) -> go.Figure:
    """Height in pixels; no zoom, since a zoomed chart would lose it with the next change."""
    figure.update_layout(
        height=height,
        margin={"l": 44, "r": 12, "t": 28, "b": 36},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        hoverlabel={"align": "left"},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        **more,
    )
    figure.update_xaxes(gridcolor=GRID, zeroline=False, fixedrange=True)
    figure.update_yaxes(gridcolor=GRID, zeroline=False, fixedrange=True)
    return figure


def plain(text: str) -> str:
    """Text without the tags that Plotly would read as markup."""
    return escape(text, quote=False)


def axis_name(name: str) -> str:
    """A class's name beside its row, short where it is very long."""
    return plain(name if len(name) <= _LONG else f"{name[: _LONG - 1]}…")


def thin_out(thresholds: np.ndarray) -> np.ndarray:
    """Places of at most _POINTS of falling thresholds, ends included.

    Half of them are spread evenly over the thresholds, half over the spots.
    """
    n = len(thresholds)
    if n <= _POINTS:
        return np.arange(n)
    by_value = np.searchsorted(-thresholds, -np.linspace(thresholds[0], thresholds[-1], _POINTS // 2))
    return np.unique(np.append(by_value.clip(0, n - 1), np.linspace(0, n - 1, _POINTS // 2).astype(int)))
