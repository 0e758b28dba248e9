"""False spots: what the most confident spots are, among the top N, 2 N, .. of classes with N truths."""

from __future__ import annotations

import streamlit as st

from app.errors import charts
from app.errors.state import ErrorsState
from app.moments.pick import count_cell, filter_key, linked_chart, linked_table
from app.moments.split_errors import SplitErrors
from app.ui.figure_table import Figure, Head, Row
from app.ui.page import dark_theme, escape
from core.errors.moment_filter import MomentFilter
from core.errors.tables import false_profile
from core.metric.outcomes import GRID_OUTCOMES


def false_section(errors: SplitErrors, chosen: ErrorsState, *, key: str) -> None:
    """Bars by outcome, and the counts, which open their moments."""
    profile, label = false_profile(errors.report), chosen.only_class
    label_set, classes = errors.label_set, errors.label_set.classes
    counts = profile.sum(1) if label is None else profile[:, label]
    if not counts.any():
        lack = "No class has both" if label is None else f"{escape(classes[label])} has no"
        st.caption(f":material/info: {lack} truths and spots here.")
        return
    moments = [
        [MomentFilter(kind=outcome.name, label=label, top=float(n)) for outcome in GRID_OUTCOMES]
        for n in range(1, len(counts) + 1)
    ]
    keys = [[filter_key(each, label_set) for each in of_top] for of_top in moments]
    linked_chart(charts.profile(counts, GRID_OUTCOMES, keys, dark=dark_theme()), f"{key}_chart")
    rows = [
        Row(
            (
                Figure(outcome.name, title=outcome.rule),
                *(count_cell(counts[n, index], of_top[index], label_set) for n, of_top in enumerate(moments)),
            )
        )
        for index, outcome in enumerate(GRID_OUTCOMES)
    ]
    linked_table(key, [Head("top"), *map(Head, charts.multiples(len(counts)))], rows, "False spots")
    of = "each class" if label is None else escape(classes[label])
    st.caption(
        f"N is the number of truths: among the top 2 N are the 2 N most confident spots of {of}. Over all "
        "truths, shown or not. Source: the false positive profile of DETAD (Alwassel et al. 2018)."
    )
