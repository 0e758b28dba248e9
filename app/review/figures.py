"""Average-mAP by the labels as mended and by the files, once edits rest; notices the edits of another tab."""

from __future__ import annotations

import time
from html import escape

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
  text-overflow: ellipsis; }
.tl-review-figures div { font-size: .875rem; margin-bottom: .3rem; }
.tl-review-figures i { font-style: normal; font-size: .8rem; padding-left: .35rem; }
.tl-figures.tl-review-figures span { margin: 0 .2rem 0 .9rem; }
.tl-figures.tl-review-figures span.tl-files { margin: 0 0 0 .4rem; }
@media (max-width: 1280px) { .tl-review-figures .tl-files { display: none; }
  .tl-review-figures b { font-size: 1.15rem; } }
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
    key, kept = (split.at, settings, edits), st.session_state.get(_KEPT, (None, "…"))
    if kept[0] != key and time.monotonic() - review.active_at > _REST_S:
        kept = st.session_state[_KEPT] = (key, _line(catalog, split, settings, edited=bool(edits)))
    hint = "Average-mAP over the split"
    hint += ": by the labels as mended, the change, and by the label files" if edits else ""
    dim = "" if kept[0] == key else "opacity:.55"
    line = f"<div>Average-mAP</div>{kept[1]}"
    st.html(f'{_STYLES}<div class="tl-figures tl-review-figures" title="{hint}" style="{dim}">{line}</div>')


def _line(catalog: Catalog, split: Split, settings: Settings, *, edited: bool) -> str:
    try:
        before = split_cache.evaluation(split, settings)
        after = labels_cache.evaluation(catalog, split, settings)
    except UserError:
        return "none until every game can be read"
    line = ""
    for metric in after.rule.listed:
        ours, files = after.average(metric), before.average(metric)
        line += f"<span>{escape(metric)}</span> <b>{percent(ours)}</b>"
        if edited:
            line += f"{change(points(ours - files))}<span class='tl-files'>files {percent(files)}</span>"
    return line
