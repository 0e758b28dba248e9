"""What kinds of error a run makes over a split, what each costs in AP, and the moments behind every count."""

import streamlit as st

from app.errors.panel import errors_panel
from app.errors.state import PAGE
from app.ui import selection
from app.ui.page import in_place, open_page

catalog, _ = open_page(PAGE)


@st.fragment(key="errors")
def live() -> None:
    """Everything that a choice, a setting or a cell moves."""
    with in_place():
        errors_panel(catalog)
    selection.commit(PAGE)


live()
