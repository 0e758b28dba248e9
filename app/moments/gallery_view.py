"""The gallery's component: a grid of cards, one a moment; Python hears which is opened, and asks for more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from app.server.urls import assets_url

_LOADER = """
export default async function (component) {
  const gallery = await import(new URL(component.data.assets + "/main.js", location.origin).href);
  return gallery.default(component);
}
"""
_URL, _SHARED = assets_url("gallery"), assets_url("match_view")
_LINK = '<link rel="stylesheet" href="{}">'
_component = st.components.v2.component(
    "touchline_gallery",
    html=_LINK.format(f"{_SHARED}/match_view.css")
    + _LINK.format(f"{_URL}/gallery.css")
    + '<div class="tg-slot"></div>',
    js=_LOADER,
)


def gallery(
    cards: list[dict[str, Any]],
    key: str,
    *,
    at: str,
    more: int,
    tolerance_s: float,
    on_more: Callable[[], None],
) -> str | None:
    """Mount the grid, or hand it new cards; the id of the card that was opened just now, else None.

    cards: from `app.moments.cards`, each with the address of its thumbnail (or None); at: the id of the one
    opened last, marked and brought into view when the grid appears; more: how many more can be asked for.
    """
    result = _component(
        key=key,
        data={"cards": cards, "at": at, "more": more, "tolerance_s": float(tolerance_s), "assets": _URL},
        height="content",
        on_open_change=lambda: None,
        on_more_change=on_more,
    )
    opened = result.open
    return opened if isinstance(opened, str) else None
