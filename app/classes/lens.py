"""The metric under a lens: what each correction of the official rule does to the figures."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.ui.html_table import Row, change, class_cell, figure, html_table
from app.ui.page import escape
from core.figures import NONE, percent, points
from core.metric.evaluation import VIEWS, Evaluation
from core.metric.lens import VARIANTS, Lens

_TITLES = {variant.name: variant.title for variant in VARIANTS}


def lens_tables(lens: Lens, evaluation: Evaluation, metric: str, view: str) -> None:
    """Every correction in a sentence with what it does to the averages, then to each class."""
    views = evaluation.label_set.views
    official = {each: lens.average("official", metric, each) for each in views}
    rows = []
    for variant in lens.variants:
        baseline = {} if variant.name == "official" else official
        figures = [figure(lens.average(variant.name, metric, each), baseline.get(each)) for each in views]
        sentence = f'<span class="tl-sentence">{variant.sentence}</span>'
        rows.append(Row([f"<b>{variant.title}</b>", sentence, *figures]))
    st.html(html_table("Lens", ["", "", *views], rows, edges=(2,)))
    _changes_by_class(lens, evaluation, metric, view)


def _changes_by_class(lens: Lens, evaluation: Evaluation, metric: str, view: str) -> None:
    """Official AP of each class and the change that each correction makes."""
    truths, classes = evaluation.n_truths[VIEWS.index(view)], evaluation.label_set.classes
    table = lens.per_class(metric, view)
    corrections = [name for name in table.columns if name not in ("class", "official")]
    rows = []
    for label, record in table.iterrows():
        official, changes = NONE, [""] * len(corrections)
        if truths[label]:
            official = percent(record["official"])
            changes = [change(points(record[name])) for name in corrections]
        rows.append(Row([class_cell(record["class"]), f"{truths[label]:,}", official, *changes]))
    st.markdown(
        f"**Which corrections change a class**: {escape(metric)} AP, {view} truths, changes in points"
    )
    heads = ["class", "truths", "official", *(_TITLES[name] for name in corrections)]
    st.html(html_table("Lens by class", heads, rows, edges=(2, 3)))
    most = []
    for name in corrections[:-1]:
        label = int(np.argmax(np.abs(np.where(truths > 0, table[name], 0))))
        if _is_visible(table[name][label]):
            most.append(f"{_TITLES[name]}: {classes[label]} ({points(table[name][label])})")
    if most:
        st.caption(
            f"Largest changes: {escape('; '.join(most))}. A blank cell changes by less than 0.005 points."
        )


def _is_visible(difference: float) -> bool:
    return points(difference) != points(0)
