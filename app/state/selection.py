"""The one owner of what is chosen: session state on one side, the URL (`app.state.url`) on the other.

A page calls `begin` first and `commit` last. What the URL says in nonsense is ignored, with a note.
"""

from __future__ import annotations

import re
import time
from dataclasses import fields
from typing import Any

import streamlit as st

from app.state.url import Selection, read, written

_PAST, _LATE_S = 32, 4.0


def begin(page: str) -> Selection:
    """The selection, brought up to date from the URL when that changed under us (a link, back, forward)."""
    state = st.session_state
    chosen: Selection = state.setdefault("selection", Selection())
    params = st.query_params.to_dict()
    turned = state.get("selection_page") != page
    state["selection_page"] = page
    if turned:
        _forget_widgets()
    if not _ours(params) and not _passing(page, params) and (params or not turned):
        values, ignored = read(page, params)
        change(**values)
        state["selection_ignored"] = ignored
        state["selection_moves"] = state.get("selection_moves", 0) + 1
        state["selection_addresses"] = addresses() + 1
    elif turned:
        state["selection_ignored"] = []
    if ignored := state.get("selection_ignored"):
        names = ", ".join(re.sub(r"[^\w-]", "", name)[:20] or "?" for name in sorted(ignored)[:6])
        st.caption(f":material/info: Ignored in the address, as it makes no sense here: {names}.")
    return chosen


def _forget_widgets() -> None:
    """Drop what widgets of another page held: one of the same key here is another widget to Streamlit.

    It would start at its own default while its key still gives the old value, so that nothing sets it.
    """
    for key in [key for key in st.session_state if isinstance(key, str) and key.startswith("w_")]:
        del st.session_state[key]


def commit(page: str) -> None:
    """Write the selection to the URL."""
    st.session_state.pop("selection_again", None)
    params = written(page, current())
    if params != st.query_params.to_dict():
        st.query_params.from_dict(params)
    past = st.session_state.setdefault("selection_written", [])
    if not past or past[-1][0] != params:
        now = time.monotonic()
        if past:
            past[-1] = (past[-1][0], now)  # superseded now
        past.append((params, now))
        del past[:-_PAST]


def _ours(params: dict[str, str]) -> bool:
    """Whether an address is the one we wrote last, or one that we replaced a moment ago.

    A rerun carries the address that the browser had when it asked, which may not have heard of our last
    change yet; taking that for a link would throw the view back. Back and forward come later than that.
    """
    past = st.session_state.get("selection_written") or [({}, 0.0)]
    now = time.monotonic()
    return params == past[-1][0] or any(params == old and now - until < _LATE_S for old, until in past[:-1])


def turning(page: str) -> dict[str, str]:
    """The parameters with which another page is opened at the selection as it is."""
    params = written(page, current())
    passing = st.session_state.setdefault("selection_passing", [])
    passing.append((page, params))
    del passing[:-_PAST]
    return params


def _passing(page: str, params: dict[str, str]) -> bool:
    """Whether an address is the one under which a page was left for another.

    Streamlit gives the page that is left the parameters of the other, and the browser goes back to that.
    """
    passed = st.session_state.get("selection_passing", [])
    return any(params == theirs and page != to for to, theirs in passed)


def current() -> Selection:
    """The selection as it is."""
    return st.session_state.setdefault("selection", Selection())


def change(**values: Any) -> None:
    """Set fields of the selection. Raises AttributeError for a name that is none."""
    known = {field.name for field in fields(Selection)}
    if unknown := set(values) - known:
        raise AttributeError(f"no such selection: {unknown}")
    for name, value in values.items():
        setattr(current(), name, value)


def go(**values: Any) -> None:
    """Set fields and tell the match view to move there."""
    change(**values)
    st.session_state["selection_moves"] = moves() + 1


def moves() -> int:
    """How often the view was sent somewhere; the match view follows when it changes."""
    return st.session_state.get("selection_moves", 0)


def addresses() -> int:
    """How many addresses were opened; a button that goes elsewhere opens none."""
    return st.session_state.get("selection_addresses", 0)


def widget(field: str, value: Any) -> dict[str, Any]:
    """Keyword arguments that tie a widget to a field; `value` is what it shows."""
    key = f"w_{field}"
    # Set only when it differs: a slider still being dragged must not be sent back to an older value.
    again = st.session_state.get("selection_again", False)
    if again or st.session_state.get(key) != value or key not in st.session_state:
        st.session_state[key] = value
    return {"key": key, "on_change": _taken, "args": (field,)}


def say_again() -> None:
    """Let the next run tell the browser every widget's value.

    A value is sent in the run that sets it alone. Where a page begins anew by itself the browser may not have
    taken that run yet, and its widgets would stand at their least values.
    """
    st.session_state["selection_again"] = True


def _taken(field: str) -> None:
    change(**{field: st.session_state[f"w_{field}"]})
