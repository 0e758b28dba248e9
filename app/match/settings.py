"""The live settings of the match view: one row of sliders, and the rest folded behind a button."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app.match.state import PAGE, MatchState
from app.server.catalog import Library
from app.state.settings_text import SIDE_MAX_S, RunChange, value_text
from app.ui import selection
from app.ui.nms_row import setting_widget
from app.ui.pickers import tolerance_slider
from app.ui.saved_settings import offer_saved
from core.classes import CLASSES
from core.runs.run import Run, StartThreshold
from core.spotting.settings import PARAMETERS, Settings, Value
from core.spotting.settings_change import SettingsChange

LOOSE_S, TIGHT_S = 30, 3
"""Presets: the middle of the official loose tolerances and of the tight ones."""
_FRESH = MatchState()
_RESET = ("changes", "before", "after", "own", "tolerance")
_IN_ROW = ("threshold", "window_s")
"""The other settings are behind a button."""


def nms_settings(lib: Library, run: Run | None, scored: bool, *, sides: bool = False) -> Settings:
    """The widgets, starting at the run's own; returns the settings.

    scored: whether there are scores to suppress anew. sides: also T_before and T_after.
    """
    chosen = selection.chosen(PAGE)
    settings = chosen.changes.apply(base_settings(run, own=chosen.own))
    widths = [3, 3, 2.6, *([2, 2] if sides else []), 1.75, 0.6]
    places = iter(st.columns(widths, vertical_alignment="bottom", gap="small"))
    for name in _IN_ROW:
        with next(places):
            _setting(chosen, settings, name, scored)
    with next(places):
        tolerance_slider(chosen.tolerance)
    if sides:
        for name, label, hint in (
            ("before", "T before, s", "How far the model looks back from each frame."),
            ("after", "T after, s", "How far the model looks ahead of each frame."),
        ):
            with next(places):
                _side(chosen, run, name, label, hint)
    with next(places):
        # Widgets that are made while it is folded would open at the values they had at first.
        folded = st.popover(
            "More", icon=":material/tune:", width="stretch", key="match_more", on_change="rerun"
        )
        if folded.open:
            with folded:
                _more(lib, chosen, settings, run, scored)
    with next(places):
        st.button(
            "",
            key="reset",
            icon=":material/restart_alt:",
            width="stretch",
            on_click=_reset,
            help="Back to the run's own settings"
            if start_threshold_of(run) is None
            else "Back to how this run opens",
            disabled=all(getattr(chosen, name) == getattr(_FRESH, name) for name in _RESET),
        )
    return settings


def base_settings(run: Run | None, *, own: bool) -> Settings:
    """What changes are made to: where the match view starts with a run, or the run's own settings."""
    if run is None:
        return Settings()
    return run.settings if own else run.start_settings


def start_threshold_of(run: Run | None) -> StartThreshold | None:
    """Where the match view starts with a run, when that is not at its own settings."""
    return run.start_threshold if run is not None and run.start_settings != run.settings else None


def _setting(chosen: MatchState, settings: Settings, name: str, scored: bool) -> None:
    """A widget of one setting, for the class in focus or for all."""
    label = PARAMETERS[name].label
    if name != "smoothing_s":  # the windows of the model stand beside it
        label = f"NMS {label.lower()}"
    if chosen.scope == "class":
        label, value = f"{label} · {CLASSES[chosen.focus]}", settings.values(name)[chosen.focus]
    else:
        label, value = label + " · mixed" * settings.is_mixed(name), settings.most_common(name)
    setting_widget(name, label, value, put, scored=scored)


def put(name: str, value: Value, label: int | None = None) -> None:
    """Change a setting: for all classes, or for one when that is what is being set."""
    chosen = selection.chosen(PAGE)
    if chosen.scope == "class":
        label = chosen.focus if label is None else label
        selection.change(changes=chosen.changes.with_class(label, **{name: value}))
    else:
        selection.change(changes=chosen.changes.with_all(**{name: value}))


def _side(chosen: MatchState, run: Run, name: str, label: str, hint: str) -> None:
    value, own = getattr(chosen, name), float(getattr(run.model, f"{name}_s"))
    step = max(0.5, 1 / run.model.fps)
    st.slider(
        label,
        step,
        max(SIDE_MAX_S, own),
        step=step,
        format="%.1f",
        help=f"{hint} Trained with {own:g} s.",
        **selection.widget(name, own if value is None else value),
    )


def _more(lib: Library, chosen: MatchState, settings: Settings, run: Run | None, scored: bool) -> None:
    """What is changed less often: for which classes, method, smoothing, presets, and the second run."""
    st.segmented_control(
        "Settings hold for",
        ("all", "class"),
        format_func={"all": "all classes", "class": f"{CLASSES[chosen.focus]} only"}.get,
        required=True,
        width="stretch",
        help="Threshold, window, method and smoothing",
        **selection.widget("scope", chosen.scope),
    )
    for name in PARAMETERS:
        if name not in _IN_ROW:
            _setting(chosen, settings, name, scored)
    for name, parameter in PARAMETERS.items():
        if single := chosen.changes.each_class(name):
            listed = ", ".join(f"{CLASSES[label]} {value_text(value)}" for label, value in single.items())
            st.caption(f"Own {parameter.plural}: {listed}")
    st.markdown("Tolerance")
    with st.container(horizontal=True, gap="xsmall"):
        for label, value in ((f"loose, {LOOSE_S} s", LOOSE_S), (f"tight, {TIGHT_S} s", TIGHT_S)):
            st.button(label, key=f"preset{value}", on_click=_tolerance, args=(value,))
    if run is not None:
        offer_saved(lib, run)
    _second(chosen, run, lib)


def _tolerance(value: int) -> None:
    selection.change(tolerance=value)


def _second(chosen: MatchState, run: Run | None, lib: Library) -> None:
    names = ["", *(other.name for other in lib.runs())]
    st.selectbox(
        "Lay under it",
        names,
        format_func=lambda name: name or "nothing",
        help="A second run, or this one at another setting, drawn below the first",
        **{
            **selection.widget("second", chosen.second if chosen.second in names else ""),
            "on_change": _laid,
            "args": (),
        },
    )
    if chosen.second:
        same = run is not None and run.name == chosen.second
        how = (
            f"at {RunChange.parse(chosen.against).title()}"
            if chosen.against
            else "at its own settings"
            if same
            else "at these settings"
        )
        st.caption(how)
    if run is not None:
        st.button(
            "Lay this setting under",
            icon=":material/push_pin:",
            help="Keeps what you see now below, while you change settings above",
            on_click=_pin,
            args=(run,),
        )


def _laid() -> None:
    selection.change(second=st.session_state["w_second"], against="")


def _pin(run: Run) -> None:
    chosen = selection.chosen(PAGE)
    settings = chosen.changes.apply(base_settings(run, own=chosen.own))
    # What lies under is given against the run's own settings, wherever the view started.
    pinned = replace(chosen.run_change, settings=SettingsChange.between(settings, run.settings))
    selection.change(second=run.name, against=pinned.text())


def _reset() -> None:
    selection.change(**{name: getattr(_FRESH, name) for name in (*_RESET, "scope")})
