"""Settings over a split in one row: method, window, threshold and smoothing, for all classes at once."""

from __future__ import annotations

import streamlit as st

from app.state import nms_fields
from app.state.nms_fields import SMOOTHING_MAX_S, WINDOW_MAX_S
from app.ui import selection
from core.spotting.nms_config import METHODS
from core.spotting.settings import Settings

METHOD_NAMES = {
    "hard": "hard (official)",
    "symmetric": "hard, symmetric",
    "soft-linear": "soft, linear",
    "soft-gaussian": "soft, gaussian",
    "peaks": "peaks",
}


def settings_row(settings: Settings, *, scored: bool) -> None:
    """One row of widgets that set all classes at once; scored: whether there are scores to suppress anew."""
    places = st.columns([1.7, 2.4, 2.4, 2.4, 0.55], vertical_alignment="bottom", gap="small")

    def name(label: str, attribute: str) -> str:
        return f"{label} · mixed" if nms_fields.mixed(settings, attribute) else label

    only_cut = None if scored else "This run has spots only: no scores to make others from."
    with places[0]:
        st.selectbox(
            name("Method", "method"),
            METHODS,
            format_func=METHOD_NAMES.get,
            disabled=not scored,
            help=only_cut,
            **_tied("method", nms_fields.shared(settings, "method")),
        )
    sliders = (
        ("window", "window_s", "Window, s", WINDOW_MAX_S, 0.5, "%.1f"),
        ("threshold", "threshold", "Threshold", 1.0, 0.01, "%.2f"),
        ("smoothing", "smoothing_s", "Smoothing, s", SMOOTHING_MAX_S, 0.1, "%.1f"),
    )
    for place, (field, attribute, label, most, step, form) in zip(places[1:4], sliders, strict=True):
        with place:
            st.slider(
                name(label, attribute),
                0.0,
                most,
                step=step,
                format=form,
                disabled=not scored and field != "threshold",
                help=_HELP[field] if scored or field == "threshold" else only_cut,
                **_tied(field, min(float(nms_fields.shared(settings, attribute)), most)),
            )
    with places[4]:
        st.button(
            "",
            key="tuning_reset",
            icon=":material/restart_alt:",
            width="stretch",
            help="Back to the run's own settings",
            on_click=_reset,
            disabled={name: selection.value(name) for name in nms_fields.FRESH} == nms_fields.FRESH,
        )


_HELP = {
    "window": "Full width around a kept spot in which its class is suppressed.",
    "threshold": "Spots with a lower confidence are dropped. Only cuts: nothing is suppressed anew.",
    "smoothing": "Sigma of a gaussian laid over the scores first; 0 for none.",
}


def _tied(field: str, value) -> dict:
    return {**selection.widget(field, value), "on_change": _took, "args": (field,)}


def _took(field: str) -> None:
    """A widget of the row speaks for all classes: their own values go."""
    selection.change(**{field: st.session_state[f"w_{field}"], f"{field}s": ()})


def _reset() -> None:
    selection.change(**nms_fields.FRESH)
