"""Entry and router of the explorer: `streamlit run app/main.py`."""

from pathlib import Path

import streamlit as st

from app import warming
from app.routes import MIDDLEWARE, ROUTES

warming.start()
app = st.App(Path(__file__), routes=ROUTES, middleware=MIDDLEWARE)

if __name__ == "__main__":
    from app.page import PAGE_FILES, styles

    ASSETS = Path(__file__).resolve().parent.parent / "assets"
    st.set_page_config(page_title="Touchline", page_icon=str(ASSETS / "icon.svg"), layout="wide")
    st.logo(str(ASSETS / "logo.svg"), size="medium", icon_image=str(ASSETS / "logo.svg"))
    styles()
    page = st.navigation(
        [
            st.Page(
                PAGE_FILES["games"], title="Games", icon=":material/list:", url_path="games", default=True
            ),
            st.Page(PAGE_FILES["match"], title="Match", icon=":material/timeline:", url_path="match"),
            st.Page(
                PAGE_FILES["classes"], title="Classes", icon=":material/leaderboard:", url_path="classes"
            ),
            st.Page(PAGE_FILES["tuning"], title="Tuning", icon=":material/tune:", url_path="tuning"),
            st.Page(PAGE_FILES["compare"], title="Compare", icon=":material/compare:", url_path="compare"),
        ],
        position="top",
    )
    page.run()
