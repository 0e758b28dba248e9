"""Saved settings in the match view: taking some moves all its widgets."""

from __future__ import annotations

import streamlit as st

from app.server.catalog import Library
from app.ui import selection
from app.ui.page import escape
from core.exceptions import UserError
from core.runs.run import Run
from core.runs.saved_settings import load_settings, settings_names
from core.spotting.settings_change import SettingsChange


def offer_saved(lib: Library, run: Run) -> None:
    """A choice of the workspace's settings, where there are any."""
    names = settings_names(lib.workspace)
    if not names:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Saved settings", names, key="match_settings")
        st.button("Load", key="match_settings_load", on_click=_load, args=(lib, run))
    if said := st.session_state.pop("match_settings_said", ""):
        st.caption(escape(said))


def _load(lib: Library, run: Run) -> None:
    name = st.session_state["match_settings"]
    try:
        settings = load_settings(lib.workspace, name).settings
    except UserError as error:
        st.session_state["match_settings_said"] = str(error)
        return
    selection.change(changes=SettingsChange.between(settings, run.settings), at_run_settings=True)
    st.session_state["match_settings_said"] = f"{name} is loaded."
