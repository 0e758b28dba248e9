"""The Games page: filters over the inventory and the table that opens a match."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.games.state import GamesState
from app.ui import selection

_COLUMNS = [
    "date",
    "league",
    "season",
    "home",
    "score",
    "away",
    "split",
    "labels",
    "features",
    "video",
    "runs",
]


def _choices(table: pd.DataFrame, column: str, chosen: str) -> list[str]:
    return ["", *sorted({*table[column].unique(), *([chosen] if chosen else [])} - {""})]


def filters(table: pd.DataFrame, chosen: GamesState) -> pd.DataFrame:
    """The filter row; returns the games that pass."""
    text, league, season, split, count = st.columns([3, 2, 1.5, 1.5, 1.5], vertical_alignment="bottom")
    with text:
        st.text_input(
            "Filter",
            placeholder="team, date, league …",
            **selection.widget("q", chosen.q),
        )
    for place, field in ((league, "league"), (season, "season"), (split, "split")):
        with place:
            st.selectbox(
                field.capitalize(),
                _choices(table, field, getattr(chosen, field)),
                format_func=lambda value, field=field: value or f"all {field}s",
                **selection.widget(field, getattr(chosen, field)),
            )
    shown = matching(table, chosen)
    with count:
        st.markdown(f"**{len(shown)}** of {len(table)} games", text_alignment="right")
    return shown


def matching(table: pd.DataFrame, chosen: GamesState) -> pd.DataFrame:
    """The rows that pass the filters; every word of the text must occur in the game's name."""
    keep = pd.Series(True, index=table.index)
    for field in ("league", "season", "split"):
        value = getattr(chosen, field)
        if value and value != "all":
            keep &= table[field] == value
    names = table["name"].str.casefold()
    for word in chosen.q.casefold().split():
        keep &= names.str.contains(word, regex=False)
    return table[keep]


def games_table(shown: pd.DataFrame, chosen: GamesState) -> str | None:
    """The table; returns the id of a game that was clicked."""
    if shown.empty:
        st.info("No game passes these filters.", icon=":material/filter_alt_off:")
        return None
    # A new key after each visit, so that coming back finds no cell selected.
    event = st.dataframe(
        shown[_COLUMNS],
        key=f"games_{selection.moves()}",
        hide_index=True,
        height=max(200, min(32 * len(shown) + 38, 760)),
        row_height=32,
        on_select="rerun",
        selection_mode="single-cell",
        column_config={
            "date": st.column_config.TextColumn("Date", width=90),
            "league": st.column_config.TextColumn("League", width=205),
            "season": st.column_config.TextColumn("Season", width=80),
            "home": st.column_config.TextColumn("Home"),
            "score": st.column_config.TextColumn("Score", width=60, alignment="center"),
            "away": st.column_config.TextColumn("Away"),
            "split": st.column_config.TextColumn("Split", width=60),
            "labels": st.column_config.CheckboxColumn("Labels", width=60),
            "features": st.column_config.TextColumn("Features"),
            "video": st.column_config.CheckboxColumn("Video", width=60),
            "runs": st.column_config.ListColumn("Scores or spots of", help="Runs that cover this game"),
        },
    )
    st.caption("Click a game to open its match.")
    cells = event.selection.cells if event else []
    return str(shown.iloc[cells[0][0]]["id"]) if cells else None
