"""The live settings of the match view: one row of sliders, and the rest behind a button."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app.cache import match as match_cache
from app.cache.match import RunAt
from app.match.runs import base_settings, start_threshold_of
from app.match.state import PAGE, MatchState
from app.server import rescoring
from app.server.catalog import Catalog
from app.state.param import defaults_of
from app.state.settings_text import SIDE_MAX_S, RunChange, value_text
from app.ui import selection
from app.ui.nms_row import setting_widget
from app.ui.page import escape
from app.ui.pickers import run_title, tolerance_slider
from app.ui.saved_settings import load_form
from core.data.games import Game
from core.evaluation_rule import EvaluationRule
from core.runs.run import Run
from core.spotting.class_settings import PARAMETERS, Value
from core.spotting.settings import Settings
from core.spotting.settings_change import SettingsChange

_RESET = ("changes", "before_s", "after_s", "at_run_settings", "tolerance")
_IN_ROW = ("threshold", "window_s")
"""The other settings are behind a button."""
_SIDES = {
    "before_s": ("T before, s", "How far the model looks back from each frame."),
    "after_s": ("T after, s", "How far the model looks ahead of each frame."),
}


def settings_panel(catalog: Catalog, run_at: RunAt, game: Game, chosen: MatchState) -> None:
    """One row of widgets at the settings of a run.

    Where the model can score the game anew, its window is among them, and the halves are encoded in advance.
    """
    rescorable = rescoring.can_score(run_at.run, game.parts)
    scored = rescorable or match_cache.has_scores(run_at, game.name)
    if rescorable:
        rescoring.prepare(run_at.run, game.parts)
    run, settings = run_at.run, run_at.settings
    widths = [3, 3, 2.6, *([2, 2] if rescorable else []), 1.75, 0.6]
    places = iter(st.columns(widths, vertical_alignment="bottom", gap="small"))
    for name in _IN_ROW:
        with next(places):
            _setting(chosen, settings, name, scored)
    with next(places):
        tolerance_slider(chosen.tolerance, settings.label_set)
    if rescorable:
        for name, (label, hint) in _SIDES.items():
            with next(places):
                _side(name, getattr(chosen, name), run, label, hint)
    with next(places):
        # Widgets that are made while it is folded would open at the values they had at first.
        more = st.popover(
            "More", key="match_more", icon=":material/tune:", width="stretch", on_change="rerun"
        )
        if more.open:
            with more:
                _more(catalog, chosen, run_at, scored)
    with next(places):
        defaults = defaults_of(MatchState, settings.label_set)
        unchanged = all(getattr(chosen, name) == defaults[name] for name in _RESET)
        hint = f"Back to the run's {'own settings' if start_threshold_of(run) is None else 'start threshold'}"
        icon = ":material/restart_alt:"
        st.button("", key="reset", icon=icon, width="stretch", help=hint, on_click=_reset, disabled=unchanged)


def _setting(chosen: MatchState, settings: Settings, name: str, scored: bool) -> None:
    """A widget of one setting, for the class in focus or for all."""
    label, label_set = PARAMETERS[name].label, settings.label_set
    if name != "smoothing_s":  # the windows of the model stand beside it
        label = f"NMS {label.lower()}"
    if chosen.settings_for == "class":
        class_name = escape(label_set.classes[chosen.focus])
        label, value = f"{label} · {class_name}", settings.values(name)[chosen.focus]
    else:
        label, value = label + " · mixed" * settings.is_mixed(name), settings.most_common(name)
    setting_widget(name, label, value, set_value, label_set.rule, scored=scored)


def set_value(name: str, value: Value, label: int | None = None) -> None:
    """Change a setting for all classes; where settings are for one, for that class or the one in focus."""
    chosen = selection.chosen(PAGE)
    if chosen.settings_for == "class":
        label = chosen.focus if label is None else label
        selection.change(changes=chosen.changes.with_class(label, **{name: value}))
    else:
        selection.change(changes=chosen.changes.with_all(**{name: value}))


def _side(name: str, value: float | None, run: Run, label: str, hint: str) -> None:
    """A side of the model's window. value: None for the one it was trained with."""
    trained, step = float(getattr(run.model, name)), max(0.5, 1 / run.model.fps)
    widget = selection.widget(name, trained if value is None else value)
    hint = f"{hint} Trained with {trained:g} s."
    st.slider(label, step, max(SIDE_MAX_S, trained), step=step, format="%.1f", help=hint, **widget)


