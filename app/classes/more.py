"""Below the class table: AP at each tolerance, one class from near, and the metric under a lens."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.cache import split as split_cache
from app.cache.split import Split
from app.classes import charts
from app.classes.one_class import one_panel
from app.classes.state import PAGE
from app.ui import selection
from app.ui.html_table import change, figure, head, html_table, row, signed, three
from core.classes import CLASSES
from core.metric.evaluation import VIEWS, Evaluation
from core.metric.lens import VARIANTS, Lens
from core.spotting.settings import Settings

LOOKS = {"heat": "AP at each tolerance", "class": "One class", "lens": "The metric under a lens"}
_MOVED = 0.0005


def more_panel(split: Split, settings: Settings, found: Evaluation) -> None:
    """One of three looks at the same figures."""
    chosen = selection.chosen(PAGE)
    st.segmented_control(
        "Look at",
        tuple(LOOKS),
        format_func=LOOKS.get,
        required=True,
        label_visibility="collapsed",
        **selection.widget("look", chosen.look),
    )
    if chosen.look == "heat":
        _heat(found, chosen.view)
    elif chosen.look == "class":
        one_panel(split, settings)
    else:
        _lens(split_cache.lens(split, settings), found, chosen.metric, chosen.view)


def _heat(found: Evaluation, view: str) -> None:
    place = VIEWS.index(view)
    values = np.where(found.truths[place][:, None] > 0, found.ap[place].T, np.nan)
    st.plotly_chart(
        charts.heat(values, CLASSES, found.tolerances_s, dark=st.context.theme.type == "dark"),
        key="ap_heat",
        config={"displayModeBar": False},
    )
    st.caption(
        f"AP over {view} truths; tolerances are full widths. Tight averages 1 to 5 s, loose 5 to 60 s, by "
        "trapezoids."
    )


def _lens(lens: Lens, found: Evaluation, metric: str, view: str) -> None:
    """Every correction in a sentence with what it does to the averages, then to each class."""
    rows = []
    for name, title, sentence, *figures in lens.table(metric).itertuples(index=False):
        cells = [f"<b>{title}</b>", f'<span class="tl-sentence">{sentence}</span>']
        for value, moved in zip(figures[::2], figures[1::2], strict=True):
            cells.append(three(value) + change(None if name == "official" else moved))
        rows.append(row(cells, edges=(2,)))
    st.html(html_table([head(["", "", *VIEWS], (2,))], rows, label="Lens"))
    table = lens.per_class(metric, view)
    titles = {variant.name: variant.title for variant in VARIANTS}
    corrections = [name for name in table.columns if name not in ("class", "official")]
    truths = found.truths[VIEWS.index(view)]
    rows = []
    for label, record in table.iterrows():
        there = truths[label] > 0
        cells = [
            record["class"],
            f"{truths[label]:,}",
            figure(record["official"] if there else None, delta=False),
        ]
        cells += [change(record[name]) if there else "" for name in corrections]
        rows.append(row(cells, edges=(2, 3)))
    st.markdown(f"**Which of them moves a class**, {metric} AP, {view} truths")
    heads = head(["class", "truths", "official", *(titles[name] for name in corrections)], (2, 3))
    st.html(html_table([heads], rows, label="Lens by class"))
    said = []
    for name in corrections[:-1]:
        at = int(np.argmax(np.abs(np.where(truths > 0, table[name], 0))))
        if abs(table[name][at]) >= _MOVED:
            said.append(f"{titles[name].lower()} most {CLASSES[at]} ({signed(table[name][at])})")
    if said:
        st.caption(f"Moves: {'; '.join(said)}. What is blank does not move by a thousandth.")
