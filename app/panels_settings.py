"""The live settings: one row of sliders, and the rest folded behind a button."""

from __future__ import annotations

import streamlit as st

from app import selection, setting
from app.choice import TOLERANCES_S, Selection
from app.library import Library
from app.saved_settings import offer_saved
from app.setting import SIDE_MAX_S, WINDOW_MAX_S
from core.classes import CLASSES
from core.post.config import METHODS, NmsConfig
from core.runs.run import Run

LOOSE_S, TIGHT_S = 30, 3
"""Presets: the middle of the official loose tolerances and of the tight ones."""
_FRESH = Selection()
_METHOD_NAMES = {
    "hard": "hard (official)",
    "symmetric": "hard, symmetric",
    "soft-linear": "soft, linear",
    "soft-gaussian": "soft, gaussian",
    "peaks": "peaks",
}


def nms_settings(
    run: Run | None, scored: bool, *, match: bool, sides: bool = False, lib: Library | None = None
) -> NmsConfig:
    """The sliders, starting at the run's own; returns the config.

    scored: whether there are scores to suppress anew. match: also tolerance, class in focus and a second run.
    sides: also T_before and T_after.
    """
    chosen = selection.current()
    own = run.post if run is not None else NmsConfig()
    widths = [3, 3, *([2.6] if match else []), *([2, 2] if sides else []), 1.75, 0.6]
    places = iter(st.columns(widths, vertical_alignment="bottom", gap="small"))
    with next(places):
        _slider(chosen, own, "threshold", 1.0, 0.01, "%.2f", "NMS threshold")
    with next(places):
        _slider(chosen, own, "window", WINDOW_MAX_S, 0.5, "%.1f", "NMS window, s", disabled=not scored)
    if match:
        with next(places):
            st.select_slider(
                f"Tolerance, s: within ±{chosen.tolerance / 2:g} s",
                TOLERANCES_S,
                help="The full width, as in the official metric: at 30 s a spot hits a truth within ±15 s.",
                **selection.widget("tolerance", chosen.tolerance),
            )
    if sides:
        for name, label, hint in (
            ("before", "T before, s", "How far the model looks back from each frame."),
            ("after", "T after, s", "How far the model looks ahead of each frame."),
        ):
            with next(places):
                _side(chosen, run, name, label, hint)
    with next(places), st.popover("More", icon=":material/tune:", width="stretch"):
        _more(chosen, own, run, scored, lib if match else None)
    with next(places):
        names = (*setting.PARSERS, "tolerance") if match else tuple(setting.PARSERS)
        st.button(
            "",
            key="reset",
            icon=":material/restart_alt:",
            width="stretch",
            on_click=_reset,
            help="Back to the run's own settings",
            disabled=all(getattr(chosen, name) == getattr(_FRESH, name) for name in names),
        )
    return chosen.setting.config(own)


def _slider(
    chosen, own: NmsConfig, name: str, most: float, step: float, form: str, label: str, **more
) -> None:
    config = chosen.setting.config(own)
    values = config.thresholds() if name == "threshold" else config.windows_s()
    one = chosen.scope == "class"
    st.slider(
        f"{label} · {CLASSES[chosen.focus]}" if one else label,
        0.0,
        most,
        step=step,
        format=form,
        help=_HELP[name]
        if not more.get("disabled")
        else "This run has spots only: their window was fixed when they were made.",
        **{**selection.widget(name, min(float(values[chosen.focus if one else 0]), most)), **_taking(name)},
        **more,
    )


_HELP = {
    "threshold": "Spots with a lower confidence are dropped.",
    "window": "Full width around a kept spot in which its class is suppressed.",
}


def _taking(name: str) -> dict:
    return {"on_change": _took, "args": (name,)}


def _took(name: str) -> None:
    put(name, st.session_state[f"w_{name}"])


def put(name: str, value: float, label: int | None = None) -> None:
    """Set "threshold" or "window": for all classes, or for one when that is what is being set."""
    chosen = selection.current()
    label = chosen.focus if label is None else label
    if chosen.scope == "class":
        each = setting.with_pair(getattr(chosen, f"{name}s"), label, value)
        selection.change(**{f"{name}s": each})
    else:
        selection.change(**{name: value, f"{name}s": ()})


def _side(chosen: Selection, run: Run, name: str, label: str, hint: str) -> None:
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


def _more(chosen: Selection, own: NmsConfig, run: Run | None, scored: bool, lib: Library | None) -> None:
    """What is changed less often: method, for which classes, presets, and the second run."""
    st.selectbox(
        "NMS method",
        METHODS,
        format_func=_METHOD_NAMES.get,
        disabled=not scored,
        **selection.widget("method", chosen.method or own.method),
    )
    if lib is not None:
        st.segmented_control(
            "Threshold and window hold for",
            ("all", "class"),
            format_func={"all": "all classes", "class": f"{CLASSES[chosen.focus]} only"}.get,
            required=True,
            width="stretch",
            **selection.widget("scope", chosen.scope),
        )
    for name in ("thresholds", "windows"):
        if each := getattr(chosen, name):
            said = ", ".join(f"{CLASSES[label]} {value:g}" for label, value in each)
            st.caption(f"Own {name}: {said}")
    if lib is None:
        return
    st.markdown("Tolerance")
    with st.container(horizontal=True, gap="xsmall"):
        for label, value in ((f"loose, {LOOSE_S} s", LOOSE_S), (f"tight, {TIGHT_S} s", TIGHT_S)):
            st.button(label, key=f"preset{value}", on_click=_tolerance, args=(value,))
    if run is not None:
        offer_saved(lib, run)
    _second(chosen, run, lib)


def _tolerance(value: int) -> None:
    selection.change(tolerance=value)


def _second(chosen: Selection, run: Run | None, lib: Library) -> None:
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
            f"at {chosen.against}"
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
            args=(run.name,),
        )


def _laid() -> None:
    selection.change(second=st.session_state["w_second"], against="")


def _pin(name: str) -> None:
    selection.change(second=name, against=selection.current().setting.text())


def _reset() -> None:
    names = (*setting.PARSERS, "tolerance", "scope")
    selection.change(**{name: getattr(_FRESH, name) for name in names})
