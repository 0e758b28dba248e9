"""Settings by name, and the results zip for the official server."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from app.cache.split import Split
from app.ui import selection
from app.ui.download import download
from app.ui.page import escape, show_commands
from app.ui.saved_settings import load_form, save_form
from core.command_line import command
from core.data.formats.results import write_results
from core.events import Events
from core.exceptions import UserError
from core.figures import count
from core.runs.run import Run
from core.runs.saved_settings import load_settings, settings_names
from core.runs.workspace import Workspace
from core.spotting.settings import Settings


def settings_files(workspace: Workspace, run: Run, key: str) -> None:
    """Forms that save the current settings and load others."""
    st.markdown("###### Settings")
    save_form(workspace, lambda: selection.value("changes").apply(run.settings), {"run": run.name}, key)
    if not settings_names(workspace):
        st.caption("There are no saved settings in this workspace yet.")
    load_form(workspace, run, f"{key}_saved")


def results_file(workspace: Workspace, split: Split, settings: Settings, spots: Events, key: str) -> None:
    """The spots as a zip, and the command that makes and checks the same one."""
    st.markdown("###### Results for the official server")
    if split.missing:
        text = (
            f"{split.run.name} lacks {len(split.missing)} games of {split.name}; the server needs them all."
        )
        st.warning(escape(text), icon=":material/warning:")
    number, games = count(len(spots), "spot"), count(len(split.games), "game")
    st.caption(f"{number} in {games} of {split.name} at the current settings.")
    name = f"{split.run.name}-{split.name}-results_spotting.zip"
    download("Results zip", lambda: results_zip(spots), name, mime="application/zip", key=key)
    if not split.labelled or split.missing:
        return
    saved = _saved_name(workspace, settings)
    if saved is None and settings != split.run.settings:
        st.caption("Save these settings to check the results with the SoccerNet package on the command line.")
        return
    st.caption("The same zip, checked with the SoccerNet package:")
    words = ["--run", split.run.name, "--split", split.name, *(["--settings", saved] if saved else [])]
    show_commands(command("export", *words, "--check", "--out", "results.zip"))


def _saved_name(workspace: Workspace, settings: Settings) -> str | None:
    """The name that settings are saved under; None when they are not."""
    for name in settings_names(workspace):
        try:
            if load_settings(workspace, name, settings.label_set).settings == settings:
                return name
        except UserError:
            continue
    return None


def results_zip(spots: Events) -> bytes:
    """Spots as a zip for the official server."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.zip"
        write_results(path, spots)
        return path.read_bytes()
