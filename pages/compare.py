"""Runs and settings beside each other, with intervals, and the moments that changed."""

import streamlit as st

from app.compare.panel import choices, compare_panel
from app.compare.state import PAGE
from app.ui import selection
from app.ui.page import in_place, open_page

lib, chosen = open_page(PAGE)
contenders = choices(lib, chosen)


@st.fragment(key="compare")
def live() -> None:
    """Everything but the choice of runs."""
    if contenders:
        with in_place():
            compare_panel(lib, contenders)
    selection.commit(PAGE)


live()
