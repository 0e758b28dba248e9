"""The table of a comparison: averages and classes, figures with intervals and differences."""

from __future__ import annotations

import streamlit as st

from app.compare.state import CompareState
from app.ui.html_table import change, head, html_table, row, three
from core.classes import CLASSES
from core.comparison.bootstrap import Interval
from core.comparison.compare import Cell, Comparison
from core.comparison.text import digits_for
from core.metric.evaluation import VIEWS


def compared_table(comparison: Comparison, chosen: CompareState) -> list[int]:
    """Averages in loose and tight, then the classes; returns the classes shown."""
    names = [name + (" (baseline)" if name == comparison.baseline else "") for name in comparison.names]
    edges = tuple(range(2, 2 + len(names)))

    def texts(cells: tuple[Cell, ...]) -> list[str]:
        return [_cell(cell, finding=comparison.is_finding(cell)) for cell in cells]

    rows = []
    for metric in ("loose", "tight"):
        for view in VIEWS:
            cells = comparison.cells(metric, view)
            if chosen.diff and not any(map(comparison.is_finding, cells)):
                continue
            title = f"Average-mAP {metric}" if view == "all" else f"&emsp;{metric} {view}"
            rows.append(row([title, "", *texts(cells)], edges=edges))
    part = f"AP of each class, {chosen.metric}, {chosen.view} truths"
    rows.append(f'<tr class="tl-part"><td colspan={2 + len(names)}>{part}</td></tr>')
    shown = []
    for label, name in enumerate(CLASSES):
        cells = comparison.cells(chosen.metric, chosen.view, label)
        if chosen.diff and not any(map(comparison.is_finding, cells)):
            continue
        shown.append(label)
        shown_cells = texts(cells) if comparison.truths[label] else ("–" for _ in cells)
        rows.append(row([name, f"{comparison.truths[label]:,}", *shown_cells], edges=edges))
    heads = head(["", "truths", *map(_plain, names)], edges)
    st.html(html_table([heads], rows, label="Comparison"))
    return shown


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _cell(cell: Cell, *, finding: bool) -> str:
    if cell.difference is None:
        return f"{three(cell.value.value)} {_interval(cell.value)}"
    other = cell.difference
    if other.value == 0 and other.low == other.high == 0:
        return f"{three(cell.value.value)}<i></i> {_interval(None)}"
    digits = digits_for(other, 3)
    moved = change(other.value, digits=digits)
    if not finding:
        moved = moved.replace("tl-up", "tl-noise").replace("tl-down", "tl-noise")
    if digits > 3:
        moved = moved.replace('class="', 'class="tl-fine ')
    return f"{three(cell.value.value)}{moved} {_interval(other, digits, signs=True)}"


def _interval(interval: Interval | None, digits: int = 3, *, signs: bool = False) -> str:
    if interval is None:
        return '<i class="tl-range"></i>'
    ends = [f"{end:{'+' if signs else ''}.{digits}f}" for end in (interval.low, interval.high)]
    text = ", ".join(end.replace("0.", ".", 1).replace("-", "−") for end in ends)
    return f'<i class="tl-range tl-noise">[{text}]</i>'
