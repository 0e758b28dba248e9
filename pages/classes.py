"""AP per class of a run over a split, next to the published rows."""

import streamlit as st

from app import selection
from app.page import open_page
from app.panels_classes import choices, classes_panel

lib, chosen = open_page("classes")
run = choices(lib, chosen)


@st.fragment(key="classes")
def live() -> None:
    """Everything that a slider moves."""
    if run is not None:
        classes_panel(lib, run)
    selection.commit("classes")


live()
