"""The match view's component: video, lanes, playhead and list in one node of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.server.routes import BOOT
from app.ui.component import component

_STYLES = ("shared/marks.css", "match_view/match_view.css", "match_view/review.css")
_component = component("match_view", '<div class="tl-slot"></div>', *_STYLES)


def match_view(payload: dict[str, Any], key: str, **listeners: Callable[[], None]) -> Any:
    """Mount the view, or send it a new payload; it keeps zoom, playhead and playback.

    listeners: on_at, on_half, on_threshold, on_edit, on_label, called when that part of the result changes.
    In the result, `at` is where the user has gone (half, time_ms, focus, from_ms, to_ms) with the layout of
    lanes and list, `half` the half that a key calls for, `threshold` {c, value} after its line was dragged.
    With a payload that has the part `review`, `edit` is the edit of a key or button, `label` a picked label.
    """
    changes = {f"{name}_change": act for name, act in listeners.items()}
    return _component(key=key, data={**payload, "boot": BOOT}, height="content", **changes)