def _more(catalog: Catalog, chosen: MatchState, run_at: RunAt, scored: bool) -> None:
    """What is changed less often: for which classes, method, smoothing, presets, and the second run."""
    label_set = catalog.root.label_set
    classes = list(map(escape, label_set.classes))
    names = {"all": "all classes", "class": f"{classes[chosen.focus]} only"}
    widget = {"required": True, "width": "stretch", **selection.widget("settings_for", chosen.settings_for)}
    hint = "Threshold, window, method and smoothing"
    st.segmented_control("Settings apply to", tuple(names), format_func=names.get, help=hint, **widget)
    for name in PARAMETERS:
        if name not in _IN_ROW:
            _setting(chosen, run_at.settings, name, scored)
    for name, parameter in PARAMETERS.items():
        if single := chosen.changes.each_class(name):
            values = ", ".join(f"{classes[label]} {value_text(value)}" for label, value in single.items())
            st.caption(f"{parameter.plural.capitalize()} of single classes: {values}")
    st.markdown("Tolerance")
    with st.container(horizontal=True, gap="xsmall"):
        for name, value in presets(label_set.rule).items():
            preset, text = {"tolerance": value}, f"{escape(name)}, {value:g} s"
            st.button(text, key=f"preset{value:g}", on_click=selection.change, kwargs=preset)
    if run_at.run is not None:
        load_form(catalog.workspace, run_at.run, "match_settings", at_run_settings=True)
    _comparison(catalog, chosen, run_at.run)


def presets(rule: EvaluationRule) -> dict[str, float]:
    """The middle tolerance of each metric on offer: 30 s of the official loose ones, 3 s of tight."""
    widths = {metric: rule.tolerances_of[metric] for metric in rule.listed}
    return {metric: each[(len(each) - 1) // 2] for metric, each in widths.items()}


def _comparison(catalog: Catalog, chosen: MatchState, run: Run | None) -> None:
    """The second run and its settings."""
    label_set = catalog.root.label_set
    titles = {"": "nothing"} | {other.name: run_title(catalog, other) for other in catalog.runs()}
    names = tuple(titles)
    widget = selection.widget("second_run", chosen.second_run if chosen.second_run in names else "")
    widget |= {"on_change": _choose_second, "args": ()}
    hint = "A second run, or this one at other settings, drawn below the first"
    st.selectbox("Compare with", names, format_func=titles.get, help=hint, **widget)
    if chosen.second_settings:
        st.caption(f"at {RunChange.parse(chosen.second_settings, label_set).title(label_set)}")
    elif chosen.second_run:
        same = run is not None and run.name == chosen.second_run
        st.caption("at its own settings" if same else "at these settings")
    if run is not None:
        hint, icon = (
            "Draws what you see now below, while you change the settings above",
            ":material/push_pin:",
        )
        label = "Keep these settings to compare"
        st.button(label, key="keep_settings", icon=icon, help=hint, on_click=_keep_settings, args=(run,))


def _choose_second() -> None:
    selection.change(second_run=st.session_state["w_second_run"], second_settings="")


def _keep_settings(run: Run) -> None:
    chosen = selection.chosen(PAGE)
    label_set = selection.label_set()
    base = base_settings(run, label_set, at_run_settings=chosen.at_run_settings)
    settings = chosen.changes.apply(base)
    # The second run's settings are written as changes to the run's own, wherever the view started.
    change = replace(chosen.run_change, settings=SettingsChange.between(settings, run.settings))
    selection.change(second_run=run.name, second_settings=change.text(label_set))


def _reset() -> None:
    defaults = defaults_of(MatchState, selection.label_set())
    selection.change(**{name: defaults[name] for name in (*_RESET, "settings_for")})
