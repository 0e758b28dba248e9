"""The Games page: filters over the table of games, and the table, which opens a match."""

from __future__ import annotations

from dataclasses import fields

import pandas as pd
import streamlit as st

from app.cache.game_columns import COLUMNS, Column
from app.games.state import GamesState
from app.server.catalog import Catalog
from app.ui import selection
from app.ui.page import escape

_KINDS = {
    "text": st.column_config.TextColumn,
    "check": st.column_config.CheckboxColumn,
    "list": st.column_config.ListColumn,
}
_ROW_PX = 32
_FILTERED = [column for column in COLUMNS if column.name in {field.name for field in fields(GamesState)}]


def games_passing(games: pd.DataFrame, chosen: GamesState) -> pd.DataFrame:
    """The games that pass the filters; every word must occur in the game's name."""
    passes = pd.Series(True, index=games.index)
    for column in _FILTERED:
        value = getattr(chosen, column.name)
        if value and value != "all":
            passes &= games[column.name] == value
    names = games["name"].str.casefold()
    for word in chosen.words.casefold().split():
        passes &= names.str.contains(word, regex=False)
    return games[passes]


def label_set_note(catalog: Catalog) -> None:
    """What to know of the label set, where it was made from the labels, or where there is more than one."""
    if note := catalog.root.label_set_note:
        st.caption(f":material/info: {escape(note)}")


def columns_of(games: pd.DataFrame) -> list[Column]:
    """The columns of a table of games: those that names tell only where any game's name does."""
    return [column for column in COLUMNS if not column.of_name or games[column.name].astype(bool).any()]


def filters(games: pd.DataFrame, count: int, chosen: GamesState) -> None:
    """The filter row, and how many games pass."""
    filtered = [column for column in _FILTERED if column in columns_of(games) or getattr(chosen, column.name)]
    widths = [3, *(max(1.5, (column.width or 150) / 100) for column in filtered), 1.5]
    first, *places, last = st.columns(widths, vertical_alignment="bottom")
    with first:
        st.text_input("Filter", placeholder="team, date, league …", **selection.widget("words", chosen.words))
    for place, column in zip(places, filtered, strict=True):
        with place:
            _filter(games, column, getattr(chosen, column.name))
    with last:
        st.markdown(f"**{count}** of {len(games)} games", text_alignment="right")


def _filter(games: pd.DataFrame, column: Column, value: str) -> None:
    heading, options = column.heading, ["", *sorted({*games[column.name], value} - {""})]
    widget = selection.widget(column.name, value)
    st.selectbox(heading, options, format_func=lambda name: name or f"all {heading.lower()}s", **widget)


def games_table(games: pd.DataFrame, columns: list[Column], key: str) -> str | None:
    """The table; returns the id of a game that was clicked."""
    if games.empty:
        st.info("No game passes these filters.", icon=":material/filter_alt_off:")
        return None
    event = st.dataframe(
        games[[column.name for column in columns]],
        key=key,
        hide_index=True,
        height=max(200, min(_ROW_PX * len(games) + 38, 760)),
        row_height=_ROW_PX,
        on_select="rerun",
        selection_mode="single-cell",
        column_config={column.name: _column_config(column) for column in columns},
    )
    st.caption("Click a game to open its match.")
    cells = event.selection.cells if event else []
    return str(games.iloc[cells[0][0]]["id"]) if cells else None


def _column_config(column: Column) -> dict:
    alignment = {"alignment": "center"} if column.centred else {}
    return _KINDS[column.kind](column.heading, width=column.width, help=column.help, **alignment)
