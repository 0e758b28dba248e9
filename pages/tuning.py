"""Settings of each class over a whole split, and every figure they move."""

import streamlit as st

from app.tuning.panel import choices, tuning_panel
from app.tuning.state import PAGE
from app.ui import selection
from app.ui.page import in_place, open_page

lib, chosen = open_page(PAGE)
run = choices(lib, chosen)


@st.fragment(key="tuning")
def live() -> None:
    """Everything that a setting moves."""
    if run is not None:
        with in_place():
            tuning_panel(lib, run)
    selection.commit(PAGE)


live()
