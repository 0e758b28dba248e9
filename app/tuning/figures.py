"""The figures of a split: averages and each class, each with its change against the baseline."""

from __future__ import annotations

import streamlit as st

from app.cache.split import Split
from app.tuning.state import PAGE
from app.ui import selection
from app.ui.html_table import figure, head, html_table, row
from app.ui.pickers import anchor, match_link
from core.classes import CLASSES
from core.metric.evaluation import VIEWS, Evaluation
from core.spotting.settings import Settings

METRIC_NAMES = ("loose", "tight")
EDGES = (2, 5)


def figures_table(split: Split, settings: Settings, found: Evaluation, beside: Evaluation | None) -> None:
    """Average-mAP on top, then the classes: loose and tight, all / visible / unshown."""
    chosen = selection.chosen(PAGE)
    games = f"{len(split.judged)} game{'s' if len(split.judged) != 1 else ''}"
    spots = int(found.found[0, :, 0].sum())
    top = (
        f"<tr><td colspan=2>{games}, {spots:,} spots</td><th colspan=3 class=tl-edge>loose, 5 to 60 s</th>"
        "<th colspan=3 class=tl-edge>tight, 1 to 5 s</th></tr>"
    )
    names = head(["class", "truths", *VIEWS, *VIEWS], EDGES)
    total = ["Average-mAP", f"{int(found.truths[0].sum()):,}"]
    for metric in METRIC_NAMES:
        for view in VIEWS:
            other = None if beside is None else beside.average(metric, view)
            total.append(figure(found.average(metric, view), other))
    rows = [row(total, "tl-total", EDGES)]
    columns = [
        (found.average_per_class(metric, view), beside and beside.average_per_class(metric, view), place)
        for metric in METRIC_NAMES
        for place, view in enumerate(VIEWS)
    ]
    for label, name in enumerate(CLASSES):
        href = match_link(run=split.run.name, focus=label, changes=chosen.changes, at_run_settings=True)
        cells = [anchor(name, href, f"{name} in the match view"), f"{found.truths[0][label]:,}"]
        for ours, theirs, place in columns:
            there = found.truths[place][label] > 0  # the evaluator says 0 where there is nothing to find
            other = None if theirs is None else float(theirs[label])
            cells.append(figure(float(ours[label]) if there else None, other))
        rows.append(row(cells, "tl-focus" if label == chosen.focus else "", EDGES))
    st.html(html_table([top, names], rows, label="Figures of the split"))
