"""False spots: what the most confident spots are, among the top N, 2 N, .. of classes with N truths."""

from __future__ import annotations

import streamlit as st

from app.errors import charts
from app.errors.shown import Shown, chart, count
from app.moments.pick import GALLERY, chosen_keys, pick
from app.state.moment_filter import filter_text
from app.ui.figure_table import Figure, Head, Row, figures
from app.ui.page import dark_theme
from core.classes import CLASSES
from core.errors.tables import MULTIPLES, false_profile
from core.metric.outcomes import GRID_OUTCOMES


def false_section(shown: Shown) -> None:
    """Bars by outcome, and the counts, which open their moments."""
    profile = false_profile(shown.found.report)
    counts = profile.sum(1) if shown.of is None else profile[:, shown.of]
    if not counts.any():
        what = "No class" if shown.of is None else CLASSES[shown.of]
        st.caption(
            f":material/info: {what} has {'both' if shown.of is None else 'no'} truths and spots here."
        )
        return
    cells = [
        [
            filter_text(shown.filter(kind=outcome.name, label=shown.of, top=float(k), visible=None))
            for outcome in GRID_OUTCOMES
        ]
        for k in range(1, MULTIPLES + 1)
    ]
    chart("errors_profile", charts.profile(counts, GRID_OUTCOMES, cells, dark=dark_theme()))
    head = [Head("top"), *(Head(_multiple(k)) for k in range(1, MULTIPLES + 1))]
    rows = [
        Row(
            (
                Figure(outcome.name, title=outcome.rule),
                *(
                    count(
                        counts[k - 1, index],
                        shown.filter(kind=outcome.name, label=shown.of, top=float(k), visible=None),
                    )
                    for k in range(1, MULTIPLES + 1)
                ),
            )
        )
        for index, outcome in enumerate(GRID_OUTCOMES)
    ]
    figures(
        "errors_false",
        head,
        rows,
        pick,
        label="False spots",
        chosen=chosen_keys(),
        reveals=GALLERY,
    )
    of = "each class" if shown.of is None else CLASSES[shown.of]
    st.caption(
        f"N is the number of truths: among the top 2 N are the 2 N most confident spots of {of}. Over all "
        "truths, shown or not. Source: the false positive profile of DETAD (Alwassel et al. 2018)."
    )


def _multiple(k: int) -> str:
    return "N" if k == 1 else f"{k} N"
