"""AP per class of a run over a split, next to the published rows."""

import streamlit as st

from app.classes.panel import choices, classes_panel
from app.classes.state import PAGE
from app.ui import selection
from app.ui.page import open_page

lib, chosen = open_page(PAGE)
run = choices(lib, chosen)


@st.fragment(key="classes")
def live() -> None:
    """Everything that a slider moves."""
    if run is not None:
        classes_panel(lib, run)
    selection.commit(PAGE)


live()
