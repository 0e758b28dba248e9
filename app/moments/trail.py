"""What was opened from where: the way through a list of moments on the match view, and back to the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import streamlit as st

from app.state.page import page as registered
from app.ui import selection
from app.ui.page import escape, turn_to

AROUND_MS = 60_000
"""The match view opens with this much to either side of a moment."""
MOST = 2000
"""Moments that one can walk through."""
_STEP = 24


@dataclass(frozen=True)
class Stop:
    """A moment to open: game's id, half, time, class in focus; name: in the gallery's address."""

    game: str
    half: int
    time_ms: int
    focus: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Trail:
    """Moments in the order of the list they come from, one of them open.

    page: of the list; title: what it lists; total: how many it has, of which the first MOST are stops.
    """

    page: str
    title: str
    stops: tuple[Stop, ...]
    at: int
    total: int

    @property
    def stop(self) -> Stop:
        """The one that is open."""
        return self.stops[self.at]

    def moved(self, step: int) -> Trail:
        """At another stop; at the ends it stays."""
        return replace(self, at=min(max(0, self.at + step), len(self.stops) - 1))


def start(page: str, title: str, stops: Iterable[Stop], at: int, total: int, **fields) -> None:
    """Open one of the moments on the match view; fields: of the selection, besides the place itself."""
    trail = Trail(page, title, tuple(stops), at, total)
    _note(trail)
    selection.commit(registered(page))  # so that the browser's own way back leads to the same list and moment
    _go(trail, **fields)
    turn_to("match")


def current() -> Trail | None:
    """The trail that the match on screen belongs to; None when another game was opened since."""
    trail: Trail | None = st.session_state.get("trail")
    return trail if trail is not None and trail.stop.game == selection.value("game") else None


def last(page: str) -> Trail | None:
    """The trail that was last walked from a page, wherever one is now."""
    trail: Trail | None = st.session_state.get("trail")
    return trail if trail is not None and trail.page == page else None


def bar() -> None:
    """Where one is on the trail, previous, next, and back; an empty place of its own without a trail."""
    # The place is always there: one that comes or goes above the match view would make it mount anew.
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
        _note(moved)
        _go(moved)


def _note(trail: Trail) -> None:
    """Keep the trail, and what the gallery marks and shows when one comes back."""
    st.session_state["trail"] = trail
    if trail.page == "errors":
        shown = _STEP * (trail.at // _STEP + 1)
        selection.change(at=trail.stop.name, most=min(480, max(shown, selection.value("most"))))


def _go(trail: Trail, **fields) -> None:
    stop = trail.stop
    if stop.focus is not None:
        fields["focus"] = stop.focus
    zoom = (max(0, stop.time_ms - AROUND_MS), stop.time_ms + AROUND_MS)
    # At the run's own settings, as on the page it comes from: not where the match view would open it.
    place = {"game": stop.game, "half": stop.half, "time_ms": stop.time_ms, "zoom": zoom}
    selection.go(**{"at_run_settings": True, **place, **fields})
