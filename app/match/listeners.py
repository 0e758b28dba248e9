"""Where the match view opens, and what it reports: its place, its layout, a threshold that was dragged."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import streamlit as st

from app.match.settings import set_value
from app.match.state import PAGE, MatchState
from app.match_view.payload import Place
from app.state.match_layout import LaneLayout, ListLayout
from app.ui import selection
from core.label_sets import MOST_PARTS

KEY = "match_view"


def place(chosen: MatchState) -> Place:
    """Where the view opens, and in which layout."""
    label_set = selection.label_set()
    return Place(
        chosen.time_ms,
        *chosen.zoom,
        chosen.focus,
        LaneLayout.parse(chosen.lane_layout, label_set).plain(),
        ListLayout.parse(chosen.list_layout, label_set).plain(),
        links=selection.links(),
        moves=selection.moves(),
    )


def _report(name: str) -> Any:
    return st.session_state[KEY].get(name)


def on_at() -> None:
    """The place and the layout changed; neither changes what is sent, only the URL."""
    report, label_set = _report("at") or {}, selection.label_set()
    # The layout holds for any part; the place only for the one that it was reported from.
    with suppress(ValueError):
        selection.change(
            lane_layout=LaneLayout.from_plain(report.get("lanes"), label_set).text(label_set),
            list_layout=ListLayout.from_plain(report.get("list"), label_set).text(label_set),
        )
    chosen = selection.chosen(PAGE)
    if report.get("half") == f"{chosen.game}/{chosen.half}":
        zoom = (int(report["from_ms"]), int(report["to_ms"]))
        selection.change(time_ms=int(report["time_ms"]), focus=int(report["focus"]), zoom=zoom)


def on_half() -> None:
    """Another part is called for by key."""
    number = _report("half")
    if number in range(1, MOST_PARTS + 1):
        go_to_part(number)


def go_to_part(number: int) -> None:
    """Show the whole of a part."""
    selection.go(half=number, time_ms=0, zoom=(0, 0))


def on_threshold() -> None:
    """The threshold of a class was dragged on its line."""
    report = _report("threshold") or {}
    value, label = report.get("value"), report.get("c")
    if isinstance(value, int | float) and 0 <= value <= 1 and label in range(len(selection.label_set())):
        set_value("threshold", round(float(value), 2), label)


LISTENERS = {"on_at": on_at, "on_half": on_half, "on_threshold": on_threshold}
