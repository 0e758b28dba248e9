"""A row of settings per class, in an editable table."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from app.state import nms_fields
from app.state.nms_fields import SMOOTHING_MAX_S, WINDOW_MAX_S
from app.ui import selection
from core.classes import CLASSES
from core.runs.run import Run
from core.spotting.nms_config import METHODS, NmsConfig
from core.spotting.settings import Settings

_STATE = "tuning_editor"
_COLUMNS = {"method": "method", "window": "window_s", "threshold": "threshold", "smoothing": "smoothing_s"}


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
                name: [getattr(one, attribute) for one in shown.classes]
                for name, attribute in _COLUMNS.items()
            },
        }
    )
    number = st.column_config.NumberColumn
    st.data_editor(
        table,
        key=key,
        on_change=_took,
        args=(key, run.post),
        hide_index=True,
        row_height=28,
        height=28 * len(CLASSES) + 37,
        disabled=("class",) if scored else ("class", "method", "window", "smoothing"),
        column_config={
            "class": st.column_config.TextColumn("Class", width=118, pinned=True),
            "method": st.column_config.SelectboxColumn("Method", options=METHODS, required=True, width=104),
            "window": number(
                "Window, s", min_value=0.0, max_value=WINDOW_MAX_S, format="%.1f", required=True, width=72
            ),
            "threshold": number(
                "Threshold", min_value=0.0, max_value=1.0, step=0.001, format="%.3f", required=True, width=72
            ),
            "smoothing": number(
                "Smooth, s", min_value=0.0, max_value=SMOOTHING_MAX_S, format="%.1f", required=True, width=72
            ),
        },
    )
    what = "any cell" if scored else "a threshold"
    st.caption(f"Edit {what}, or paste a column. The row above sets all classes.")


def _edited(shown: Settings, state: dict | None) -> Settings:
    """The settings that a table shows: what it was given, and its edits."""
    rows = (state or {}).get("edited_rows", {})
    changed = {}
    for place, cells in rows.items():
        values = {_COLUMNS[name]: value for name, value in cells.items() if value is not None}
        values = {name: value if name == "method" else float(value) for name, value in values.items()}
        changed[int(place)] = replace(shown.classes[int(place)], **values)
    return shown.with_classes(changed)


def _took(key: str, own: NmsConfig) -> None:
    shown, _ = st.session_state[_STATE]
    settings = _edited(shown, st.session_state.get(key))
    selection.change(**nms_fields.fields_of(settings, own))
