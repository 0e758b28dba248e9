"""Plotly charts of errors. No streamlit here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.ui.charts import FAINT_GRID, GRID, layout
from core.metric.outcomes import Outcome
from core.tokens import BESIDE, EARLY, LATE, OUTCOMES


def offsets(
    names: Sequence[str],
    pairs: Sequence[int],
    low_s: np.ndarray,
    median_s: np.ndarray,
    high_s: np.ndarray,
    cells: Sequence[str],
    focus: int | None = None,
) -> go.Figure:
    """Median and quartiles of the signed offset of each class, s; early on the left, late on the right.

    NaN where a class has no pairs. cells: what a click on each class's mark opens. focus: a class whose name
    is set off.
    """
    reach = 1.12 * max(1.0, *(float(np.nanmax(np.abs(one), initial=0)) for one in (low_s, high_s)))
    figure = go.Figure()
    rows = np.arange(len(names))
    for early, color, symbol, said in (
        (True, EARLY, "triangle-left", "early"),
        (False, LATE, "triangle-right", "late"),
    ):
        of_side = np.flatnonzero((median_s < 0) == early)
        of_side = of_side[~np.isnan(median_s[of_side])]
        figure.add_scatter(
            x=median_s[of_side],
            y=rows[of_side],
            mode="markers",
            name=f"median {said}",
            marker={"symbol": symbol, "size": 12, "color": color},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": high_s[of_side] - median_s[of_side],
                "arrayminus": median_s[of_side] - low_s[of_side],
                "color": color,
                "thickness": 4,
                "width": 0,
            },
            customdata=[[names[c], low_s[c], high_s[c], pairs[c], cells[c]] for c in of_side],
            hovertemplate="%{customdata[0]}: median %{x:+.1f} s<br>half of them from "
            "%{customdata[1]:+.1f} to %{customdata[2]:+.1f} s<br>%{customdata[3]:,} pairs<extra></extra>",
        )
    figure.add_vline(x=0, line={"color": BESIDE, "width": 1.5})
    for at, said, anchor, color in (
        (0, "◀ spotted early", "right", EARLY),
        (0, "spotted late ▶", "left", LATE),
    ):
        figure.add_annotation(
            x=at,
            y=1,
            yref="paper",
            text=f"&nbsp;{said}&nbsp;",
            showarrow=False,
            xanchor=anchor,
            yanchor="bottom",
            font={"color": color, "size": 12},
        )
    layout(figure, 23 * len(names) + 76, showlegend=False)
    figure.update_layout(margin={"l": 4, "r": 8, "t": 26, "b": 40})
    figure.update_xaxes(
        title="offset of the spot to its truth, s", range=[-reach, reach], **_signed_ticks(reach)
    )
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[
            (f"<b>{name}</b>" if c == focus else name) + f" · {pairs[c]:,}" for c, name in enumerate(names)
        ],
        range=[len(names) - 0.4, -0.6],
        gridcolor=FAINT_GRID,
        ticksuffix="  ",
    )
    return figure


def _signed_ticks(reach: float) -> dict[str, list]:
    """Ticks of an axis from -reach to reach, signed but for 0."""
    step = next((step for step in (0.5, 1, 2, 5, 10, 20, 30, 60) if reach / step < 5), 120)
    values = [step * n for n in range(-int(reach / step), int(reach / step) + 1)]
    return {"tickvals": values, "ticktext": [f"{v:+g}".replace("-", "−") if v else "0" for v in values]}


def profile(
    counts: np.ndarray, outcomes: Sequence[Outcome], cells: Sequence[Sequence[str]], *, dark: bool = False
) -> go.Figure:
    """Stacked bars of outcomes, counts (multiples, outcomes), as shares of the spots in each bar.

    cells: what a click on each part of each bar opens, as counts. dark: whether it stands on the dark theme.
    """
    total = np.maximum(counts.sum(1), 1)
    x = ["N" if k == 1 else f"{k} N" for k in range(1, len(counts) + 1)]
    figure = go.Figure()
    for index, outcome in enumerate(outcomes):
        figure.add_bar(
            x=x,
            y=counts[:, index] / total,
            name=outcome.name,
            marker={"color": OUTCOMES[outcome.style].colour.on(dark=dark), "line": {"width": 0}},
            customdata=[[int(count), row[index]] for count, row in zip(counts[:, index], cells, strict=True)],
            hovertemplate=f"{outcome.name}: " + "%{customdata[0]:,}, %{y:.1%} of the top %{x}<extra></extra>",
        )
    layout(figure, 300, barmode="stack", bargap=0.22)
    figure.update_layout(legend={"traceorder": "normal"}, margin={"t": 46})
    figure.update_xaxes(title="the most confident spots, N truths", showgrid=False)
    figure.update_yaxes(range=[0, 1], tickformat=".0%", gridcolor=GRID)
    return figure
