"""The gallery component: a grid of cards, one per moment; reports opened cards and requests for more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.ui.component import component

_component = component("gallery", '<div class="tg-slot"></div>', "shared/marks.css", "gallery/gallery.css")


def card_grid(
    cards: list[dict[str, Any]],
    key: str,
    *,
    marked: str,
    more: int,
    tolerance_s: float,
    on_more: Callable[[], None],
) -> str | None:
    """Mount the grid, or send it new cards; the id of the card that was opened just now, else None.

    cards: from `app.moments.cards`, each with the URL of its thumbnail (or None); marked: the id of the one
    that is brought into view when the grid appears; more: how many more can be asked for.
    """
    result = _component(
        key=key,
        data={"cards": cards, "at": marked, "more": more, "tolerance_s": float(tolerance_s)},
        height="content",
        on_open_change=lambda: None,
        on_more_change=on_more,
    )
    return result.open if isinstance(result.open, str) else None
