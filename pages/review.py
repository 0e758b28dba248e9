"""Suspect labels one by one: watch, then confirm the error or mend the label."""

import streamlit as st

from app.review.panel import review_page
from app.review.state import PAGE
from app.ui import selection
from app.ui.page import in_place, open_page

catalog, chosen = open_page(PAGE)


@st.fragment(key="review")
def live() -> None:
    """Everything that a key or an edit moves."""
    with in_place():
        review_page(catalog, chosen)
    selection.commit(PAGE)


live()
