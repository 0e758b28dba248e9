"""Settings of each class over a whole split, and every figure they move."""

import streamlit as st

from app.state import selection
from app.tuning.panel import choices, tuning_panel
from app.ui.page import in_place, open_page

lib, chosen = open_page("tuning")
run = choices(lib, chosen)


@st.fragment(key="tuning")
def live() -> None:
    """Everything that a setting moves."""
    if run is not None:
        with in_place():
            tuning_panel(lib, run)
    selection.commit("tuning")


live()
