"""From a list of moments to the match view, on to the next moment of the list, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import streamlit as st

from app.state.page import page as registered
from app.state.parsers import CARD_STEP, MOST_CARDS
from app.ui import selection
from app.ui.page import escape, turn_to

AROUND_MS = 60_000
"""The match view opens with this much on either side of a moment."""
MOST = 2000
"""The most moments that one can step through."""


@dataclass(frozen=True)
class Stop:
    """A moment to open. game: its id; focus: the class in focus; name: the moment's name in URLs."""

    game: str
    half: int
    time_ms: int
    focus: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Trail:
    """The moments of a list in its order, one of them open.

    page: where the list is; title: what it lists; at: the place of the open one; total: the length of the
    list, of which the first MOST are stops.
    """

    page: str
    title: str
    stops: tuple[Stop, ...]
    at: int
    total: int

    @property
    def stop(self) -> Stop:
        """The open moment."""
        return self.stops[self.at]

    def moved(self, step: int) -> Trail:
        """So many stops further, or back; no further than the ends."""
        return replace(self, at=min(max(0, self.at + step), len(self.stops) - 1))


def start(page: str, title: str, stops: Iterable[Stop], at: int, total: int, **fields) -> None:
    """Open a moment on the match view. fields: what else to choose there, by field name."""
    trail = Trail(page, title, tuple(stops), at, total)
    _save(trail)
    selection.commit(registered(page))  # so that the browser's back button leads to the same list and moment
    _open_stop(trail.stop, **fields)
    turn_to("match")


def current() -> Trail | None:
    """The trail of the match on screen; None when another game was opened since."""
    trail: Trail | None = st.session_state.get("trail")
    return trail if trail is not None and trail.stop.game == selection.value("game") else None


def last(page: str) -> Trail | None:
    """The last trail that began on a page."""
    trail: Trail | None = st.session_state.get("trail")
    return trail if trail is not None and trail.page == page else None


def bar() -> None:
    """Back to the list, previous, next, and the place in the list; an empty slot without a trail."""
    # The slot is always there: one that comes or goes above the match view would make it mount anew.
    place = st.container(
        key="trail", horizontal=True, wrap=False, vertical_alignment="center", gap="small", width="stretch"
    )
    trail = current()
    if trail is None:
        return
    with place:
        back = {"errors": "Back to the gallery"}.get(trail.page, f"Back to {trail.page.capitalize()}")
        leave = st.button(back, key="trail_back", icon=":material/arrow_back:", type="tertiary")
        for step, icon, hint in ((-1, "chevron_left", "Previous"), (1, "chevron_right", "Next")):
            st.button(
                f":material/{icon}:",
                key=f"trail_step{step}",
                help=f"{hint} moment of the list",
                type="tertiary",
                disabled=trail.moved(step).at == trail.at,
                on_click=_step,
                args=(step,),
            )
        st.markdown(f"Moment **{trail.at + 1:,} of {trail.total:,}** · {escape(trail.title)}")
    if leave:
        turn_to(trail.page)


def _step(step: int) -> None:
    trail = current()
    if trail is not None:
        moved = trail.moved(step)
        _save(moved)
        _open_stop(moved.stop)


def _save(trail: Trail) -> None:
    """Remember the trail, and what the gallery marks and shows after the way back."""
    st.session_state["trail"] = trail
    if trail.page == "errors":
        reached = CARD_STEP * (trail.at // CARD_STEP + 1)
        cards = min(MOST_CARDS, max(reached, selection.value("card_count")))
        selection.change(moment=trail.stop.name, card_count=cards)


def _open_stop(stop: Stop, **fields) -> None:
    if stop.focus is not None:
        fields["focus"] = stop.focus
    zoom = (max(0, stop.time_ms - AROUND_MS), stop.time_ms + AROUND_MS)
    # At the run's own settings, as on the page of the list, and not at the start threshold of the match view.
    place = {"game": stop.game, "half": stop.half, "time_ms": stop.time_ms, "zoom": zoom}
    selection.go(**{"at_run_settings": True, **place, **fields})
