"""A component: a node of the page whose code and styles come from our own routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from app.server.assets import tokens_css
from app.server.urls import assets_url

# Only these lines are sent with each update; the code itself stays in the browser.
_LOADER = """
export default async function (component) {{
  const {{ default: mount }} = await import(new URL("{url}/main.js", location.origin).href);
  return mount(component);
}}
"""


def component(folder: str, html: str, *styles: str) -> Callable[..., Any]:
    """The component of a folder in assets/, whose main.js mounts it on a node made of `html`.

    styles: its stylesheets, each as "folder/file.css". The result mounts it, as Streamlit's own do.
    """
    url = assets_url()
    links = "".join(f'<link rel="stylesheet" href="{url}/{style}">' for style in styles)
    return st.components.v2.component(
        f"touchline_{folder}",
        html=f"<style>{tokens_css()}</style>{links}{html}",
        js=_LOADER.format(url=f"{url}/{folder}"),
    )
