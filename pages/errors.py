"""What kinds of error a run makes over a split, what each costs in AP, and the moments behind every count."""

import streamlit as st

from app import selection
from app.page import in_place, open_page
from app.panels_errors import choices, errors_panel

lib, chosen = open_page("errors")
run = choices(lib, chosen)


@st.fragment(key="errors")
def live() -> None:
    """Everything that a setting or a cell moves."""
    if run is not None:
        with in_place():
            errors_panel(lib, run)
    selection.commit("errors")


live()
