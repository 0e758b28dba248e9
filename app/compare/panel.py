"""The Compare page: runs and settings against a baseline, with intervals, and the moments that changed."""

from __future__ import annotations

import streamlit as st

from app.cache import comparison as comparing
from app.compare import charts
from app.compare.moments import moments_panel
from app.compare.state import PAGE, CompareState
from app.compare.table import compared_table
from app.server import jobs
from app.server.catalog import Library
from app.ui import selection
from app.ui.html_table import STYLES
from app.ui.job_progress import watch
from app.ui.page import escape, in_place, no_runs, problems, show_commands
from app.ui.pickers import metric_picker, split_picker, view_picker
from core.classes import CLASSES
from core.command_line import command
from core.comparison.text import to_latex, to_markdown
from core.runs.compare import RunComparison, compare_runs, few_games
from core.runs.compare_report import report_html
from core.runs.coverage import Contender, missing_games

_TWO = 2


def choices(lib: Library, chosen: CompareState) -> list[Contender]:
    """Which runs or settings, which split, what to hold them against."""
    st.html(STYLES)
    offered = comparing.names_on_offer(lib)
    if not offered:
        no_runs(lib.workspace.path)
        return []
    known = [name for name in chosen.runs if name in offered]
    asked = dict.fromkeys((*chosen.runs, *filter(None, [chosen.baseline])))
    if gone := [name for name in asked if name not in offered]:
        st.caption(f":material/info: Not in this workspace: {escape(', '.join(gone))}.")
    if not chosen.runs:
        # Into the address with them: a link must not show other runs once there are newer ones.
        known = offered[:_TWO]
        selection.change(runs=tuple(known))
    places = st.columns([3, 1.1, 1.7, 1.5, 2.4], vertical_alignment="bottom")
    with places[0]:
        names = st.multiselect(
            "Runs, or RUN@SETTINGS",
            offered,
            help="RUN@SETTINGS: a run under settings saved on the Tuning page or by `touchline tune`",
            **{**selection.widget("runs", known), "on_change": _took_runs, "args": ()},
        )
    contenders, said = comparing.contenders_of(lib, names)
    problems(said, "cannot be compared")
    with places[1]:
        split_picker(lib, [one.run for one in contenders] or lib.runs(), chosen.split)
    with places[2]:
        options = [one.name for one in contenders] or [""]
        baseline = chosen.baseline if chosen.baseline in options else options[0]
        if baseline != chosen.baseline:
            selection.change(baseline=baseline)
        st.selectbox(
            "Baseline", options, help="Differences are to this one", **selection.widget("baseline", baseline)
        )
    with places[3]:
        metric_picker(chosen.metric)
    with places[4]:
        view_picker(chosen.view)
    return contenders


def _took_runs() -> None:
    selection.change(runs=tuple(st.session_state["w_runs"]))


def compare_panel(lib: Library, contenders: list[Contender]) -> None:
    """The comparison, or what is in its way."""
    chosen = selection.chosen(PAGE)
    if len(contenders) < _TWO:
        st.info(
            "A comparison needs two: choose another run, or save settings on the Tuning page and choose "
            "RUN@SETTINGS here.",
            icon=":material/info:",
        )
        return
    if not _covered(lib, contenders):
        return
    key = comparing.key_of(lib, contenders, chosen.split, chosen.common)
    there = jobs.job(key)
    split, common = chosen.split, chosen.common

    def begin() -> None:
        jobs.start(
            key,
            lambda progress: compare_runs(lib.root, contenders, split, common=common, progress=progress),
        )

    if there is None:
        begin()
    done = watch(key, "compare")
    if done is None:
        if jobs.job(key).state == "cancelled":
            st.button(
                "Compare", icon=":material/compare:", type="primary", on_click=begin, key="compare_start"
            )
        return
    _show(lib, key, done.result)


def _covered(lib: Library, contenders: list[Contender]) -> bool:
    """Whether the split can be judged; else says which games a run lacks, and offers the common ones."""
    chosen = selection.chosen(PAGE)
    there = lib.root.split(chosen.split)
    games = tuple(game for game in there if game.labelled)
    if not games:
        what = "games with labels" if there else "games"
        st.info(
            escape(f"{lib.root.path} has no {what} in the split {chosen.split}; choose another split."),
            icon=":material/info:",
        )
        return False
    missing = {one.run.name: lacked for one in contenders if (lacked := missing_games(one.run, games))}
    if not missing:
        return True
    common = len(games) - len({name for lacked in missing.values() for name in lacked})
    said = " ".join(
        f"{name} lacks {len(lacked)} of {len(games)} games: "
        + ", ".join(game.rpartition("/")[2] for game in lacked[:3])
        + (" .." if len(lacked) > 3 else "")
        + "."
        for name, lacked in missing.items()
    )
    if common:
        st.toggle(
            f"Compare over the {common} games that all of them cover",
            **selection.widget("common", chosen.common),
        )
    if common and chosen.common:
        st.warning(escape(f"Only {common} of {len(games)} games. {said}"), icon=":material/warning:")
        return True
    st.info(escape(said), icon=":material/info:")
    run = next(iter(missing))
    show_commands(command("predict", "--run", run, "--split", chosen.split))
    return False


def _show(lib: Library, key: tuple, compared: RunComparison) -> None:
    chosen = selection.chosen(PAGE)
    baseline = chosen.baseline if chosen.baseline in compared.spots else next(iter(compared.spots))
    compared = compared.against(baseline, float(chosen.tolerance))
    comparison = compared.comparison
    left, right = st.columns([5, 4], gap="medium")
    with left:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{len(comparison.games)}** games of {chosen.split}", width="stretch")
            st.toggle(
                "Differences only",
                help="Hides rows without a difference that can be told from noise",
                width="content",
                **selection.widget("diff", chosen.diff),
            )
        shown = compared_table(comparison, chosen)
        hidden = len(CLASSES) - len(shown)
        if hidden:
            st.caption(f"{hidden} classes are hidden: their differences cannot be told from noise.")
        st.caption(comparison.draws.method())
        if few := few_games(len(comparison.games)):
            st.caption(f":material/warning: {few}")
    with right:
        st.plotly_chart(
            charts.differences(comparison, chosen.metric, chosen.view, shown),
            key="differences",
            config={"displayModeBar": False},
        )
    with in_place():
        _downloads(compared)
        moments_panel(lib, key, compared, baseline)


def _downloads(compared: RunComparison) -> None:
    chosen = selection.chosen(PAGE)
    metric = chosen.metric
    name = f"{'-vs-'.join(compared.comparison.names)}-{chosen.split}"[:120]
    with st.container(horizontal=True):
        for label, end, mime, text in (
            ("HTML report", "html", "text/html", lambda: report_html(compared)),
            ("Markdown", "md", "text/markdown", lambda: _text(to_markdown, compared, metric)),
            ("LaTeX", "tex", "text/x-tex", lambda: _text(to_latex, compared, metric)),
        ):
            st.download_button(
                label,
                text,
                f"{name}.{end}",
                mime,
                icon=":material/download:",
                on_click="ignore",
                key=f"compare_{end}",
            )


def _text(write, compared: RunComparison, metric: str) -> str:
    return write(compared.comparison, metric, compared.remarks)
