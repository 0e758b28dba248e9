"""The plots of a comparison's report, as plotly figures."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from core.classes import CLASSES
from core.post.compare import Changes, Comparison
from core.post.evaluation import METRICS, VIEWS

if TYPE_CHECKING:
    import plotly.graph_objects as go

COLOURS = ("#0f8a71", "#c2571a", "#3b6fb6", "#9a4fa3", "#8a7a12", "#5c6670")
"""A colour per run, in order, from the start again after the last."""


def differences(comparison: Comparison, metric: str) -> go.Figure:
    """What each run gains on the baseline by class, with intervals: those that cross 0 are noise."""
    import plotly.graph_objects as go

    figure = go.Figure()
    titles = ["<b>average</b>", *CLASSES]
    for place, name in enumerate(comparison.names):
        if name == comparison.baseline:
            continue
        cells = [comparison.cells(metric, "all", label)[place].difference for label in _labels()]
        figure.add_scatter(
            x=[100 * cell.value for cell in cells],
            y=titles,
            mode="markers",
            name=escape(name),
            marker={"color": _colour(place), "size": 8},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [100 * (cell.high - cell.value) for cell in cells],
                "arrayminus": [100 * (cell.value - cell.low) for cell in cells],
                "color": _colour(place),
                "thickness": 1.5,
            },
        )
    figure.add_vline(x=0, line={"color": "#5c6670", "width": 1})
    return _laid_out(figure, f"points of {metric} AP gained on {escape(comparison.baseline)}", len(titles))


def over_tolerance(comparison: Comparison) -> go.Figure:
    """mAP of every run at each tolerance."""
    import plotly.graph_objects as go

    tolerances = comparison.draws.tolerances_s
    figure = go.Figure()
    for place, name in enumerate(comparison.names):
        ap = comparison.draws.ap[name][0, VIEWS.index("all")].mean(axis=1)
        figure.add_scatter(
            x=list(tolerances),
            y=(100 * ap).tolist(),
            mode="lines+markers",
            name=escape(name),
            line={"color": _colour(place)},
        )
    tight = max(METRICS["tight"])
    figure.add_vline(x=tight, line={"color": "#b9c2ca", "dash": "dot"}, annotation_text="tight | loose")
    _laid_out(figure, "tolerance, s", 12)
    return figure.update_layout(yaxis={"title": "mAP, %", "rangemode": "tozero", "autorange": True})


def gained_and_lost(changes: Mapping[str, Changes]) -> go.Figure:
    """Truths gained and lost by class, for each run against the baseline."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for place, (name, change) in enumerate(changes.items()):
        counts = change.counts()
        for column, (what, sign) in enumerate((("gained", 1), ("lost", -1))):
            figure.add_bar(
                x=(sign * counts[:, column]).tolist(),
                y=list(CLASSES),
                orientation="h",
                name=f"{what}, {escape(name)}",
                offsetgroup=str(place),
                marker={"color": "#0f8a71" if sign > 0 else "#c2571a", "opacity": 1 - 0.25 * (place % 3)},
            )
    return _laid_out(figure.update_layout(barmode="relative"), "truths gained and lost", len(CLASSES))


def _labels() -> list[int | None]:
    return [None, *range(len(CLASSES))]


def _colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]


def _laid_out(figure: go.Figure, title: str, rows: int) -> go.Figure:
    return figure.update_layout(
        template="simple_white",
        height=26 * rows + 150,
        margin={"l": 8, "r": 8, "t": 40, "b": 8},
        xaxis={"title": title, "automargin": True, "gridcolor": "#e6eaee", "showgrid": True},
        yaxis={"autorange": "reversed", "automargin": True},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom"},
        font={"family": "system-ui, sans-serif", "size": 13},
    )
