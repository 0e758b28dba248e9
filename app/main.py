"""Entry and router of the explorer: `streamlit run app/main.py`."""

from pathlib import Path

import streamlit as st

from app.server import warm_up
from app.server.routes import MIDDLEWARE, ROUTES

warm_up.start()
app = st.App(Path(__file__), routes=ROUTES, middleware=MIDDLEWARE)

if __name__ == "__main__":
    from app.state.page import pages
    from app.ui.page import styles

    ASSETS = Path(__file__).resolve().parent.parent / "assets"
    st.set_page_config(page_title="Touchline", page_icon=str(ASSETS / "icon.svg"), layout="wide")
    st.logo(str(ASSETS / "logo.svg"), size="medium", icon_image=str(ASSETS / "logo.svg"))
    styles()
    scripts = []
    for page in pages():
        icon, first = f":material/{page.icon}:", not scripts
        scripts.append(st.Page(page.script, title=page.title, icon=icon, url_path=page.name, default=first))
    st.navigation(scripts, position="top").run()
