"""The figures of a split: averages and each class, each with its change against the baseline."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlencode

import streamlit as st

from app.state.choices import metric_title
from app.state.page import page
from app.state.param import opened, params_of, write_url
from app.ui.html_table import Row, class_cell, figure, html_table
from core.figures import count
from core.label_set import LabelSet
from core.metric.evaluation import VIEWS, Evaluation
from core.spotting.settings_change import SettingsChange

_MOST_URL = 4000
"""Characters of a link, which stands in the table once for each class."""


def figures_table(
    evaluation: Evaluation, baseline: Evaluation | None, *, run: str, changes: SettingsChange, focus: int
) -> None:
    """The mean on top, then the classes: every metric, over all, visible and unshown truths.

    baseline: None for no changes; run, changes: what links to the match view open; focus: the class to mark.
    """

    label_set = evaluation.label_set
    metrics, views = label_set.rule.listed, label_set.views
    columns = [(metric, view) for metric in metrics for view in views]

    def averages(source: Evaluation | None) -> list[float | None]:
        return [source and source.average(*column) for column in columns]

    def by_class(source: Evaluation | None) -> list[list[float | None]]:
        """Of each class in each column; None without truths."""
        if source is None:
            return [[None] * len(columns)] * len(label_set)
        filled = []
        for metric, view in columns:
            ap, truths = source.average_per_class(metric, view), source.n_truths[VIEWS.index(view)]
            filled.append([float(value) if n else None for value, n in zip(ap, truths, strict=True)])
        return list(map(list, zip(*filled, strict=True)))

    def cells(values: list[float | None], baselines: list[float | None]) -> list[str]:
        return [figure(*pair) for pair in zip(values, baselines, strict=True)]

    truths, rule = evaluation.n_truths[0], label_set.rule
    mean = "Average-mAP" if any(len(rule.tolerances_of[metric]) > 1 for metric in metrics) else "mAP"
    total = [mean, f"{int(truths.sum()):,}", *cells(averages(evaluation), averages(baseline))]
    rows = [Row(total, "tl-total")]
    urls = _match_urls(label_set, run=run, changes=changes, at_run_settings=True)
    for label, (values, baselines) in enumerate(zip(by_class(evaluation), by_class(baseline), strict=True)):
        row = [_link(label_set.classes[label], urls[label]), f"{truths[label]:,}", *cells(values, baselines)]
        rows.append(Row(row, "tl-focus" if label == focus else ""))
    games, spots = len(evaluation.games), int(evaluation.n_spots[0, :, 0].sum())
    spans = [(metric_title(rule, metric), len(views)) for metric in metrics]
    groups = ((f"{count(games, 'game')}, {count(spots, 'spot')}", 2), *spans)
    heads = ["class", "truths", *views * len(metrics)]
    edges = range(2, len(heads), len(views))
    st.html(html_table("Figures of the split", heads, rows, groups=groups, edges=edges))


def _match_urls(label_set: LabelSet, **fields) -> list[str]:
    """Links to the match view with each class in focus."""
    state = page("match").state
    query = write_url(opened(state, label_set, **fields), label_set)
    (name,) = params_of(state, label_set)["focus"].parsers
    return [f"match?{urlencode(query | {name: slug}, quote_via=quote)}" for slug in label_set.slugs]


def _link(label: str, url: str) -> str:
    """A class's name as a link; a mere name where own settings of hundreds of classes make it too long."""
    if len(url) > _MOST_URL:
        return class_cell(label)
    name = escape(label)
    return f'<a href="{escape(url)}" target="_self" title="{name} in the match view">{name}</a>'
