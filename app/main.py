"""Entry and router of the explorer: `streamlit run app/main.py`."""

from pathlib import Path

import streamlit as st

from app.server import warm_up
from app.server.routes import MIDDLEWARE, ROUTES

warm_up.start()
app = st.App(Path(__file__), routes=ROUTES, middleware=MIDDLEWARE)

if __name__ == "__main__":
    from app.ui.page import PAGE_FILES, styles

    ASSETS = Path(__file__).resolve().parent.parent / "assets"
    st.set_page_config(page_title="Touchline", page_icon=str(ASSETS / "icon.svg"), layout="wide")
    st.logo(str(ASSETS / "logo.svg"), size="medium", icon_image=str(ASSETS / "logo.svg"))
    styles()
    icons = {
        "games": "list",
        "match": "timeline",
        "classes": "leaderboard",
        "tuning": "tune",
        "errors": "troubleshoot",
        "review": "rate_review",
        "compare": "compare",
    }
    page = st.navigation(
        [
            st.Page(
                PAGE_FILES[name],
                title=name.capitalize(),
                icon=f":material/{icon}:",
                url_path=name,
                default=name == "games",
            )
            for name, icon in icons.items()
        ],
        position="top",
    )
    page.run()
