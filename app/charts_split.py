"""Plotly charts of one class over a split: precision-recall, AP over tolerance, heat map. No streamlit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.charts_base import BESIDE, OURS, few, layout
from core.post.operating import Curve


def precision_recall(curve: Curve, threshold: float) -> go.Figure:
    """The precision-recall curve of a class at a tolerance, with what the current threshold gives on it."""
    keep = few(curve.threshold)
    figure = go.Figure(
        go.Scatter(
            x=curve.recall[keep],
            y=curve.precision[keep],
            mode="lines",
            line={"color": OURS, "width": 2},
            customdata=curve.threshold[keep],
            hovertemplate="recall %{x:.3f}, precision %{y:.3f}<br>threshold %{customdata:.3f}<extra></extra>",
            showlegend=False,
        )
    )
    here = curve.at(threshold)
    if here.recall or here.precision:
        figure.add_scatter(
            x=[here.recall],
            y=[here.precision],
            mode="markers+text",
            text=[f" threshold {threshold:.2f}"],
            textposition="middle right" if here.recall < 0.7 else "middle left",
            marker={"size": 10, "color": "#d64545"},
            hovertemplate="recall %{x:.3f}, precision %{y:.3f}<extra>now</extra>",
            showlegend=False,
        )
    layout(figure, 300)
    figure.update_xaxes(title="recall", range=[0, 1.02], tickformat=".1f")
    figure.update_yaxes(title="precision", range=[0, 1.02], tickformat=".1f")
    return figure


def over_tolerance(ap: np.ndarray, average: np.ndarray, name: str) -> go.Figure:
    """AP (60,) of a class, and the mean over classes, at full widths of 1 to 60 s."""
    figure = go.Figure()
    for values, label, color, width in ((average, "mean of classes", BESIDE, 1.5), (ap, name, OURS, 2.5)):
        figure.add_scatter(
            x0=1,
            dx=1,
            y=values,
            mode="lines",
            name=label,
            line={"color": color, "width": width},
            hovertemplate="%{x} s: %{y:.3f}<extra>" + label.replace("<", "&lt;") + "</extra>",
        )
    layout(figure, 300)
    figure.update_xaxes(title="tolerance, s (full width)", range=[0, 61])
    figure.update_yaxes(title="AP", range=[0, 1.02], tickformat=".1f")
    return figure


def heat(values: np.ndarray, names: Sequence[str], tolerances_s: Sequence[int]) -> go.Figure:
    """AP (C, T) as a table of colours with the figures in it; no figure where there is nothing to find."""
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=[f"{tolerance} s" for tolerance in tolerances_s],
            y=list(names),
            zmin=0,
            zmax=1,
            colorscale=[[0, "rgba(15,138,113,0)"], [1, "rgba(15,138,113,.85)"]],
            showscale=False,
            xgap=1,
            ygap=1,
            text=[
                [("–" if np.isnan(value) else f"{value:.2f}".lstrip("0")) for value in row] for row in values
            ],
            texttemplate="%{text}",
            textfont={"size": 11},
            hovertemplate="%{y} at %{x}: %{z:.3f}<extra></extra>",
        )
    )
    layout(figure, 25 * len(names) + 40)
    figure.update_layout(margin={"l": 120, "r": 4, "t": 24, "b": 4})
    figure.update_xaxes(side="top", showgrid=False)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure
