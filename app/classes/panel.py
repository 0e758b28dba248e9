"""The Classes page: AP per class over a split at live settings, next to published figures."""

from __future__ import annotations

import html

import numpy as np
import pandas as pd
import streamlit as st

from app.classes import charts
from app.classes.one_class import SCROLL_TO_LIST
from app.classes.state import ClassesState
from app.moments.pick import class_key, pick
from app.server.catalog import Catalog
from app.ui import selection
from app.ui.chart import chart
from app.ui.download import download_csv
from app.ui.html_table import table_px
from app.ui.page import dark_theme, escape, stack_columns, turn_to
from app.ui.pickers import VISIBLE_NOTE, metric_picker, run_and_split, view_picker
from core.evaluation_rule import EvaluationRule
from core.figures import count, percent, tolerance
from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2
from core.metric.evaluation import VIEWS, Evaluation
from core.published import PUBLISHED, Published
from core.runs.run import Run

_WIDTHS, _TRUTHS = (124, 66), "truths"
_MAP_STYLES = """<style>@media (max-width: 760px) { .st-key-ap_heat { overflow-x: auto; }
  .st-key-ap_heat > * { min-width: 700px; } }</style>"""
"""On a phone the map of tolerances scrolls, so that its figures can be read."""
DETAILS = {"heat": "AP at each tolerance", "class": "One class", "lens": "The metric under a lens"}


def pickers(catalog: Catalog, chosen: ClassesState) -> Run | None:
    """Which run, split, metric, truths and published row; returns the run."""
    # Where the table would lose columns, it takes the whole width, and the bars stand below it.
    st.html(stack_columns(classes_body=1340, classes_body_published=1420) + _MAP_STYLES)
    places = st.columns([2.4, 1.3, 1.6, 2.2, 2.2], vertical_alignment="bottom")
    run = run_and_split(catalog, chosen, places)
    if run is None:
        return None
    label_set = catalog.root.label_set
    with places[2]:
        metric_picker(chosen.metric, label_set)
    with places[3]:
        view_picker(chosen.view, label_set)
    if label_set.same_classes(SOCCERNET_V2):  # which the published figures are of
        names = ["", *(row.name for row in PUBLISHED)]
        places[4].selectbox(
            "Compare with",
            names,
            format_func=lambda name: name or "nothing",
            **selection.widget("published", chosen.published if chosen.published in names else ""),
        )
    return run


def published_row(name: str, label_set: LabelSet) -> Published | None:
    """The published figures of a name; all are of SoccerNet-v2."""
    rows = PUBLISHED if label_set.same_classes(SOCCERNET_V2) else ()
    return next((row for row in rows if row.name == name), None)


def detail_picker(detail: str) -> str:
    """Which detail is below the table."""
    return st.segmented_control(
        "Detail",
        tuple(DETAILS),
        format_func=DETAILS.get,
        required=True,
        label_visibility="collapsed",
        **selection.widget("detail", detail),
    )


def ap_figures(
    evaluation: Evaluation, chosen: ClassesState, run: str, published: Published | None, *, simulated: bool
) -> None:
    """AP of every class as a table beside bars."""
    with st.container(key=f"classes_body{'_published' if published else ''}"):
        left, right = st.columns([2, 1] if published else [3, 2], gap="large")
    with left:
        class_table(
            class_frame(evaluation, chosen.metric, published), chosen, f"{run}-{chosen.split}-classes.csv"
        )
    with right:
        comparable = published if chosen.metric == "loose" and chosen.view == "all" else None
        bars = charts.ap_bars(
            evaluation.label_set.classes,
            evaluation.average_per_class(chosen.metric, chosen.view).tolist(),
            comparable.column() if comparable else None,
            run=run,
            other=comparable.name if comparable else "",
        )
        chart(bars, "ap_bars")
    if published is not None:
        note = "Published figures are loose, over all truths of the 100 test games of SoccerNet-v2"
        note += "; these games are simulated, so they cannot be compared." if simulated else "."
        st.caption(f"{published.name}: {published.source}. {note}")


def tolerance_map(evaluation: Evaluation, view: str) -> None:
    """AP of every class at each tolerance; empty where there is no truth."""
    place, label_set = VIEWS.index(view), evaluation.label_set
    values = np.where(evaluation.n_truths[place][:, None] > 0, evaluation.ap[place].T, np.nan)
    chart(charts.heat(values, label_set.classes, evaluation.tolerances_s, dark=dark_theme()), "ap_heat")
    rule = label_set.rule
    text = f"AP in percent over {view} truths. A tolerance is a full width, such as "
    st.caption(escape(f"{text}{tolerance(rule.opening_tolerance_s)}.{_how_averaged(rule)}"))


def _how_averaged(rule: EvaluationRule) -> str:
    """ " Tight averages AP over 1 to 5 s, loose over 5 to 60 s, by the trapezoidal rule.", where any does."""
    widths_of = {metric: rule.tolerances_of[metric] for metric in reversed(rule.listed)}
    spans = [(name, f"over {s[0]:g} to {s[-1]:g} s") for name, s in widths_of.items() if len(s) > 1]
    if not spans:
        return ""
    (name, span), *others = spans
    first = f"{name[:1].upper()}{name[1:]} averages AP {span}"
    return f" {', '.join([first, *map(' '.join, others)])}, by the trapezoidal rule."


