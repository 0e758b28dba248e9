"""The Tuning page: run and split, and the tools on the left of the figures."""

from __future__ import annotations

import streamlit as st

from app.server.catalog import Catalog
from app.tuning.state import TOOLS, TuningState
from app.ui import selection
from app.ui.coverage import spots_only_note
from app.ui.pickers import run_and_split
from core.runs.run import Run


def pickers(catalog: Catalog, chosen: TuningState) -> Run | None:
    """Which run and split; returns the run."""
    places = st.columns([2.2, 1.2, 5], vertical_alignment="bottom")
    run = run_and_split(catalog, chosen, places)
    if run is None:
        return None
    with places[2]:
        if not spots_only_note(run):
            st.caption("Set how spots are made from scores; every figure of the split follows at once.")
    return run


def tools_and_figures() -> tuple:
    """The places of the tools and of the figures."""
    return st.columns(2, gap="medium")


def tool_picker(tool: str) -> str:
    """Which tool changes the settings."""
    return st.segmented_control(
        "Set by",
        tuple(TOOLS),
        format_func=TOOLS.get,
        required=True,
        label_visibility="collapsed",
        width="stretch",
        **selection.widget("tool", tool),
    )


def no_figures_note() -> None:
    """In place of a tool that needs figures where there are none."""
    st.caption("This needs games with labels that the run covers.")
