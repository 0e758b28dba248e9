"""The Errors page: run, split and settings, what each kind of error costs, the moments behind it."""

from __future__ import annotations

import streamlit as st

from app import cache_errors, cache_split, selection
from app.choice import Selection
from app.erring import config_of
from app.library import Library
from app.panels_split_settings import settings_row
from app.split_choice import figures_wanted, run_and_split
from app.tables import STYLES
from core.runs.run import Run


def choices(lib: Library, chosen: Selection) -> Run | None:
    """Which run and split."""
    st.html(STYLES)
    return run_and_split(lib, chosen, st.columns([2.2, 1.2, 5], vertical_alignment="bottom"))


def errors_panel(lib: Library, run: Run) -> None:
    """Settings, the cost table, the charts and the gallery."""
    chosen = selection.current()
    split = cache_split.split_of(lib, run, chosen.split)
    settings = chosen.setting.settings(run.post)
    settings_row(settings, scored=split.scores is not None)
    if not figures_wanted(split, lib.root.path):
        return
    found = cache_errors.errors(lib, split, settings, config_of(chosen), chosen.labels == "mended")
    st.dataframe(found.report.table(chosen.view), hide_index=True)
