"""Settings over a split in one row: method, window, threshold and smoothing, for all classes at once."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.ui import selection
from core.evaluation_rule import EvaluationRule
from core.spotting.class_settings import PARAMETERS, Value
from core.spotting.settings import Settings
from core.spotting.settings_change import SettingsChange


def settings_row(settings: Settings, *, scored: bool) -> None:
    """One row of widgets that set all classes at once; scored: whether there are scores to suppress anew."""
    widths = [1.7 if parameter.choices else 2.4 for parameter in PARAMETERS.values()]
    *places, last = st.columns([*widths, 0.55], vertical_alignment="bottom", gap="small")
    for place, (name, parameter) in zip(places, PARAMETERS.items(), strict=True):
        with place:
            label = f"{parameter.label} · mixed" if settings.is_mixed(name) else parameter.label
            value, rule = settings.most_common(name), settings.label_set.rule
            setting_widget(name, label, value, _set_all, rule, scored=scored)
    with last:
        st.button(
            "",
            key="tuning_reset",
            icon=":material/restart_alt:",
            width="stretch",
            help="Back to the run's own settings",
            on_click=_reset,
            disabled=not selection.value("changes"),
        )


def setting_widget(
    name: str,
    label: str,
    value: Value,
    on_change: Callable[[str, Value], None],
    rule: EvaluationRule,
    *,
    scored: bool,
) -> None:
    """A widget of one setting, as fine as the rule judges moments.

    on_change: gets the setting's name and its new value.
    """
    parameter = PARAMETERS[name].scaled(rule)
    usable = scored or parameter.only_cuts
    access = {
        "disabled": not usable,
        "help": parameter.help if usable else "Without scores, only the threshold can change.",
    }
    if not parameter.choices:
        value = min(float(value), parameter.slider_high)
    tied = selection.widget(parameter.noun, value)
    tied |= {"on_change": lambda: on_change(name, st.session_state[tied["key"]]), "args": ()}
    if parameter.choices:
        st.selectbox(label, tuple(parameter.choices), format_func=parameter.choices.get, **access, **tied)
        return
    decimals = len(f"{parameter.step:g}".partition(".")[2])
    st.slider(
        label, 0.0, parameter.slider_high, step=parameter.step, format=f"%.{decimals}f", **access, **tied
    )


def _set_all(name: str, value: Value) -> None:
    selection.change(changes=selection.value("changes").with_all(**{name: value}))


def _reset() -> None:
    selection.change(changes=SettingsChange())
