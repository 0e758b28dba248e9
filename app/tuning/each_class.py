"""A row of settings per class, in an editable table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from app.ui import selection
from core.classes import CLASSES
from core.runs.run import Run
from core.spotting.settings import PARAMETERS, Parameter, Settings
from core.spotting.settings_change import SettingsChange

_STATE = "tuning_editor"


def each_panel(run: Run, settings: Settings, *, scored: bool) -> None:
    """The table; an edit acts at once."""
    shown, count = st.session_state.get(_STATE, (None, 0))
    key = f"{_STATE}_{count}"
    if shown is None or _edited(shown, st.session_state.get(key)) != settings:
        # Somebody else moved the settings: a fresh table, so that no old edit lies over them.
        count += 1
        key = f"{_STATE}_{count}"
        shown = settings
        st.session_state[_STATE] = (shown, count)
    table = pd.DataFrame(
        {
            "class": list(CLASSES),
            **{
                name: shown.values(name) if parameter.choices else np.array(shown.values(name), float)
                for name, parameter in PARAMETERS.items()
            },
        }
    )
    st.data_editor(
        table,
        key=key,
        on_change=_took,
        args=(key, run.settings),
        hide_index=True,
        row_height=28,
        height=28 * len(CLASSES) + 37,
        disabled=("class", *(name for name, each in PARAMETERS.items() if not scored and not each.only_cuts)),
        column_config={
            "class": st.column_config.TextColumn("Class", width=118, pinned=True),
            **{name: _column(parameter) for name, parameter in PARAMETERS.items()},
        },
    )
    what = "any cell" if scored else "a threshold"
    st.caption(f"Edit {what}, or paste a column. The row above sets all classes.")


def _column(parameter: Parameter):
    config = st.column_config
    if parameter.choices:
        return config.SelectboxColumn(
            parameter.label, options=tuple(parameter.choices), required=True, width=104
        )
    return config.NumberColumn(
        parameter.label,
        min_value=0.0,
        max_value=parameter.slider_high,
        format=f"%.{parameter.decimals}f",
        required=True,
        width=8 * max(9, len(parameter.label)),
    )


def _edited(shown: Settings, state: dict | None) -> Settings:
    """The settings that a table shows: what it was given, and its edits."""
    rows = (state or {}).get("edited_rows", {})
    changed = {}
    for place, cells in rows.items():
        values = {
            name: value if PARAMETERS[name].choices else float(value)
            for name, value in cells.items()
            if value is not None
        }
        changed[int(place)] = replace(shown.classes[int(place)], **values)
    return shown.with_classes(changed)


def _took(key: str, own: Settings) -> None:
    shown, _ = st.session_state[_STATE]
    settings = _edited(shown, st.session_state.get(key))
    selection.change(changes=SettingsChange.between(settings, own))
