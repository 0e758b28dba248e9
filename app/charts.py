"""Plotly charts that stand still, as SVG. No streamlit here."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

OURS = "#0f8a71"
BESIDE = "#8a98a5"
_GRID = "rgba(128,145,160,.22)"


def ap_bars(
    names: Sequence[str], ours: Sequence[float], beside: Sequence[float] | None, *, run: str, other: str
) -> go.Figure:
    """Horizontal bars of AP by class, best on top, with published figures as marks beside them."""
    order = sorted(range(len(names)), key=lambda index: (ours[index], names[index]))
    labels = [names[index] for index in order]
    values = [float(ours[index]) for index in order]
    figure = go.Figure(
        go.Bar(
            x=values,
            y=labels,
            orientation="h",
            name=run,
            marker={"color": OURS},
            hovertemplate="%{y}: %{x:.3f}<extra>" + _safe(run) + "</extra>",
        )
    )
    if beside is not None:
        figure.add_scatter(
            x=[float(beside[index]) for index in order],
            y=labels,
            mode="markers",
            name=_safe(other),
            marker={
                "symbol": "line-ns-open",
                "size": 15,
                "color": BESIDE,
                "line": {"width": 2.5, "color": BESIDE},
            },
            hovertemplate="%{y}: %{x:.3f}<extra>" + _safe(other) + "</extra>",
        )
    figure.update_layout(
        height=27 * len(names) + 64,
        margin={"l": 4, "r": 12, "t": 30, "b": 24},
        bargap=0.34,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        showlegend=beside is not None,
        xaxis={
            "range": [0, 1],
            "tickformat": ".1f",
            "gridcolor": _GRID,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={"fixedrange": True, "ticksuffix": "  "},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        hoverlabel={"align": "left"},
    )
    return figure


def _safe(text: str) -> str:
    """Text without the tags that plotly would read as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
