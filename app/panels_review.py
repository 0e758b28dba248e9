"""The Review page: suspect labels one by one, confirmed or mended."""

from __future__ import annotations

import streamlit as st

from app import cache_errors, cache_split, selection
from app.choice import Selection
from app.erring import config_of
from app.library import Library
from app.split_choice import figures_wanted, run_and_split
from core.runs.run import Run


def choices(lib: Library, chosen: Selection) -> Run | None:
    """Which run and split."""
    return run_and_split(lib, chosen, st.columns([2.2, 1.2, 5], vertical_alignment="bottom"))


def review_panel(lib: Library, run: Run) -> None:
    """The queue."""
    chosen = selection.current()
    split = cache_split.split_of(lib, run, chosen.split)
    settings = chosen.setting.settings(run.post)
    if not figures_wanted(split, lib.root.path):
        return
    queue = cache_errors.queue(lib, split, settings, config_of(chosen))
    st.caption(f"{len(queue)} suspect labels")
