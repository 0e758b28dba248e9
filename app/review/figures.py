"""Average-mAP by the labels as mended and by the files, once edits rest; notices the edits of another tab."""

from __future__ import annotations

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.cache import labels as labels_cache
from app.cache import split as split_cache
from app.cache.split import Split
from app.review.session import Review
from app.server.catalog import Catalog
from app.ui.html_table import change
from core.exceptions import UserError
from core.figures import percent, points
from core.spotting.settings import Settings

_REST_S = 1.5
_KEPT = "review_figures_kept"
_STYLES = """<style>.tl-figures.tl-review-figures { text-align: right; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; line-height: 2.2; }
@media (max-width: 1280px) { .tl-figures .tl-files { display: none; } .tl-figures b { font-size: 1.15rem; } }
</style>"""


def figures(
    catalog: Catalog, split: Split, settings: Settings, review: Review, place: DeltaGenerator
) -> None:
    """One line in a place of the page."""
    game = review.moment.game if review.moment else ""
    with place:
        _figures(catalog, split, settings, review, game, labels_cache.stamp(catalog, game))


@st.fragment(key="review_figures", run_every=2.5)
def _figures(
    catalog: Catalog, split: Split, settings: Settings, review: Review, game: str, stamp: tuple
) -> None:
    """Runs by itself every few seconds, so that no edit waits for an evaluation. stamp: as on the page."""
    if labels_cache.stamp(catalog, game) != stamp:
        st.rerun()  # another tab edited this game, or its file changed
    edits = labels_cache.edits_key(catalog, split)
    key, kept = (split.at, settings, edits), st.session_state.get(_KEPT, (None, "Average-mAP …"))
    if kept[0] != key and time.monotonic() - review.active_at > _REST_S:
        kept = st.session_state[_KEPT] = (key, _line(catalog, split, settings, edited=bool(edits)))
    hint = "Average-mAP over the split"
    hint += ": by the labels as mended, the change, and by the label files" if edits else ""
    dim = "" if kept[0] == key else "opacity:.55"
    html = f'<div class="tl-figures tl-review-figures tl-table" title="{hint}" style="{dim}">{kept[1]}</div>'
    st.html(_STYLES + html)


def _line(catalog: Catalog, split: Split, settings: Settings, *, edited: bool) -> str:
    try:
        before = split_cache.evaluation(split, settings)
        after = labels_cache.evaluation(catalog, split, settings)
    except UserError:
        return "No Average-mAP until every game can be read."
    line = ""
    for metric in ("loose", "tight"):
        ours, files = after.average(metric), before.average(metric)
        line += f"<span>{metric}</span> <b>{percent(ours)}</b>"
        if edited:
            line += f"{change(points(ours - files))}<span class='tl-files'>files {percent(files)}</span>"
    return line
