"""The table of a comparison: averages and classes, figures with intervals and differences."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from app.ui.html_table import Row, change, class_cell, html_table
from core.comparison.compare import Cell, Comparison
from core.comparison.text import in_points
from core.figures import NONE, percent


def shown_classes(comparison: Comparison, metric: str, view: str, *, differences_only: bool) -> list[int]:
    """The classes to list: all, or those with a difference that can be told from noise."""
    return [
        label
        for label in range(len(comparison.label_set))
        if not differences_only or _has_finding(comparison, comparison.cells(metric, view, label))
    ]


def comparison_table(
    comparison: Comparison, metric: str, view: str, labels: Sequence[int], *, differences_only: bool
) -> None:
    """Means of every metric, then the classes; a column for each run."""

    def texts(cells: tuple[Cell, ...]) -> list[str]:
        return [_figure(cell, noise=not comparison.is_finding(cell)) for cell in cells]

    rows, label_set = [], comparison.label_set
    for each_metric in label_set.rule.listed:
        for each_view in label_set.views:
            cells = comparison.cells(each_metric, each_view)
            if differences_only and not _has_finding(comparison, cells):
                continue
            title = (
                label_set.rule.mean_title(each_metric) if each_view == "all" else f"{each_metric} {each_view}"
            )
            title = f"{'&emsp;' * (each_view != 'all')}{escape(title)}"
            rows.append(Row([title, "", *texts(cells)]))
    rows.append(Row([escape(f"AP of each class, {metric}, {view} truths")], "tl-part"))
    for label in labels:
        figures = texts(comparison.cells(metric, view, label))
        if not comparison.n_truths[label]:
            figures = [NONE] * len(figures)
        rows.append(Row([class_cell(label_set.classes[label]), f"{comparison.n_truths[label]:,}", *figures]))
    names = [name + " (baseline)" * (name == comparison.baseline) for name in comparison.names]
    edges = range(2, 2 + len(names))
    st.html(html_table("Comparison", ["", "truths", *names], rows, edges=edges))


def _has_finding(comparison: Comparison, cells: tuple[Cell, ...]) -> bool:
    return any(map(comparison.is_finding, cells))


def _figure(cell: Cell, *, noise: bool) -> str:
    """The figure with its interval, or with its difference to the baseline and the interval of that."""
    value, difference = percent(cell.value.value), cell.difference
    if difference is None:
        return f"{value} {_interval(percent(cell.value.low), percent(cell.value.high))}"
    if difference.value == difference.low == difference.high == 0:
        return f"{value}{change('')} {_interval()}"
    text, low, high = in_points(difference)
    fine = "tl-fine" * (len(low.partition(".")[2]) > 2)
    return f"{value}{change(text, noise=noise, kind=fine)} {_interval(low, high)}"


def _interval(*ends: str) -> str:
    text = f"[{', '.join(ends)}]" if ends else ""
    return f'<i class="tl-range tl-noise">{text}</i>'
