"""Counts of a match by class, as the table below the view shows them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from app.cache import games as games_cache
from app.server.catalog import Catalog
from app.ui.download import download_csv
from app.ui.html_table import table_px
from app.ui.page import escape, page_link, problems
from core.data.games import Game
from core.figures import NONE, count, fraction
from core.files import short_id
from core.metric.matching import Matches


def match_counts(matches: Matches) -> dict[str, list]:
    """Counts of a whole match as columns: class, truths, spots, hits, false, missed, precision, recall, F1.

    A figure without a denominator is None. The last row is the sum over classes.
    """
    counts = matches.counts()
    hits, false, missed = np.vstack([counts, counts.sum(axis=0)]).T
    truths, spots = hits + missed, hits + false
    columns = {"truths": truths, "spots": spots, "hits": hits, "false": false, "missed": missed}
    return {
        "class": [*matches.truths.label_set.classes, "all classes"],
        **{name: column.tolist() for name, column in columns.items()},
        "precision": _shares(hits, spots),
        "recall": _shares(hits, truths),
        "F1": _shares(2 * hits, spots + truths),
    }


def _shares(part: np.ndarray, whole: np.ndarray) -> list[float | None]:
    return [p / w if w else None for p, w in zip(part.tolist(), whole.tolist(), strict=True)]


def counts_table(matches: Matches, unjudged: str) -> None:
    """Hits, false alarms and missed truths of the whole match: all together, and by class.

    unjudged: why there are none; empty where there are.
    """
    if unjudged:
        st.html(f'<div class="tl-figures">Whole match &ensp; <b>{NONE}</b><span>{unjudged}</span></div>')
        return
    table = pd.DataFrame(match_counts(matches))
    total = table.iloc[-1]
    table = table.iloc[:-1]  # a row of sums would move away when the table is sorted
    texts = {name: f"{total[name]}" for name in ("hits", "false", "missed")}
    texts |= {name: fraction(total[name]) for name in ("precision", "recall", "F1")}
    # Blanks between them, so that a narrow screen can break the line.
    figures = " ".join(f"<b>{text}</b><span>{name}</span>" for name, text in texts.items())
    st.html(f'<div class="tl-figures">Whole match &ensp; {figures}</div>')
    columns = {"class": st.column_config.TextColumn("Class", width=112)}
    for name in table.columns[1:]:
        number = {"format": "%.3f", "width": 70} if name in ("precision", "recall", "F1") else {"width": 58}
        columns[name] = st.column_config.NumberColumn(name[0].upper() + name[1:], **number)
    size = {"row_height": 28, "height": table_px(len(table), 28)}
    st.dataframe(table, key="counts", placeholder="–", hide_index=True, column_config=columns, **size)


def notes(catalog: Catalog, game: Game, matches: Matches, *, judged: bool) -> None:
    """What a reader of this match should know, and the moments as a file."""
    labels = games_cache.labels(catalog, game)
    if not game.labelled:
        st.info("This game has no labels: its spots are shown without outcomes.", icon=":material/info:")
    problems(list(labels.problems), "label entries could not be used")
    if labels.unknown:
        names = ", ".join(f"{escape(name)} ({times})" for name, times in labels.unknown)
        known = count(len(matches.truths.label_set), "class", "classes")
        st.caption(f"Labels outside the {known}, which the official evaluator ignores too: {names}")
    if judged:
        hint = "All spots and missed truths of the match with outcome and offset"
        file = f"{short_id(game.name)}-moments.csv"
        indices = ["spot", "truth"]
        download_csv("Moments as CSV", lambda: matches.frame().drop(columns=indices), file, help=hint)
    page_link("classes", "AP per class over the split")
