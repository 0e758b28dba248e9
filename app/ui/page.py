"""What every page shares: its opening, its live part, the way to another page, notes and errors, styles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from app.server.catalog import Catalog, open_catalog
from app.state.page import Page, page
from app.ui import selection
from app.ui.html_table import TABLE_STYLES
from core.command_line import command, explorer
from core.exceptions import UserError
from core.paths import DEMO_ROOT, workspace_path

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
    st.html(_STYLES + TABLE_STYLES)


def stack_columns(**widths_px: int) -> str:
    """Styles with which the columns in a container stand below each other in a window up to a width.

    widths_px: by key of the container.
    """
    rules = (
        f"""@media (max-width: {width}px) {{
  :is(.st-key-{key}, .st-key-{key} > div) > [data-testid="stHorizontalBlock"] {{ flex-wrap: wrap; }}
  :is(.st-key-{key}, .st-key-{key} > div) > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"] {{
    min-width: 100%; }} }}"""
        for key, width in widths_px.items()
    )
    return f"<style>{''.join(rules)}</style>"


def dark_theme() -> bool:
    """Whether the page is shown on the dark theme."""
    return st.context.theme.type == "dark"


def open_page(page: Page) -> tuple[Catalog, Any]:
    """The catalog and the state of a page; stops with what to do next when there is no data."""
    try:
        catalog = open_catalog()
        empty = not catalog.root.games
        simulated = catalog.root.simulated
    except UserError as error:
        nothing_yet(str(error))
        st.stop()
    if empty:
        nothing_yet(f"{catalog.root.path} holds no games.")
        st.stop()
    if simulated:
        with st.container(key="simulated", width="content"):
            st.badge("simulated, not real football", icon=":material/science:", color="orange")
    chosen = selection.begin(page, catalog.root.label_set)
    for problem in catalog.workspace.broken_runs():
        st.warning(problem, icon=":material/warning:")
    return catalog, chosen


def live(page: Page, show: Callable[[Any], None]) -> None:
    """Shows the part of a page that runs again by itself when a widget in it moves.

    show: gets the page's state. A user's error is shown in its place; what is chosen is written to the URL
    at the end.
    """

    @st.fragment(key=page.name)
    def fragment() -> None:
        with in_place():
            show(selection.chosen(page))
        selection.commit(page)

    fragment()


def turn_to(name: str) -> None:
    """Open a page with the current selection in its URL.

    A URL without its parameters would stay among those that the browser goes back to, and mean defaults.
    """
    st.switch_page(page(name).script, query_params=selection.query_for(page(name)))


def page_link(name: str, label: str) -> None:
    """A link to a page as it is."""
    st.page_link(page(name).script, label=label, icon=f":material/{page(name).icon}:")


def nothing_yet(reason: str) -> None:
    """The page without data: what is missing and the commands that mend it."""
    st.markdown("#### No games to show yet")
    plain(reason)
    demo = workspace_path() / DEMO_ROOT
    st.markdown(
        "Make the demo league, which takes about a minute. Then stop this explorer and open it there:"
    )
    show_commands(command("demo"), explorer(str(demo)))
    st.markdown("Or fetch labels and features of SoccerNet-v2 into a folder, and open that:")
    fetch = ("--root", "SoccerNet", "--split", "test", "--features", "ResNET_TF2_PCA512")
    show_commands(command("download", *fetch), explorer("SoccerNet"))


def no_runs(workspace: Path) -> None:
    """The page without runs: the commands that make one."""
    st.markdown("#### No runs to show yet")
    plain(f"The workspace {workspace} has no runs.")
    st.markdown("Train a model on the features that are here, or import somebody's results:")
    show_commands(command("train", "--run", "first"), command("predict", "--run", "first"))
    show_commands(command("import", "results_spotting.zip", "--run", "theirs"))


def show_commands(*lines: str) -> None:
    """Command lines to copy and paste into a shell."""
    st.code("\n".join(lines), language="bash", wrap_lines=True)


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
