"""The settings of each class as an editable table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from app.ui import selection
from app.ui.html_table import table_px
from core.spotting.class_settings import PARAMETERS, Parameter
from core.spotting.settings import Settings
from core.spotting.settings_change import SettingsChange


def each_class_panel(settings: Settings, run_settings: Settings, *, scored: bool, key: str) -> None:
    """A row for each class; an edit acts at once.

    run_settings: the run's own, which the URL gives changes against; scored: whether there are scores, so
    that all settings can be changed.
    """
    shown, count = st.session_state.get(f"{key}_shown", (None, 0))
    if shown is None or _edited(shown, f"{key}_{count}") != settings:
        # Another widget moved the settings: a fresh table, so that no old edit lies over them.
        shown, count = settings, count + 1
        st.session_state[f"{key}_shown"] = shown, count
    columns = {
        name: shown.values(name) if parameter.choices else np.array(shown.values(name), float)
        for name, parameter in PARAMETERS.items()
    }
    fixed = [name for name, parameter in PARAMETERS.items() if not scored and not parameter.only_cuts]
    st.data_editor(
        pd.DataFrame({"class": list(shown.label_set.classes), **columns}),
        key=f"{key}_{count}",
        on_change=_apply,
        args=(shown, f"{key}_{count}", run_settings),
        hide_index=True,
        row_height=28,
        height=table_px(len(shown.classes), 28) - 3,
        disabled=("class", *fixed),
        column_config={
            "class": st.column_config.TextColumn("Class", width=112, pinned=True),
            **{name: _column(each.scaled(shown.label_set.rule)) for name, each in PARAMETERS.items()},
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


def _edited(shown: Settings, key: str) -> Settings:
    """The settings in a table that was given `shown`, with its edits."""
    edits = (st.session_state.get(key) or {}).get("edited_rows", {})
    changed = {}
    for row, cells in edits.items():
        values = {
            name: value if PARAMETERS[name].choices else float(value)
            for name, value in cells.items()
            if value is not None
        }
        changed[int(row)] = replace(shown.classes[int(row)], **values)
    return shown.with_classes(changed)


def _apply(shown: Settings, key: str, run_settings: Settings) -> None:
    selection.change(changes=SettingsChange.between(_edited(shown, key), run_settings))
