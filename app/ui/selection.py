"""The one owner of what is chosen: session state on one side, the URL on the other.

A page calls `begin` first and `commit` last; in between, widgets are tied to fields by `widget`. Nonsense in
the URL is ignored, with a note. A field that several pages have holds one value, which goes along.

What is chosen is of one label set, which `begin` is given; with another set the URL is read anew.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.state.page import Page, pages
from app.state.param import defaults_of, read_url, write_url
from core.label_set import LabelSet

_PAST = 32
_VALUES, _DEFAULTS, _SET = "selection", "selection_defaults", "selection_label_set"


def begin(page: Page, label_set: LabelSet) -> Any:
    """The state of a page, brought up to date from the URL when that says so (a link, Back, Forward).

    label_set: that of the data, which classes, metrics and tolerances in the URL are of.
    """
    state = st.session_state
    query = st.query_params.to_dict()
    is_link = _is_other(label_set) or "selection_page" not in state or _is_history()
    turned = state.get("selection_page") != page.name
    state["selection_page"] = page.name
    if turned:
        _forget_widgets()
    if is_link and not _is_passing(page, query):
        values, ignored = read_url(page.state, query, label_set)
        change(**values)
        state["selection_ignored"] = ignored
        state["selection_moves"] = moves() + 1
        state["selection_links"] = links() + 1
    elif turned:
        state["selection_ignored"] = []
    if ignored := state.get("selection_ignored"):
        names = ", ".join(re.sub(r"[^\w-]", "", name)[:20] or "?" for name in sorted(ignored)[:6])
        times = " Times there are seconds, at most four hours." if {"t", "zoom"} & set(ignored) else ""
        st.caption(f":material/info: Ignored in the address, as it makes no sense here: {names}.{times}")
    return chosen(page)


def _is_other(label_set: LabelSet) -> bool:
    """Whether what is chosen is of another set, or of none yet; nothing is chosen of this one then."""
    state = st.session_state
    same = state.get(_SET) == label_set
    state[_SET] = label_set
    if same:
        return False
    state[_VALUES], state["selection_passing"], state["selection_bare"] = {}, [], set()
    state[_DEFAULTS] = {
        name: default for each in pages() for name, default in defaults_of(each.state, label_set).items()
    }
    return True


def label_set() -> LabelSet:
    """The label set that the choices of this tab are of."""
    return st.session_state[_SET]


def _forget_widgets() -> None:
    """Drop what widgets of another page held: one of the same key here is another widget to Streamlit.

    It would start at its own default while its key still gives the old value, so that nothing sets it.
    """
    for key in [key for key in st.session_state if isinstance(key, str) and key.startswith("w_")]:
        del st.session_state[key]


def commit(page: Page) -> None:
    """Write the state of a page to the URL."""
    st.session_state.pop("selection_again", None)
    query = write_url(chosen(page), label_set())
    if query != st.query_params.to_dict():
        st.query_params.from_dict(query)
    if not query:
        st.session_state.setdefault("selection_bare", set()).add(page.name)


def _is_history() -> bool:
    """Whether this run was asked for by the browser's Back or Forward, which Streamlit says of each run.

    Any other run carries the URL that the browser had when it asked, which may not know our last change yet:
    taking that for a link would throw the view back.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def query_for(page: Page) -> dict[str, str]:
    """URL parameters that open another page with the current selection."""
    query = write_url(chosen(page), label_set())
    passing = st.session_state.setdefault("selection_passing", [])
    passing.append((page.name, query))
    del passing[:-_PAST]
    return query


def _is_passing(page: Page, query: dict[str, str]) -> bool:
    """Whether a URL stands in the browser's history though no page wrote it: what is chosen stays there.

    Streamlit gives the page that is left the parameters of the other, and the page that a link of the
    navigation opens none at all; the browser goes back to both.
    """
    state = st.session_state
    if not query:
        return page.name not in state.get("selection_bare", ())
    return any(query == theirs and page.name != to for to, theirs in state.get("selection_passing", []))


def _values() -> dict[str, Any]:
    return st.session_state.setdefault(_VALUES, {})


def chosen(page: Page) -> Any:
    """The state of a page as it is now."""
    return page.state(**{each.name: value(each.name) for each in fields(page.state)})


def value(name: str) -> Any:
    """One field as it is now, whatever page it is of."""
    return _values().get(name, st.session_state[_DEFAULTS][name])


def change(**values: Any) -> None:
    """Set fields. Raises AttributeError for a name that no page has."""
    if unknown := set(values) - set(st.session_state[_DEFAULTS]):
        raise AttributeError(f"no page has {unknown}")
    _values().update(values)


def go(**values: Any) -> None:
    """Set fields and tell the match view to move there."""
    change(**values)
    st.session_state["selection_moves"] = moves() + 1


def moves() -> int:
    """How often the view was sent somewhere; the match view follows when it changes."""
    return st.session_state.get("selection_moves", 0)


def links() -> int:
    """How many links were opened; a button that goes elsewhere opens none."""
    return st.session_state.get("selection_links", 0)


def widget(field: str, value: Any) -> dict[str, Any]:
    """Keyword arguments that tie a widget to a field; `value` is what it shows."""
    key = f"w_{field}"
    # Set only when it differs: a slider still being dragged must not be sent back to an older value.
    again = st.session_state.get("selection_again", False)
    if again or st.session_state.get(key) != value or key not in st.session_state:
        st.session_state[key] = value
    return {"key": key, "on_change": _take, "args": (field,)}


def send_again() -> None:
    """Let the next run tell the browser every widget's value.

    A value is sent in the run that sets it alone. Where a page begins anew by itself the browser may not have
    taken that run yet, and its widgets would stand at their least values.
    """
    st.session_state["selection_again"] = True


def _take(field: str) -> None:
    change(**{field: st.session_state[f"w_{field}"]})
