"""Auto-tune: settings of each class searched on one split and applied to test, with the gains on both."""

from __future__ import annotations

from html import escape as html_escape

import streamlit as st

from app.cache import games as games_cache
from app.server.catalog import Catalog
from app.tuning.state import TuningState
from app.ui import selection
from app.ui.html_table import AP, SHARE, Row, class_cell, figure, html_table
from app.ui.job_progress import start_button, watch
from app.ui.page import escape
from app.ui.pickers import splits_of, tolerance_slider
from app.ui.saved_settings import save_form
from core.figures import count
from core.runs.run import Run
from core.runs.tune import ON_TEST, Side, TuneReport, tune_run
from core.spotting.settings import Settings
from core.spotting.settings_change import SettingsChange
from core.tuning.search import Objective


def auto_tune_panel(catalog: Catalog, run: Run, settings: Settings, chosen: TuningState, key: str) -> None:
    """What to tune for and on, the button or the progress, then the gains."""
    if not games_cache.scored_games(run):
        st.caption("This run has spots only: there are no scores to tune on.")
        return
    tuning_split = _pickers(catalog, chosen)
    on_test = tuning_split in ("test", "all")
    if on_test:
        st.error(ON_TEST, icon=":material/dangerous:")
    apply_to = "test" if any(game.split == "test" for game in catalog.root.games) else None
    objective = Objective(chosen.objective, chosen.tolerance if chosen.objective == "f1" else None)
    scores = games_cache.run_key(run), games_cache.scores_stamp(run)
    covered_only = chosen.covered_only
    job_key = ("tune", catalog.stamp, scores, objective, tuning_split, settings, apply_to, covered_only)
    report = watch(job_key, key)
    waits = start_button(
        f"Tune each class on {tuning_split}, starting from these settings",
        job_key,
        key,
        lambda progress: tune_run(
            catalog.root,
            run,
            objective,
            settings,
            tune_on=tuning_split,
            apply_to=apply_to,
            common=covered_only,
            progress=progress,
        ),
        icon=":material/auto_fix_high:",
    )
    # The last gains stay while settings move on, for taking them moves the settings too.
    last = f"{key}_last"
    if report is not None:
        st.session_state[last] = report
    shown = st.session_state.get(last)
    if shown is not None and shown.run.name == run.name and (report is not None or waits):
        if shown.tuned_on_test and not on_test:
            st.error(ON_TEST, icon=":material/dangerous:")
        _gains(shown)
        _take_and_save(catalog, shown, key)


def _pickers(catalog: Catalog, chosen: TuningState) -> str:
    """Objective, split and the tolerance of F1; returns the split to tune on."""
    rule = catalog.root.label_set.rule
    objectives = {metric: f"AP, {metric}" for metric in rule.listed} | {"f1": "F1 at a tolerance"}
    left, right = st.columns([3, 2])
    with left:
        st.selectbox(
            "Tune for",
            tuple(objectives),
            format_func=objectives.get,
            **selection.widget("objective", chosen.objective),
        )
    with right:
        options = splits_of(catalog)
        tuning_split = chosen.tuning_split if chosen.tuning_split in options else options[0]
        st.selectbox("Tune on", options, **selection.widget("tuning_split", tuning_split))
    if chosen.objective == "f1":
        tolerance_slider(chosen.tolerance, catalog.root.label_set)
    return tuning_split


def _gains(report: TuneReport) -> None:
    """Averages before and after on both splits, then the objective of each class."""
    sides = [("tuned on", report.tuned_side)] + ([("applied to", report.applied)] if report.applied else [])
    groups = [
        (f"{done} {side.coverage.split}, {count(len(side.coverage.games), 'game')}", 2)
        for done, side in sides
    ]
    edges = tuple(range(1, 2 * len(sides), 2))
    heads = ["", *("before", "after") * len(sides)]
    rows = []
    label_set = report.tuned.settings.label_set
    for metric in label_set.rule.listed:
        for view in label_set.views:
            pairs = [
                (side.before.average(metric, view), side.after.average(metric, view)) for _, side in sides
            ]
            title = html_escape(label_set.rule.mean_title(metric)) if view == "all" else f"&emsp;{view}"
            rows.append(Row([title, *_before_and_after(pairs)]))
    st.html(html_table("Gains of tuning", heads, rows, groups=[("", 1), *groups], edges=edges))
    notes = [side.coverage.sentence for _, side in sides if side.coverage.sentence]
    if report.not_applied:
        notes.insert(0, f"Not applied to another split: {report.not_applied}")
    for note in notes:
        st.caption(f":material/info: {escape(note)}")
    untried = [name for name, tried in zip(label_set.classes, report.tuned.tried, strict=True) if not tried]
    if untried:
        st.caption(escape(f"Left as they were, without truths to tune on: {', '.join(untried)}."))
    with st.expander(f"{report.tuned.objective} of each class"):
        groups = [("", 1), *groups, ("", 1)]
        rows = _class_rows(report, [side for _, side in sides])
        heads, edges = [*heads, "settings"], (*edges, 1 + 2 * len(sides))
        st.html(html_table("Gains by class", heads, rows, groups=groups, edges=edges))


def _class_rows(report: TuneReport, sides: list[Side]) -> list[Row]:
    scale = SHARE if report.tuned.objective.kind == "f1" else AP
    rows = []
    for label, name in enumerate(report.tuned.settings.label_set.classes):
        pairs = [
            (float(side.objective_before[label]), float(side.objective_after[label]))
            if side.before.n_truths[0][label]
            else (None, None)
            for side in sides
        ]
        each = report.tuned.settings.classes[label]
        settings = f"{each.method}, {each.window_s:g} s, from {each.threshold:.3f}, σ {each.smoothing_s:g} s"
        rows.append(Row([class_cell(name), *_before_and_after(pairs, scale), settings]))
    return rows


def _before_and_after(pairs: list[tuple[float | None, float | None]], scale=AP) -> list[str]:
    return [cell for before, after in pairs for cell in (scale.value(before), figure(after, before, scale))]


def _take_and_save(catalog: Catalog, report: TuneReport, key: str) -> None:
    changes = SettingsChange.between(report.tuned.settings, report.run.settings)
    st.button(
        "Take these settings",
        key=f"{key}_take",
        icon=":material/check:",
        type="primary",
        on_click=lambda: selection.change(changes=changes),
    )
    save_form(catalog.workspace, lambda: report.tuned.settings, report.origin, key)
