"""Settings by name, and the results zip for the official server."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from app.cache import split as split_cache
from app.cache.split import Split
from app.server.catalog import Library
from app.tuning.state import PAGE
from app.ui import selection
from app.ui.page import escape, show_commands
from core.command_line import command
from core.data.formats.results import write_results
from core.exceptions import UserError
from core.runs.saved_settings import load_settings, save_settings, settings_names
from core.spotting.settings import Settings
from core.spotting.settings_change import SettingsChange


def files_panel(lib: Library, split: Split, settings: Settings) -> None:
    """Save, load, export."""
    _saving(lib, split)
    _loading(lib, split)
    if said := st.session_state.pop("settings_said", None):
        (st.success if said[0] else st.error)(escape(said[1]))
    st.markdown("###### Results for the official server")
    n = len(split.games)
    if split.missing:
        st.warning(
            f"{split.run.name} lacks {len(split.missing)} games of {split.name}; the server wants them all.",
            icon=":material/warning:",
        )
    found = split_cache.spots(split, settings)
    st.caption(f"{len(found):,} spots in {n} games of {split.name}, as the page has them now.")
    st.download_button(
        "Results zip",
        lambda: _zip(split, settings),
        f"{split.run.name}-{split.name}-results_spotting.zip",
        "application/zip",
        icon=":material/download:",
        on_click="ignore",
        key="results_zip",
    )
    if not split.labelled or split.missing:
        return
    name = _saved_name(lib, settings)
    if name is None and settings != split.run.settings:
        st.caption("Save these settings to check the results with the SoccerNet package on the command line.")
        return
    st.caption("Checked with the SoccerNet package by:")
    under = () if name is None else ("--settings", name)
    which = "--run", split.run.name, "--split", split.name, *under
    show_commands(command("export", *which, "--check", "--out", "results.zip"))


def _saved_name(lib: Library, settings: Settings) -> str | None:
    """The name that settings are saved under; None when they are not."""
    for name in settings_names(lib.workspace):
        try:
            if load_settings(lib.workspace, name).settings == settings:
                return name
        except UserError:
            continue
    return None


def _zip(split: Split, settings: Settings) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.zip"
        write_results(path, split_cache.spots(split, settings))
        return path.read_bytes()


def _saving(lib: Library, split: Split) -> None:
    st.markdown("###### Settings")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Save these settings as", key="settings_name", placeholder="tight-corners")
        st.checkbox("replace", key="settings_replace", help="Overwrite settings of that name")
        st.button("Save", key="settings_save", on_click=_save, args=(lib, split.run.name))


def _save(lib: Library, run: str) -> None:
    name = st.session_state["settings_name"].strip()
    settings = selection.chosen(PAGE).changes.apply(lib.workspace.run(run).settings)
    try:
        replace = bool(st.session_state.get("settings_replace"))
        if name in settings_names(lib.workspace) and not replace:
            raise UserError(f"There are settings {name!r} already; choose another name, or tick replace.")
        save_settings(lib.workspace, name, settings, {"run": run}, replace=replace)
        said = (True, f"Saved as {name}.")
    except UserError as error:
        said = (False, str(error))
    st.session_state["settings_said"] = said


def _loading(lib: Library, split: Split) -> None:
    names = settings_names(lib.workspace)
    if not names:
        st.caption("No saved settings in this workspace yet.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Saved settings", names, key="settings_load")
        st.button("Load", key="settings_take", on_click=_load, args=(lib, split.run.name))


def _load(lib: Library, run: str) -> None:
    name = st.session_state["settings_load"]
    try:
        saved = load_settings(lib.workspace, name)
    except UserError as error:
        st.session_state["settings_said"] = (False, str(error))
        return
    selection.change(changes=SettingsChange.between(saved.settings, lib.workspace.run(run).settings))
    said = f"{name} is loaded."
    if saved.origin.get("tuned_on"):
        said += f" Tuned on {saved.origin['tuned_on']} for {saved.origin.get('objective', '?')}."
    st.session_state["settings_said"] = (True, said)
