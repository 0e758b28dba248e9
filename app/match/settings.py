"""The live settings of the match view: one row of sliders, and the rest folded behind a button."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app.match.state import PAGE, MatchState
from app.server.catalog import Library
from app.state import nms_fields
from app.state.nms_fields import SIDE_MAX_S, SMOOTHING_MAX_S, WINDOW_MAX_S
from app.ui import selection
from app.ui.nms_row import METHOD_NAMES
from app.ui.pickers import tolerance_slider
from app.ui.saved_settings import offer_saved
from core.classes import CLASSES
from core.runs.run import Opening, Run
from core.spotting.nms_config import METHODS
from core.spotting.settings import Settings

LOOSE_S, TIGHT_S = 30, 3
"""Presets: the middle of the official loose tolerances and of the tight ones."""
_FRESH = MatchState()
_RESET = (*nms_fields.PARSERS, "own", "tolerance")
_SLIDERS = {
    "threshold": ("threshold", "NMS threshold", 1.0, 0.01, "%.2f"),
    "window": ("window_s", "NMS window, s", WINDOW_MAX_S, 0.5, "%.1f"),
    "smoothing": ("smoothing_s", "Smoothing, s", SMOOTHING_MAX_S, 0.1, "%.1f"),
}
"""Field -> attribute of ClassNms, label, most, step, format."""
_HELP = {
    "threshold": "Spots with a lower confidence are dropped.",
    "window": "Full width around a kept spot in which its class is suppressed.",
    "smoothing": "Sigma of a gaussian laid over the scores first; 0 for none. The lanes show what it makes.",
}
_SPOTS_ONLY = "This run has spots only: no scores to make others from."


def nms_settings(lib: Library, run: Run | None, scored: bool, *, sides: bool = False) -> Settings:
    """The widgets, starting at the run's own; returns the settings.

    scored: whether there are scores to suppress anew. sides: also T_before and T_after.
    """
    chosen = selection.chosen(PAGE)
    settings = chosen.changes.settings(nms_fields.start_of(run, own=chosen.own))
    widths = [3, 3, 2.6, *([2, 2] if sides else []), 1.75, 0.6]
    places = iter(st.columns(widths, vertical_alignment="bottom", gap="small"))
    for name in ("threshold", "window"):
        with next(places):
            _slider(chosen, settings, name, scored)
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
            if opening_of(run) is None
            else "Back to how this run opens",
            disabled=all(getattr(chosen, name) == getattr(_FRESH, name) for name in _RESET),
        )
    return settings


def opening_of(run: Run | None) -> Opening | None:
    """Where a run opens, when that is not at its own settings."""
    return run.opening if nms_fields.start_of(run) != nms_fields.start_of(run, own=True) else None


def _now(chosen: MatchState, settings: Settings, attribute: str, label: str) -> tuple:
    """What a widget shows and how it is called: for the class in focus, or for all."""
    if chosen.scope == "class":
        return getattr(settings.classes[chosen.focus], attribute), f"{label} · {CLASSES[chosen.focus]}"
    name = f"{label} · mixed" if nms_fields.mixed(settings, attribute) else label
    return nms_fields.shared(settings, attribute), name


def _slider(chosen: MatchState, settings: Settings, name: str, scored: bool) -> None:
    attribute, label, most, step, form = _SLIDERS[name]
    value, label = _now(chosen, settings, attribute, label)
    can = scored or name == "threshold"
    st.slider(
        label,
        0.0,
        most,
        step=step,
        format=form,
        help=_HELP[name] if can else _SPOTS_ONLY,
        disabled=not can,
        **_tied(name, min(float(value), most)),
    )


def _tied(name: str, value) -> dict:
    return {**selection.widget(name, value), "on_change": _took, "args": (name,)}


def _took(name: str) -> None:
    put(name, st.session_state[f"w_{name}"])


def put(name: str, value: float | str, label: int | None = None) -> None:
    """Set a field of post-processing: for all classes, or for one when that is what is being set."""
    chosen = selection.chosen(PAGE)
    label = chosen.focus if label is None else label
    if chosen.scope == "class":
        each = nms_fields.with_pair(getattr(chosen, f"{name}s"), label, value)
        selection.change(**{f"{name}s": each})
    else:
        selection.change(**{name: value, f"{name}s": ()})


def _side(chosen: MatchState, run: Run, name: str, label: str, hint: str) -> None:
    model = run.model or {}
    value = getattr(chosen, name)
    own = float(model.get(f"{name}_s", 7.5))
    st.slider(
        label,
        max(0.5, 1 / float(model.get("fps", 2.0))),
        max(SIDE_MAX_S, own),
        step=max(0.5, 1 / float(model.get("fps", 2.0))),
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
    method, label = _now(chosen, settings, "method", "NMS method")
    st.selectbox(
        label,
        METHODS,
        format_func=METHOD_NAMES.get,
        disabled=not scored,
        help=None if scored else _SPOTS_ONLY,
        **_tied("method", method),
    )
    _slider(chosen, settings, "smoothing", scored)
    for _, name in nms_fields.ATTRIBUTES.values():
        if each := getattr(chosen, name):
            said = ", ".join(
                f"{CLASSES[label]} {value if isinstance(value, str) else f'{value:g}'}"
                for label, value in each
            )
            st.caption(f"Own {name}: {said}")
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
            f"at {nms_fields.Setting.parse(chosen.against).title()}"
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
    pinned = chosen.changes
    if not chosen.own and opening_of(run) is not None and pinned.threshold is None:
        # What lies under is said against the run's own settings.
        pinned = replace(pinned, threshold=run.opening.threshold)
    selection.change(second=run.name, against=pinned.text())


def _reset() -> None:
    selection.change(**{name: getattr(_FRESH, name) for name in (*_RESET, "scope")})
