"""The Compare page: runs and settings against a baseline, with intervals, and the moments that changed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.cache import comparison as comparison_cache
from app.compare import charts
from app.compare.state import CompareState
from app.compare.table import comparison_table, shown_classes
from app.server import jobs
from app.server.catalog import Catalog
from app.ui import selection
from app.ui.chart import chart
from app.ui.coverage import how_to_predict, missing_sentence
from app.ui.download import download
from app.ui.job_progress import start_button, watch
from app.ui.page import escape, no_runs, problems, stack_columns
from app.ui.pickers import metric_picker, split_picker, tolerance_slider, view_picker
from core.comparison.compare import Comparison
from core.comparison.text import to_latex, to_markdown
from core.figures import count
from core.label_set import LabelSet
from core.progress import Progress
from core.runs.compare import RunComparison, compare_runs, few_games
from core.runs.compare_report import report_html
from core.runs.coverage import Contender, missing_games

_LEAST, _MOST_BESIDE_CHART = 2, 3
"""Runs in a comparison, and in a table that leaves room for the chart beside it."""


def pickers(catalog: Catalog, chosen: CompareState) -> list[Contender]:
    """Which runs or settings, split, baseline, metric and truths; returns the runs."""
    st.html(stack_columns(compare_body=1300, compare_moments=1300))
    offered = comparison_cache.names_on_offer(catalog)
    if not offered:
        no_runs(catalog.workspace.path)
        return []
    label_set = catalog.root.label_set
    titles = comparison_cache.titles(catalog, offered)
    names = [name for name in chosen.runs if name in offered]
    in_url = dict.fromkeys((*chosen.runs, *filter(None, [chosen.baseline])))
    if missing := [name for name in in_url if name not in offered]:
        st.caption(f":material/info: Not in this workspace: {escape(', '.join(missing))}.")
    if not chosen.runs:
        # Into the URL with them: a link must not show other runs once there are newer ones.
        names = offered[:_LEAST]
        selection.change(runs=tuple(names))
    places = st.columns([3, 1.1, 1.7, 1.5, 2.4], vertical_alignment="bottom")
    with places[0]:
        names = st.multiselect(
            "Runs, or RUN@SETTINGS",
            offered,
            format_func=titles.get,
            help="RUN@SETTINGS: a run under settings saved on the Tuning page or by `touchline tune`",
            **{**selection.widget("runs", names), "on_change": _take_runs, "args": ()},
        )
    contenders, unusable = comparison_cache.contenders_of(catalog, names)
    problems(unusable, "cannot be compared")
    with places[1]:
        split_picker(catalog, [contender.run for contender in contenders] or catalog.runs(), chosen.split)
    with places[2]:
        _baseline_picker([contender.name for contender in contenders] or [""], chosen.baseline)
    with places[3]:
        metric_picker(chosen.metric, label_set)
    with places[4]:
        view_picker(chosen.view, label_set)
    return contenders


def _baseline_picker(names: list[str], name: str) -> None:
    if name not in names:
        name = names[0]
        selection.change(baseline=name)
    st.selectbox("Baseline", names, help="Differences are to this one", **selection.widget("baseline", name))


def _take_runs() -> None:
    selection.change(runs=tuple(st.session_state["w_runs"]))


def can_compare(catalog: Catalog, contenders: Sequence[Contender], split: str, *, covered_only: bool) -> bool:
    """Whether there are two runs that cover the split; else says what is missing, and what to do about it."""
    if len(contenders) < _LEAST:
        st.info(
            "A comparison needs two: choose another run, or save settings on the Tuning page and choose "
            "RUN@SETTINGS here.",
            icon=":material/info:",
        )
        return False
    in_split = catalog.root.split(split)
    games = tuple(game for game in in_split if game.labelled)
    if not games:
        what = "games with labels" if in_split else "games"
        st.info(
            escape(f"{catalog.root.path} has no {what} in the split {split}; choose another split."),
            icon=":material/info:",
        )
        return False
    runs = {contender.run.name: contender.run for contender in contenders}
    missing = {name: lacked for name, run in runs.items() if (lacked := missing_games(run, games))}
    if not missing:
        return True
    covered = len(games) - len({game for lacked in missing.values() for game in lacked})
    sentences = " ".join(
        missing_sentence(name, lacked, len(games), split) for name, lacked in missing.items()
    )
    if covered:
        st.toggle(
            f"Compare over the {count(covered, 'game')} that all of them cover",
            **selection.widget("covered_only", covered_only),
        )
    if covered and covered_only:
        text = f"Only {covered} of {len(games)} games are compared. {sentences}"
        st.warning(escape(text), icon=":material/warning:")
        return True
    st.info(escape(sentences), icon=":material/info:")
    how_to_predict(runs[next(iter(missing))], split)
    return False


def compare_in_background(
    catalog: Catalog, contenders: Sequence[Contender], split: str, key: tuple, *, covered_only: bool
) -> RunComparison | None:
    """The comparison once it is made; until then its progress, and a button where it was stopped."""

    def work(progress: Progress) -> RunComparison:
        return compare_runs(catalog.root, contenders, split, common=covered_only, progress=progress)

    if jobs.job(key) is None:
        jobs.start(key, work)
    compared = watch(key, "compare")
    start_button("Compare", key, "compare", work, icon=":material/compare:")
    return compared


def comparison_panel(
    comparison: Comparison, split: str, metric: str, view: str, *, differences_only: bool
) -> None:
    """The table beside a chart of differences."""
    labels = shown_classes(comparison, metric, view, differences_only=differences_only)
    with st.container(key="compare_body"):
        fits = len(comparison.names) <= _MOST_BESIDE_CHART
        left, right = st.columns([5, 4], gap="medium") if fits else (st.container(), st.container())
    with left:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{count(len(comparison.games), 'game')}** of {split}", width="stretch")
            st.toggle(
                "Differences only",
                help="Hides rows without a difference that can be told from noise",
                width="content",
                **selection.widget("differences_only", differences_only),
            )
        comparison_table(comparison, metric, view, labels, differences_only=differences_only)
        if hidden := len(comparison.label_set) - len(labels):
            classes = count(hidden, "class is", "classes are")
            st.caption(f"{classes} hidden: their differences cannot be told from noise.")
        st.caption(comparison.bootstrap.method())
        if warning := few_games(len(comparison.games)):
            st.caption(f":material/warning: {warning}")
    with right:
        chart(charts.differences(comparison, metric, view, labels), "differences")


def comparison_files(compared: RunComparison, metric: str) -> None:
    """The comparison as files."""
    table = compared.comparison, metric, compared.remarks
    name = f"{'-vs-'.join(compared.comparison.names)}-{compared.coverage.split}"
    files = (
        ("HTML report", "html", "text/html", lambda: report_html(compared)),
        ("Markdown", "md", "text/markdown", lambda: to_markdown(*table)),
        ("LaTeX", "tex", "text/x-tex", lambda: to_latex(*table)),
    )
    with st.container(horizontal=True):
        for label, ending, mime, make in files:
            download(label, make, f"{name}.{ending}", mime=mime, key=f"compare_{ending}")


def change_picker(names: Sequence[str], tolerance_s: float, label_set: LabelSet) -> str:
    """Which run the moments that changed are of, and the tolerance; returns its name."""
    left, right, _ = st.columns([2.5, 2.5, 4], vertical_alignment="bottom", gap="medium")
    with left:
        name = st.selectbox(
            "Moments that changed under", names, key="compare_moments_of", disabled=len(names) < _LEAST
        )
    with right:
        tolerance_slider(tolerance_s, label_set)
    return name
