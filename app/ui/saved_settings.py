"""Saved settings of the workspace: a form that saves, and one that loads and moves all widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from app.ui import selection
from app.ui.page import escape
from core.exceptions import UserError
from core.runs.run import Run
from core.runs.saved_settings import load_settings, save_settings, settings_names
from core.runs.workspace import Workspace
from core.spotting.settings import Settings
from core.spotting.settings_change import SettingsChange


def save_form(
    workspace: Workspace, settings: Callable[[], Settings], origin: Mapping[str, Any], key: str
) -> None:
    """A name to save settings under. settings: read when the button is pressed; origin: saved with them."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Save these settings as", key=f"{key}_name", placeholder="tight-corners")
        st.checkbox("replace", key=f"{key}_replace", help="Overwrites settings of that name")
        st.button("Save", key=f"{key}_save", on_click=_save, args=(workspace, settings, origin, key))
    _show_answer(key)


def _save(
    workspace: Workspace, settings: Callable[[], Settings], origin: Mapping[str, Any], key: str
) -> None:
    name, replace = st.session_state[f"{key}_name"].strip(), bool(st.session_state[f"{key}_replace"])
    if name in settings_names(workspace) and not replace:
        _answer(key, f"There are settings {name!r} already; choose another name, or tick replace.", ok=False)
        return
    try:
        save_settings(workspace, name, settings(), origin, replace=replace)
    except UserError as error:
        _answer(key, str(error), ok=False)
        return
    _answer(key, f"Saved as {name}; the command line takes them by --settings {name}.")


def load_form(workspace: Workspace, run: Run, key: str, **changes: Any) -> None:
    """A choice of saved settings to load, where there are any. changes: fields that change with them."""
    names = settings_names(workspace)
    if not names:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Saved settings", names, key=key)
        st.button("Load", key=f"{key}_load", on_click=_load, args=(workspace, run, key, changes))
    _show_answer(key)


def _load(workspace: Workspace, run: Run, key: str, changes: Mapping[str, Any]) -> None:
    name = st.session_state[key]
    try:
        saved = load_settings(workspace, name, run.label_set)
    except UserError as error:
        _answer(key, str(error), ok=False)
        return
    selection.change(changes=SettingsChange.between(saved.settings, run.settings), **changes)
    text = f"{name} is loaded."
    if split := saved.origin.get("tuned_on"):
        text += f" Tuned on {split} for {saved.origin.get('objective', '?')}."
    _answer(key, text)


def _answer(key: str, text: str, *, ok: bool = True) -> None:
    st.session_state[f"{key}_answer"] = ok, text


def _show_answer(key: str) -> None:
    """What came of a press, until the next one."""
    if answer := st.session_state.pop(f"{key}_answer", None):
        ok, text = answer
        (st.success if ok else st.error)(escape(text))
