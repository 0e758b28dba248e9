"""The metric under a lens: what each correction of the official rule does to the figures."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.ui.html_table import change, figure, head, html_table, row, signed, three
from core.classes import CLASSES
from core.metric.evaluation import VIEWS, Evaluation
from core.metric.lens import VARIANTS, Lens

_MOVED = 0.0005


def lens_tables(lens: Lens, evaluation: Evaluation, metric: str, view: str) -> None:
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
    truths = evaluation.truths[VIEWS.index(view)]
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
