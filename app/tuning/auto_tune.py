"""Auto-tune: settings searched per class on one split, frozen, applied to test; both gains side by side."""

from __future__ import annotations

import streamlit as st

from app.cache import games as games_cache
from app.server import jobs
from app.server.catalog import Library
from app.tuning.state import PAGE
from app.ui import selection
from app.ui.html_table import figure, head, html_table, row
from app.ui.job_progress import watch
from app.ui.page import escape
from app.ui.pickers import splits_of, tolerance_slider
from core.classes import CLASSES
from core.exceptions import UserError
from core.metric.evaluation import VIEWS
from core.progress import Progress
from core.runs.run import Run
from core.runs.saved_settings import save_settings
from core.runs.tune import METRIC_NAMES, ON_TEST, Side, TuneReport, tune_run
from core.spotting.settings import Settings
from core.spotting.settings_change import SettingsChange
from core.tuning.search import Objective

_TOWARDS = {"loose": "AP, loose", "tight": "AP, tight", "f1": "F1 at a tolerance"}


def auto_panel(lib: Library, run: Run, settings: Settings) -> None:
    """What to tune for and on, the button or the progress, and what came of it."""
    if not games_cache.scored_games(run):
        st.caption("This run has spots only: there are no scores to tune on.")
        return
    chosen = selection.chosen(PAGE)
    left, middle, right = st.columns([2, 1.4, 1.6], vertical_alignment="bottom")
    with left:
        st.selectbox(
            "Towards",
            tuple(_TOWARDS),
            format_func=_TOWARDS.get,
            **selection.widget("objective", chosen.objective),
        )
    with middle:
        options = splits_of(lib)
        tune_on = chosen.tune_on if chosen.tune_on in options else options[0]
        if tune_on != chosen.tune_on:
            selection.change(tune_on=tune_on)
        st.selectbox("Tune on", options, **selection.widget("tune_on", tune_on))
    with right:
        tolerance_slider(chosen.tolerance, "Counts for F1 only.", disabled=chosen.objective != "f1")
    apply_to = "test" if any(game.split == "test" for game in lib.root.games) else None
    if chosen.tune_on in ("test", "all"):
        st.error(ON_TEST, icon=":material/dangerous:")
    objective = Objective(chosen.objective, float(chosen.tolerance) if chosen.objective == "f1" else None)
    key = (
        "tune",
        lib.stamp,
        games_cache.run_key(run),
        games_cache.scores_stamp(run),
        objective,
        chosen.tune_on,
    )
    key = (*key, settings, apply_to, chosen.common)
    last = st.session_state.get("tuned_last")
    done = watch(key, "tune")
    running = jobs.job(key)
    if done is not None:
        st.session_state["tuned_last"] = last = (key[:6], run.name, done.result)
    elif running is None or running.state != "running":
        st.button(
            f"Tune each class on {chosen.tune_on}, starting from these settings",
            type="primary",
            icon=":material/auto_fix_high:",
            key="tune_start",
            on_click=_start,
            args=(lib, run, objective, settings, chosen.tune_on, apply_to, chosen.common, key),
        )
    if last is not None and last[1] == run.name and (running is None or running.state != "running"):
        _report(lib, last[2])


def _start(lib, run, objective, settings, tune_on, apply_to, common, key) -> None:
    def work(progress: Progress) -> TuneReport:
        return tune_run(
            lib.root,
            run,
            objective,
            settings,
            tune_on=tune_on,
            apply_to=apply_to,
            common=common,
            progress=progress,
        )

    jobs.start(key, work)


def _report(lib: Library, report: TuneReport) -> None:
    sides = [("tuned on", report.tuned_side)] + ([("applied to", report.applied)] if report.applied else [])
    if report.tuned_on_test and selection.chosen(PAGE).tune_on not in ("test", "all"):
        st.error(ON_TEST, icon=":material/dangerous:")
    top = "<tr><th></th>" + "".join(
        f"<th colspan=2 class=tl-edge>{what} {side.coverage.split}, {len(side.coverage.games)} games</th>"
        for what, side in sides
    )
    edges = tuple(1 + 2 * place for place in range(len(sides)))
    rows = []
    for metric in METRIC_NAMES:
        for view in VIEWS:
            title = f"Average-mAP {metric}" if view == "all" else f"&emsp;{view}"
            cells = [title]
            for _, side in sides:
                before, after = (one.average(metric, view) for one in (side.before, side.after))
                cells += [figure(before, delta=False), figure(after, before)]
            rows.append(row(cells, edges=edges))
    st.html(
        html_table([top, head(["", *("before", "after") * len(sides)], edges)], rows, label="Gains of tuning")
    )
    if report.not_applied:
        st.caption(f":material/info: Not applied to another split: {escape(report.not_applied)}")
    for _, side in sides:
        if side.coverage.sentence:
            st.caption(f":material/info: {escape(side.coverage.sentence)}")
    untried = [name for name, tried in zip(CLASSES, report.tuned.tried, strict=True) if not tried]
    if untried:
        st.caption(f"No truths there, left as they were: {', '.join(untried)}.")
    with st.expander(f"{report.tuned.objective} of each class"):
        _per_class(report, sides, edges)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            "Take these settings",
            key="tuned_take",
            icon=":material/check:",
            type="primary",
            on_click=lambda: selection.change(
                changes=SettingsChange.between(report.tuned.settings, report.run.settings)
            ),
        )
        st.text_input(
            "Save them as", key="tuned_name", label_visibility="collapsed", placeholder="name to save under"
        )
        st.button("Save", key="tuned_save", on_click=_save, args=(lib, report))
    if said := st.session_state.pop("tuned_said", None):
        (st.caption if said[0] else st.error)(said[1])


def _per_class(report: TuneReport, sides: list[tuple[str, Side]], edges: tuple[int, ...]) -> None:
    rows = []
    for label, name in enumerate(CLASSES):
        cells = [name]
        for _, side in sides:
            before, after = float(side.objective_before[label]), float(side.objective_after[label])
            there = side.before.truths[0][label] > 0
            cells += [
                figure(before if there else None, delta=False),
                figure(after if there else None, before),
            ]
        one = report.tuned.settings.classes[label]
        cells.append(f"{one.method}, {one.window_s:g} s, from {one.threshold:.3f}, σ {one.smoothing_s:g} s")
        rows.append(row(cells, edges=(*edges, 1 + 2 * len(sides))))
    names = [name for _, side in sides for name in (side.coverage.split, "after")]
    st.html(html_table([head(["class", *names, "settings"])], rows, label="Gains by class"))


def _save(lib: Library, report: TuneReport) -> None:
    name = st.session_state.get("tuned_name", "").strip()
    try:
        save_settings(lib.workspace, name, report.tuned.settings, report.origin)
        st.session_state["tuned_said"] = (
            True,
            f"Saved as {name}; `--settings {name}` takes them on the command line.",
        )
    except UserError as error:
        st.session_state["tuned_said"] = (False, escape(str(error)))
