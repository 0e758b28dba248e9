"""Suspect labels one by one: watch, then confirm the error or mend the label."""

import streamlit as st

from app import selection
from app.page import in_place, open_page
from app.panels_review import choices, review_panel

lib, chosen = open_page("review")
run = choices(lib, chosen)


@st.fragment(key="review")
def live() -> None:
    """Everything that a key or an edit moves."""
    if run is not None:
        with in_place():
            review_panel(lib, run)
    selection.commit("review")


live()
