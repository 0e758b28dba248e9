"""Plotly charts of errors; a mark carries the text of the filter of its moments. No streamlit here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from app.ui.charts import FAINT_GRID, GRID, axis_name, layout, plain
from core.metric.outcomes import Outcome
from core.tokens import BESIDE, EARLY, LATE, OUTCOMES


def offsets(
    table: pd.DataFrame, keys: Sequence[str], focus: int | None = None, *, scale: float = 1.0
) -> go.Figure:
    """Median and quartiles of the signed offset of each class, s; early on the left, late on the right.

    table: as `core.errors.offsets.offsets` gives it; keys: what a click on each class's mark opens; focus: a
    class whose name is set off; scale: of time, where moments are judged within less than seconds.
    """
    names, pairs = table["class"].tolist(), table["pairs"].tolist()
    low_s, median_s, high_s = (table[name].to_numpy() / 1000 for name in ("low_ms", "median_ms", "high_ms"))
    reach = 1.12 * max(scale, *(float(np.nanmax(np.abs(end_s), initial=0)) for end_s in (low_s, high_s)))
    seconds = f":+.{1 if scale == 1 else 2}f"
    figure = go.Figure()
    rows = np.arange(len(names))
    sides = (
        (median_s < 0, EARLY, "triangle-left", "median early", "◀ spotted early", "right"),
        (median_s >= 0, LATE, "triangle-right", "median late", "spotted late ▶", "left"),
    )  # neither holds for NaN, where there are no pairs
    for on_side, color, symbol, name, note, anchor in sides:
        side = np.flatnonzero(on_side)
        figure.add_scatter(
            x=median_s[side],
            y=rows[side],
            mode="markers",
            name=name,
            marker={"symbol": symbol, "size": 12, "color": color},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": high_s[side] - median_s[side],
                "arrayminus": median_s[side] - low_s[side],
                "color": color,
                "thickness": 4,
                "width": 0,
            },
            customdata=[[plain(names[c]), low_s[c], high_s[c], pairs[c], keys[c]] for c in side],
            hovertemplate=f"%{{customdata[0]}}: median %{{x{seconds}}} s<br>half of them from "
            f"%{{customdata[1]{seconds}}} to %{{customdata[2]{seconds}}} s<br>"
            "%{customdata[3]:,} pairs<extra></extra>",
        )
        figure.add_annotation(
            x=0,
            y=1,
            yref="paper",
            text=f"&nbsp;{note}&nbsp;",
            showarrow=False,
            xanchor=anchor,
            yanchor="bottom",
            font={"color": color, "size": 12},
        )
    figure.add_vline(x=0, line={"color": BESIDE, "width": 1.5})
    layout(figure, 23 * len(names) + 76, showlegend=False)
    figure.update_layout(margin={"l": 4, "r": 8, "t": 26, "b": 40})
    figure.update_xaxes(
        title="offset of the spot to its truth, s", range=[-reach, reach], **_signed_ticks(reach)
    )
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[
            (f"<b>{name}</b>" if c == focus else name) + f" · {pairs[c]:,}"
            for c, name in enumerate(map(axis_name, names))
        ],
        range=[len(names) - 0.4, -0.6],
        gridcolor=FAINT_GRID,
        ticksuffix="  ",
    )
    return figure


def _signed_ticks(reach: float) -> dict[str, list]:
    """Ticks of an axis from -reach to reach, signed but for 0."""
    step = next(
        (step for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60) if reach / step < 5), 120
    )
    values = [round(step * n, 3) for n in range(-int(reach / step), int(reach / step) + 1)]
    return {"tickvals": values, "ticktext": [f"{v:+g}".replace("-", "−") if v else "0" for v in values]}


def multiples(count: int) -> list[str]:
    """ "N", "2 N", "3 N", .."""
    return ["N" if n == 1 else f"{n} N" for n in range(1, count + 1)]


def profile(
    counts: np.ndarray,
    outcomes: Sequence[Outcome],
    keys: Sequence[Sequence[str]],
    *,
    dark: bool = False,
) -> go.Figure:
    """Stacked bars of outcomes, counts (multiples, outcomes), as shares of the spots in each bar.

    keys: what a click on each part of each bar opens, as counts. dark: whether the theme is dark.
    """
    total = np.maximum(counts.sum(1), 1)
    figure = go.Figure()
    for index, outcome in enumerate(outcomes):
        figure.add_bar(
            x=multiples(len(counts)),
            y=counts[:, index] / total,
            name=outcome.name,
            marker={"color": OUTCOMES[outcome.style].colour.on(dark=dark), "line": {"width": 0}},
            customdata=[[int(count), row[index]] for count, row in zip(counts[:, index], keys, strict=True)],
            hovertemplate=f"{outcome.name}: " + "%{customdata[0]:,}, %{y:.1%} of the top %{x}<extra></extra>",
        )
    layout(figure, 300, barmode="stack", bargap=0.22)
    figure.update_layout(legend={"traceorder": "normal"}, margin={"t": 46})
    figure.update_xaxes(title="the most confident spots, N truths", showgrid=False)
    figure.update_yaxes(range=[0, 1], tickformat=".0%", gridcolor=GRID)
    return figure
