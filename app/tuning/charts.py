"""Plotly charts of the Tuning page: the sweep's map, operating points, calibration. No streamlit here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.ui.charts import layout, thin_out
from core.metric.operating import Calibration, Curve
from core.tokens import AMBER, BESIDE, CURRENT, MAP_BEST, MAP_BEST_EDGE, MAP_CURRENT, OURS, VIOLET


def sweep_map(
    values: np.ndarray,
    windows_s: Sequence[float],
    methods: Sequence[str],
    current: tuple[float, str] | None,
    title: str,
) -> go.Figure:
    """A map (M, W) of AP over method and window, with marks on the best cell and the current one.

    current: window and method; title: what the map shows. Invisible points over the cells take the clicks, as
    a heatmap's own cells cannot be selected.
    """
    places = np.arange(len(windows_s))
    rows = np.arange(len(methods))
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=places,
            y=rows,
            zmin=float(np.quantile(values, 0.1)),  # a few poor corners must not take all the colours
            zmax=float(values.max()),
            colorscale="Viridis",
            hoverinfo="skip",
            xgap=1,
            ygap=2,
            colorbar={"thickness": 10, "outlinewidth": 0, "tickformat": ".2%", "nticks": 5},
        )
    )
    best = np.unravel_index(np.argmax(values), values.shape)
    figure.add_scatter(
        x=[best[1]],
        y=[best[0]],
        mode="markers",
        marker={
            "symbol": "star",
            "size": 13,
            "color": MAP_BEST,
            "line": {"color": MAP_BEST_EDGE, "width": 1},
        },
        hoverinfo="skip",
        showlegend=False,
    )
    if current is not None and current[1] in methods:
        at = float(np.interp(current[0], windows_s, places))
        figure.add_scatter(
            x=[at],
            y=[list(methods).index(current[1])],
            mode="markers",
            marker={
                "symbol": "circle-open",
                "size": 17,
                "color": MAP_CURRENT,
                "line": {"width": 3, "color": MAP_CURRENT},
            },
            hoverinfo="skip",
            showlegend=False,
        )
    grid_x, grid_y = np.meshgrid(places, rows)
    figure.add_scatter(
        x=grid_x.ravel(),
        y=grid_y.ravel(),
        mode="markers",
        marker={"symbol": "square", "size": 14, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        customdata=[
            [methods[int(y)], float(windows_s[int(x)]), float(values[int(y), int(x)])]
            for x, y in zip(grid_x.ravel(), grid_y.ravel(), strict=True)
        ],
        hovertemplate="%{customdata[0]}, window %{customdata[1]:.4~g} s<br>"
        + title
        + " %{customdata[2]:.2%}<extra></extra>",
        showlegend=False,
    )
    ticks = places[:: max(1, len(places) // 8)]
    layout(figure, 96 + 58 * len(methods), clickmode="event+select", dragmode=False)
    figure.update_layout(margin={"l": 92, "r": 4, "t": 8, "b": 40})
    figure.update_xaxes(
        title="window, s",
        tickvals=ticks,
        ticktext=[f"{windows_s[place]:g}" for place in ticks],
        showgrid=False,
        range=[-0.5, len(places) - 0.5],
    )
    figure.update_yaxes(
        tickvals=rows, ticktext=list(methods), showgrid=False, range=[len(methods) - 0.5, -0.5]
    )
    return figure


def operating(curve: Curve, threshold: float) -> go.Figure:
    """Precision, recall and F1 of a class against the threshold, the current one as a line."""
    figure = go.Figure()
    keep = thin_out(curve.threshold)
    for name, values, color in (
        ("precision", curve.precision, OURS),
        ("recall", curve.recall, AMBER),
        ("F1", curve.f1, VIOLET),
    ):
        figure.add_scatter(
            x=curve.threshold[keep],
            y=values[keep],
            mode="lines",
            name=name,
            line={"color": color, "width": 2},
            hovertemplate="%{x:.3f}: %{y:.3f}<extra>" + name + "</extra>",
        )
    figure.add_scatter(
        x=curve.threshold[keep],
        y=np.maximum(curve.false_per_match[keep], 1e-2),
        mode="lines",
        name="false alarms a match",
        yaxis="y2",
        line={"color": BESIDE, "width": 1.5, "dash": "dash"},
        hovertemplate="%{x:.3f}: %{y:.2f}<extra>false alarms a match</extra>",
    )
    figure.add_vline(x=threshold, line={"color": CURRENT, "width": 1.5, "dash": "dot"})
    layout(figure, 230)
    figure.update_layout(
        margin={"r": 40},
        yaxis2={
            "overlaying": "y",
            "side": "right",
            "type": "log",
            "showgrid": False,
            "dtick": 1,
            "fixedrange": True,
        },
    )
    figure.update_xaxes(title="threshold", range=[0, 1])
    figure.update_layout(yaxis={"range": [0, 1.02], "tickformat": ".1f"})
    return figure


def calibration(shares: Calibration) -> go.Figure:
    """Share of hits against confidence; on the diagonal a confidence is a share."""
    width = np.diff(shares.edges)
    figure = go.Figure(
        go.Bar(
            x=shares.edges[:-1] + width / 2,
            y=shares.hit_share,
            width=width * 0.92,
            marker={"color": OURS, "opacity": 0.55},
            customdata=shares.count,
            hovertemplate="share of hits %{y:.3f}<br>%{customdata:,} spots<extra></extra>",
            name="share of hits",
        )
    )
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": BESIDE, "dash": "dot"},
        hoverinfo="skip",
        name="ideal",
    )
    layout(figure, 210)
    figure.update_xaxes(title="confidence", range=[0, 1])
    figure.update_yaxes(range=[0, 1.02], tickformat=".1f")
    return figure
