"""The figures of a split: averages and each class, each with its change against the baseline."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlencode

import streamlit as st

from app.state.page import page
from app.state.param import write_url
from app.ui.html_table import Row, figure, html_table
from core.classes import CLASSES
from core.figures import count
from core.metric.evaluation import AVERAGED, VIEWS, Evaluation
from core.spotting.settings_change import SettingsChange

_GROUPS = (("loose, 5 to 60 s", len(VIEWS)), ("tight, 1 to 5 s", len(VIEWS)))
_COLUMNS = tuple((metric, view) for metric in AVERAGED for view in VIEWS)


def figures_table(
    evaluation: Evaluation, baseline: Evaluation | None, *, run: str, changes: SettingsChange, focus: int
) -> None:
    """Average-mAP on top, then the classes: loose and tight, over all, visible and unshown truths.

    baseline: None for no changes; run, changes: what links to the match view open; focus: the class to mark.
    """

    def averages(source: Evaluation | None) -> list[float | None]:
        return [source and source.average(*column) for column in _COLUMNS]

    def by_class(source: Evaluation | None) -> list[list[float | None]]:
        """Of each class in each column; None without truths."""
        if source is None:
            return [[None] * len(_COLUMNS)] * len(CLASSES)
        columns = []
        for metric, view in _COLUMNS:
            ap, truths = source.average_per_class(metric, view), source.n_truths[VIEWS.index(view)]
            columns.append([float(value) if n else None for value, n in zip(ap, truths, strict=True)])
        return list(map(list, zip(*columns, strict=True)))

    def cells(values: list[float | None], baselines: list[float | None]) -> list[str]:
        return [figure(*pair) for pair in zip(values, baselines, strict=True)]

    truths = evaluation.n_truths[0]
    total = ["Average-mAP", f"{int(truths.sum()):,}", *cells(averages(evaluation), averages(baseline))]
    rows = [Row(total, "tl-total")]
    for label, (values, baselines) in enumerate(zip(by_class(evaluation), by_class(baseline), strict=True)):
        url = _match_url(run=run, focus=label, changes=changes, at_run_settings=True)
        row = [_link(CLASSES[label], url), f"{truths[label]:,}", *cells(values, baselines)]
        rows.append(Row(row, "tl-focus" if label == focus else ""))
    games, spots = len(evaluation.games), int(evaluation.n_spots[0, :, 0].sum())
    groups = ((f"{count(games, 'game')}, {count(spots, 'spot')}", 2), *_GROUPS)
    heads = ["class", "truths", *VIEWS, *VIEWS]
    st.html(html_table("Figures of the split", heads, rows, groups=groups, edges=(2, 5)))


def _match_url(**fields) -> str:
    return f"match?{urlencode(write_url(page('match').state(**fields)), quote_via=quote)}"


def _link(label: str, url: str) -> str:
    name = escape(label)
    return f'<a href="{escape(url)}" target="_self" title="{name} in the match view">{name}</a>'
