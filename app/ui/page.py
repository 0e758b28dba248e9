"""What every page shares: where the pages are, the styles, the opening of the library, notes and errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app.cache import games as games_cache
from app.server.catalog import Library
from app.state import selection
from app.state.url import Selection
from core.exceptions import UserError

PAGE_NAMES = ("games", "match", "classes", "tuning", "compare", "errors", "review")


PAGE_FILES = {name: f"../pages/{name}.py" for name in PAGE_NAMES}


_STYLES = """
<style>
.stMainBlockContainer { padding-left: 2rem; padding-right: 2rem; max-width: 1920px; }
[data-testid="stDataFrame"] { font-variant-numeric: tabular-nums; }
.st-key-simulated { position: fixed; top: 1.05rem; right: 4.5rem; width: auto !important; z-index: 999991;
  pointer-events: none; }
.tl-title { font-size: 1.3rem; font-weight: 650; line-height: 1.3; margin: 0;
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.tl-title small { font-size: .85rem; font-weight: 400; opacity: .7; margin-left: .6rem; }
[data-testid="stButtonGroup"] button[data-variant="segmented_control"] { min-height: 2.5rem; }
.tl-figures { font-variant-numeric: tabular-nums; }
.tl-figures b { font-size: 1.35rem; font-weight: 650; }
.tl-figures span { opacity: .7; font-size: .85rem; margin: 0 1.1rem 0 .3rem; }
</style>
"""


def styles() -> None:
    """The few styles that the theme has no setting for."""
    st.html(_STYLES)


def open_page(name: str) -> tuple[Library, Selection]:
    """The library and the selection for a page; stops with what to do next when there is no data."""
    chosen = selection.begin(name)
    try:
        lib = games_cache.open_library()
        empty = not lib.root.games
        simulated = lib.root.simulated
    except UserError as error:
        nothing_yet(str(error))
        st.stop()
    if empty:
        nothing_yet(f"{lib.root.path} holds no games.")
        st.stop()
    if simulated:
        with st.container(key="simulated", width="content"):
            st.badge("simulated, not real football", icon=":material/science:", color="orange")
    for problem in lib.workspace.broken_runs():
        st.warning(problem, icon=":material/warning:")
    return lib, chosen


def turn_to(page: str) -> None:
    """Open a page at the selection, address and all.

    An address without its parameters would stay among those that the browser goes back to, and mean defaults.
    """
    st.switch_page(PAGE_FILES[page], query_params=selection.turning(page))


def nothing_yet(reason: str) -> None:
    """The page without data: what is missing and the commands that mend it."""
    st.markdown("#### No games to show yet")
    plain(reason)
    st.markdown("Make the demo league, about a minute, or fetch labels and features of SoccerNet-v2:")
    st.code(
        "python -m core demo\npython -m core download --root DATA --split test --features ResNET_TF2_PCA512\n"
        "TOUCHLINE_ROOT=DATA streamlit run app/main.py",
        language="bash",
    )


def plain(text: str) -> None:
    """A sentence as it is: file names in it are never read as Markdown."""
    st.text(text)


@contextmanager
def in_place() -> Iterator[None]:
    """Shows a user's error where it happened and leaves the rest of the page usable."""
    try:
        yield
    except UserError as error:
        st.error(escape(str(error)), icon=":material/error:")


def escape(text: str) -> str:
    """Text with Markdown's signs taken literally."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+-.!|<>$:~" else sign for sign in text)


def problems(sentences: list[str], what: str) -> None:
    """A folded list of what had to be left out."""
    if not sentences:
        return
    with st.expander(f"{len(sentences)} {what}", icon=":material/warning:"):
        for sentence in sentences[:50]:
            plain(sentence)
