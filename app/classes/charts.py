"""Plotly charts that stand still, as SVG. No streamlit here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.ui.charts import axis_name, layout, plain, thin_out
from core.figures import percent
from core.metric.operating import Curve
from core.tokens import BESIDE, CURRENT, OURS, THEME, rgb

MOST_COLUMNS, MOST_CELLS = 24, 4000
"""A map of more has no figures in its cells, which still tell them on hover."""


def ap_bars(
    names: Sequence[str], ap: Sequence[float], published: Sequence[float] | None, *, run: str, other: str
) -> go.Figure:
    """Horizontal bars of AP by class, best on top, with published figures as marks.

    run, other: what the bars and the marks are called.
    """
    order = sorted(range(len(names)), key=lambda index: (ap[index], names[index]))
    rows, labels = list(range(len(order))), [plain(names[index]) for index in order]
    figure = go.Figure(
        go.Bar(
            x=[float(ap[index]) for index in order],
            y=rows,
            customdata=labels,
            orientation="h",
            name=run,
            marker={"color": OURS},
            hovertemplate="%{customdata}: %{x:.2%}<extra>" + plain(run) + "</extra>",
        )
    )
    if published is not None:
        figure.add_scatter(
            x=[float(published[index]) for index in order],
            y=rows,
            customdata=labels,
            mode="markers",
            name=plain(other),
            marker={
                "symbol": "line-ns-open",
                "size": 15,
                "color": BESIDE,
                "line": {"width": 2.5, "color": BESIDE},
            },
            hovertemplate="%{customdata}: %{x:.2%}<extra>" + plain(other) + "</extra>",
        )
    layout(figure, 27 * len(names) + 64, bargap=0.34, showlegend=published is not None)
    figure.update_layout(margin={"l": 4, "r": 24, "t": 30, "b": 24}, legend={"traceorder": "normal"})
    figure.update_xaxes(range=[0, 1], tickformat=".0%")
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[axis_name(names[index]) for index in order],
        range=[-0.5, len(rows) - 0.5],
        ticksuffix="  ",
        showgrid=False,
    )
    return figure


def precision_recall(curve: Curve, threshold: float) -> go.Figure:
    """The precision-recall curve of a class at a tolerance, with what the current threshold gives on it."""
    keep = thin_out(curve.threshold)
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
    current = curve.at(threshold)
    if current.recall or current.precision:
        figure.add_scatter(
            x=[current.recall],
            y=[current.precision],
            mode="markers+text",
            text=[f" threshold {threshold:.2f}"],
            textposition="middle right" if current.recall < 0.7 else "middle left",
            marker={"size": 10, "color": CURRENT},
            hovertemplate="recall %{x:.3f}, precision %{y:.3f}<extra>now</extra>",
            showlegend=False,
        )
    layout(figure, 300)
    figure.update_xaxes(title="recall", range=[0, 1.02], tickformat=".1f")
    figure.update_yaxes(title="precision", range=[0, 1.02], tickformat=".1f")
    return figure


def over_tolerance(ap: np.ndarray, average: np.ndarray, name: str, scale_s: Sequence[float]) -> go.Figure:
    """AP (W,) of a class, and the mean over classes, at full widths in equal steps from the first one."""
    figure = go.Figure()
    for values, label, color, width in ((average, "mean of classes", BESIDE, 1.5), (ap, name, OURS, 2.5)):
        figure.add_scatter(
            x0=scale_s[0],
            dx=scale_s[0],
            y=values,
            mode="lines",
            name=label,
            line={"color": color, "width": width},
            hovertemplate="%{x:.4~g} s: %{y:.2%}<extra>" + plain(label) + "</extra>",
        )
    layout(figure, 300)
    figure.update_xaxes(title="tolerance, s (full width)", range=[0, scale_s[-1] + scale_s[0]])
    figure.update_yaxes(title="AP", range=[0, 1.02], tickformat=".0%")
    return figure


def heat(
    values: np.ndarray, names: Sequence[str], tolerances_s: Sequence[float], *, dark: bool = False
) -> go.Figure:
    """AP (C, T) as a coloured table with the figures in percent where they have room; NaN has none.

    dark: whether the page is dark. Colours are mixed with its background here, so that each figure gets the
    ink with the best contrast.
    """
    ground = rgb(THEME["background"].on(dark=dark))
    full = tuple(round(0.85 * top + 0.15 * bottom) for top, bottom in zip(rgb(OURS), ground, strict=True))
    columns = [f"{tolerance:g} s" for tolerance in tolerances_s]
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=columns,
            y=list(range(len(names))),
            zmin=0,
            zmax=1,
            colorscale=[[0, _rgb(ground)], [1, _rgb(full)]],
            showscale=False,
            xgap=1,
            ygap=1,
            customdata=[[plain(name)] * len(columns) for name in names],
            hovertemplate="%{customdata} at %{x}: %{z:.2%}<extra></extra>",
        )
    )
    cells = [(row, column) for row in range(len(names)) for column in range(len(columns))]
    if len(columns) > MOST_COLUMNS or len(cells) > MOST_CELLS:
        cells = []
    figure.add_scatter(
        x=[columns[column] for _, column in cells],
        y=[row for row, _ in cells],
        mode="text",
        text=[percent(values[at]) for at in cells],
        textfont={
            "size": 11,
            "color": [_ink(float(np.nan_to_num(values[at])), ground, full) for at in cells],
        },
        hoverinfo="skip",
        showlegend=False,
    )
    layout(figure, 25 * len(names) + 40)
    figure.update_layout(margin={"l": 120, "r": 4, "t": 24, "b": 4})
    figure.update_xaxes(side="top", showgrid=False, range=[-0.5, len(columns) - 0.5])
    figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=list(map(axis_name, names)),
        range=[len(names) - 0.5, -0.5],
        showgrid=False,
        automargin=True,
    )
    return figure


_INKS = (rgb(THEME["text"].light), (255, 255, 255))


def _ink(value: float, ground: tuple, full: tuple) -> str:
    """The ink with the higher contrast on the colour of a value in 0..1."""
    under = [low + value * (high - low) for low, high in zip(ground, full, strict=True)]
    return _rgb(max(_INKS, key=lambda ink: contrast(ink, under)))


def contrast(colour: Sequence[float], other: Sequence[float]) -> float:
    """The contrast ratio of two colours of 0..255, 1 to 21. Source: WCAG 2.1."""
    dark, light = sorted(_luminance(each) for each in (colour, other))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Sequence[float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (c / 255 for c in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rgb(colour: Sequence[int]) -> str:
    return f"rgb({','.join(map(str, colour))})"