def averages(evaluation: Evaluation, metric: str, published: Published | None) -> None:
    """The means over classes in one line: of the metric in all views, of the others, the published one."""
    rule, views = evaluation.rule, evaluation.label_set.views
    parts = [f"<b>{percent(evaluation.average(metric, view))}</b><span>{view}</span>" for view in views]
    parts += [
        f"{html.escape(other)} <b>{percent(evaluation.average(other))}</b><span>all</span>"
        for other in rule.listed
        if other != metric
    ]
    if published is not None:
        parts.append(f"<b>{percent(published.average)}</b><span>{html.escape(published.name)}</span>")
    title = f"{html.escape(rule.mean_title(metric))}, {count(len(evaluation.games), 'game')} &ensp; "
    st.html(f'<div class="tl-figures">{title}{"".join(parts)}</div>')


def class_frame(evaluation: Evaluation, metric: str, published: Published | None) -> pd.DataFrame:
    """One row per class and the average: AP as fractions for every metric in all views, truths.

    published: with its AP and the difference to it, where there is one.
    """
    views = evaluation.label_set.views
    columns: dict[str, list] = {"class": [*evaluation.label_set.classes, "average"]}
    for name in (metric, *(other for other in evaluation.rule.listed if other != metric)):
        for view in views:
            ap = evaluation.average_per_class(name, view)
            columns[f"{name} {view}"] = [*ap.tolist(), evaluation.average(name, view)]
    for view in views:
        truths = evaluation.n_truths[VIEWS.index(view)]
        columns[f"{_TRUTHS} {view}"] = [*truths.tolist(), int(truths.sum())]
    table = pd.DataFrame(columns)
    if published is not None:
        ours = np.array([*published.column(), published.average])
        table.insert(2, "published", ours)
        table.insert(3, "difference", table["loose all"] - ours)
    return table


def _group_and_view(column: str) -> tuple[str, str]:
    """("loose", "all") of "loose all"; a column of no view is a group of its own."""
    group, blank, view = column.rpartition(" ")
    return (group, view) if blank and view in VIEWS else (column, "")


def _header(column: str) -> str:
    """A column's short heading: the group's name on its first column, then only the view."""
    group, view = _group_and_view(column)
    return group if view in ("", "all") else view


def class_table(table: pd.DataFrame, chosen: ClassesState, file: str) -> None:
    """The table, sortable by its headers, and its CSV; a click leads to the moments behind a figure."""
    class_px, figure_px = _WIDTHS
    config: dict = {"class": st.column_config.TextColumn("Class", width=class_px, pinned=True)}
    shown = table.iloc[:-1].copy()  # the average stands above: as a row it would move away when sorted
    for name in table.columns[1:]:
        digits, unit = None, ""
        group, view = _group_and_view(name)
        if group != _TRUTHS:
            if view:  # the evaluator gives 0 where there is no truth; the CSV keeps that figure
                shown.loc[shown[f"{_TRUTHS} {view}"] == 0, name] = float("nan")
            shown[name] *= 100
            digits, unit = ("%+.2f", ", points") if name == "difference" else ("%.2f", ", percent")
        config[name] = st.column_config.NumberColumn(
            _header(name), format=digits, width=figure_px, help=name + unit
        )
    # A new key after each visit, so that coming back finds no cell selected.
    event = st.dataframe(
        shown,
        placeholder="–",
        key=f"class_table_{selection.moves()}",
        on_select="rerun",
        selection_mode="single-cell",
        hide_index=True,
        row_height=28,
        height=table_px(len(shown), 28),
        column_config=config,
    )
    cells = event.selection.cells if event else []
    if cells:
        _open(int(cells[0][0]), str(cells[0][1]), chosen)
    note = f"{VISIBLE_NOTE}; *The metric under a lens* shows by how much."
    note = note if f"{_TRUTHS} visible" in table else ""
    st.caption(
        "Click an AP or a class to see what each kind of error costs it and the moments behind that. Click a "
        f"number of truths to list them below. {note}"
    )
    download_csv("Table as CSV", lambda: table, file)


def _open(label: int, column: str, chosen: ClassesState) -> None:
    """Where a click on a cell leads: from truths to their list, from a figure to the errors behind it."""
    group, view = _group_and_view(column)
    if group == _TRUTHS:
        selection.go(focus=label, detail="class", view=view)
        st.session_state["moments_of_kind"] = None
        st.session_state[SCROLL_TO_LIST] = True
        st.rerun()  # the whole page: the control of the views stands outside this fragment
    metric, view = (group, view) if view else (chosen.metric, chosen.view)
    # Figures here are by the labels of the files, so the errors behind them are too.
    selection.go(focus=label, only_class=None, ap_over=metric, view=view, labels="file")
    pick(class_key(label, selection.label_set()))
    turn_to("errors")
