"""Plotly charts of a comparison. No streamlit here."""

from __future__ import annotations

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from app.ui.charts import FAINT_GRID, axis_name, layout, plain
from core.comparison.compare import Comparison
from core.comparison.text import in_points
from core.tokens import BESIDE, RUNS


def differences(comparison: Comparison, metric: str, view: str, labels: Sequence[int]) -> go.Figure:
    """Differences to the baseline in points with intervals: average, then classes; faint if maybe noise."""
    figure = go.Figure()
    others = [name for name in comparison.names if name != comparison.baseline]
    titles = ["average", *(axis_name(comparison.label_set.classes[label]) for label in labels)]
    ends = [0.0]
    spread = min(0.22, 0.6 / max(len(others), 1))
    for place, name in enumerate(others):
        at = comparison.names.index(name)
        cells = [comparison.cells(metric, view, label)[at] for label in (None, *labels)]
        values, lows, highs = (
            [100 * getattr(cell.difference, end) for cell in cells] for end in ("value", "low", "high")
        )
        ends += lows + highs
        color = RUNS[place % len(RUNS)]
        shift = spread * (place - (len(others) - 1) / 2)
        for finding in (True, False):
            rows = [row for row, cell in enumerate(cells) if comparison.is_finding(cell) == finding]
            figure.add_scatter(
                x=[values[row] for row in rows],
                y=[row + shift for row in rows],
                mode="markers",
                name=plain(name),
                legendgroup=name,
                showlegend=finding and len(others) > 1,
                opacity=1 if finding else 0.4,
                marker={"size": 8, "color": color},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [highs[row] - values[row] for row in rows],
                    "arrayminus": [values[row] - lows[row] for row in rows],
                    "color": color,
                    "thickness": 1.5,
                    "width": 0,
                },
                customdata=[[titles[row], *in_points(cells[row].difference)] for row in rows],
                hovertemplate="%{customdata[0]}: %{customdata[1]} [%{customdata[2]}, %{customdata[3]}]"
                f"<extra>{plain(name)}</extra>",
            )
    figure.add_vline(x=0, line={"color": BESIDE, "width": 1})
    layout(figure, 28 * len(titles) + 84)
    figure.update_layout(margin={"l": 4, "r": 8, "t": 30, "b": 40})
    figure.update_xaxes(
        title=f"{plain(metric)} {view}, difference to {plain(comparison.baseline)}, points",
        tickformat=f"+.{tick_digits(min(ends), max(ends))}f",
    )
    figure.update_yaxes(
        tickvals=list(range(len(titles))),
        ticktext=titles,
        range=[len(titles) - 0.4, -0.6],
        gridcolor=FAINT_GRID,
        ticksuffix="  ",
    )
    return figure


def tick_digits(low: float, high: float) -> int:
    """Digits after the point with which some ten ticks of an axis can be told apart; four at most."""
    span = high - low
    return 0 if span <= 0 else min(4, max(0, math.ceil(-math.log10(span / 10))))
