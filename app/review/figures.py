"""AP with the labels of the files and as mended, once edits rest; another tab's edits are noticed here."""

from __future__ import annotations

import time

import streamlit as st

from app.cache import labels as labels_cache
from app.cache import split as split_cache
from app.cache.split import Split
from app.review.listeners import reviewing
from app.server.catalog import Catalog
from app.ui.html_table import change
from core.exceptions import UserError
from core.figures import percent, points
from core.spotting.settings import Settings

_REST_S = 1.5
_NARROW = """<style>@media (max-width: 1280px) { .tl-figures .tl-files { display: none; }
  .tl-figures b { font-size: 1.15rem; } }</style>"""


@st.fragment(key="review_figures", run_every=2.5)
def figures(catalog: Catalog, split: Split, settings: Settings) -> None:
    """One line. Runs by itself every few seconds, so that no edit waits for an evaluation."""
    state = reviewing()
    if state.game is not None and state.shown not in (None, labels_cache.stamp(catalog, state.game.name)):
        state.shown = None
        st.rerun()  # another tab edited this game, or its file changed
    at = (split.at, settings, labels_cache.edits_key(catalog, split))
    held = st.session_state.get("review_figures_held")
    fresh = held is not None and held[0] == at
    if not fresh and time.monotonic() - max(state.edited_at, state.opened_at) > _REST_S:
        try:
            held = (at, _figures(catalog, split, settings))
        except UserError as error:
            held = (at, str(error))
        st.session_state["review_figures_held"] = held
        fresh = True
    st.html(_NARROW + _line(None if held is None else held[1], fresh, bool(at[2])))


def _figures(catalog: Catalog, split: Split, settings: Settings) -> list[tuple[str, float, float]]:
    before, after = split_cache.evaluation(split, settings), labels_cache.evaluation(catalog, split, settings)
    return [(name, before.average(name), after.average(name)) for name in ("loose", "tight")]


def _line(held, fresh: bool, edited: bool) -> str:
    if held is None:
        said = "Average-mAP …"
    elif isinstance(held, str):
        said = "Figures wait until every game can be read."
    else:
        said = " ".join(
            f"<span>{name}</span> <b>{percent(after)}</b>{_beside(before, after) if edited else ''}"
            for name, before, after in held
        )
    dim = "" if fresh else ";opacity:.55"
    hint = "Average-mAP over the split" + (
        ": with the labels as mended, the change, and with those of the files" if edited else ""
    )
    return (
        f'<div class="tl-figures tl-table" title="{hint}" style="text-align:right;white-space:nowrap;'
        f'overflow:hidden;text-overflow:ellipsis;line-height:2.2{dim}">{said}</div>'
    )


def _beside(before: float, after: float) -> str:
    return f"{change(points(after - before))}<span class='tl-files'>files {percent(before)}</span>"
