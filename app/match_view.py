"""The match view's component: video, lanes, playhead and list in one node of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from app.addresses import assets_url
from app.routes import BOOT

# Only this line is sent with each update; the code itself comes from our own route and stays in the browser.
_LOADER = """
export default async function (component) {
  const view = await import(new URL(component.data.assets + "/main.js", location.origin).href);
  return view.default(component);
}
"""


def _html(assets: str) -> str:
    return f'<link rel="stylesheet" href="{assets}/match_view.css"><div class="tl-slot"></div>'


_URL = assets_url("match_view")
_component = st.components.v2.component("touchline_match_view", html=_html(_URL), js=_LOADER)


def match_view(
    payload: dict[str, Any],
    key: str,
    *,
    on_at: Callable[[], None],
    on_half: Callable[[], None],
    on_threshold: Callable[[], None],
) -> Any:
    """Mount the view, or hand it a new payload; it keeps zoom, playhead and playback.

    The result's `at` says where the user has gone (half, time_ms, focus, from_ms, to_ms), and `half` which
    half was asked for by key; `threshold` is {c, value} when its line was dragged.
    """
    return _component(
        key=key,
        data={**payload, "assets": _URL, "boot": BOOT},
        height="content",
        on_at_change=on_at,
        on_half_change=on_half,
        on_threshold_change=on_threshold,
    )
