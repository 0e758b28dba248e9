"""One match: lanes of all classes, spots against truths, settings that act at once."""

import streamlit as st

from app.match.panel import header, match_panel, no_game
from app.match.state import PAGE
from app.moments import trail
from app.ui import selection
from app.ui.page import in_place, open_page

lib, chosen = open_page(PAGE)
game = lib.game(chosen.game)
if game is None:
    game = no_game(lib, chosen)
trail.bar()
run = header(lib, chosen, game)


@st.fragment(key="match")
def live() -> None:
    """Everything that a slider moves; the rest of the page stays as it is."""
    with in_place():
        match_panel(lib, game, run)
    selection.commit(PAGE)


live()
