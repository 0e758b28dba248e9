"""One table of moments for every page: what and where each is, a click to watch it, the list as CSV."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from app.moments.trail import Stop
from app.ui import selection
from app.ui.download import download_csv
from core.errors.moments import Moment
from core.files import short_id
from core.label_set import LabelSet
from core.timebase import clock

MOST = 2000
"""Moments that are listed; the CSV has all."""
_ROW_PX = 28
_COLUMNS = {
    "change": st.column_config.TextColumn("", width=58),
    "class": st.column_config.TextColumn("Class", width=110),
    "game": st.column_config.TextColumn("Game"),
    "half": None,
    "time": st.column_config.TextColumn("Time", width=58),
    "visible": st.column_config.CheckboxColumn("Shown", width=54),
    "confidence": st.column_config.NumberColumn("Confidence", format="%.3f", width=84),
    "offset_s": None,
    "outcome": st.column_config.TextColumn("Outcome", width=120),
    "nearest truth": st.column_config.TextColumn("Nearest truth", width=120),
}
"""What a table of moments may hold, in this order; None where it depends on the label set."""


def moments_table(
    moments: pd.DataFrame, label_set: LabelSet, key: str, file: str, *, rows: int = 12
) -> int | None:
    """Lists moments of a label set; returns the row of one that was clicked.

    moments: game (its whole name), half, time_ms and class, and any other of _COLUMNS. file: name of the CSV;
    rows: how many are seen without scrolling.
    """
    left_out = () if label_set.visibility else ("visible",)
    rule, config = label_set.rule, st.column_config.NumberColumn
    digits = 1 if rule.time_scale == 1 else 2
    columns = _COLUMNS | {
        "half": config("Half" if rule.parts == 2 else "Part", width=44),
        "offset_s": config("Offset, s", format=f"%+.{digits}f", width=76),
    }
    listed = moments.iloc[:MOST]
    shown = listed.assign(
        time=[clock(time_ms) for time_ms in listed["time_ms"]],
        game=[game.rpartition("/")[2] for game in listed["game"].astype(str)],
    )
    # A new key after each visit, so that coming back finds no cell selected.
    event = st.dataframe(
        shown[[name for name in _COLUMNS if name in shown and name not in left_out]],
        key=f"{key}_{selection.moves()}",
        hide_index=True,
        row_height=_ROW_PX,
        height=_ROW_PX * min(len(shown), rows) + 40,
        placeholder="–",
        on_select="rerun",
        selection_mode="single-cell",
        column_config=columns,
    )
    more = f" The first {MOST:,} of {len(moments):,} are listed." if len(moments) > MOST else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Click a moment to watch it.{more}", width="stretch")
        download_csv("CSV", lambda: moments, file, key=f"{key}_csv", type="tertiary")
    cells = event.selection.cells if event else []
    return cells[0][0] if cells else None


def moments_frame(moments: Iterable[Moment]) -> pd.DataFrame:
    """A row for each error or hit in the order given; cost as a fraction of mAP, empty where nothing is."""
    rows = [
        {
            "kind": moment.kind,
            "class": moment.label,
            "game": moment.game,
            "half": moment.half,
            "time": clock(moment.time_ms),
            "time_ms": moment.time_ms,
            "confidence": moment.confidence,
            "truth class": moment.truth_label,
            "truth_ms": moment.truth_ms,
            "offset_s": None if moment.offset_ms is None else moment.offset_ms / 1000,
            "visible": "yes" if moment.visible else "no",
            "cause": moment.cause,
            "cost": moment.cost,
        }
        for moment in moments
    ]
    return pd.DataFrame(rows, dtype=object)  # whole numbers stay whole beside empty cells


def stops(moments: pd.DataFrame, label_set: LabelSet) -> list[Stop]:
    """The moments of a table as stops of a trail, each with its class in focus."""
    columns = (moments[name].tolist() for name in ("game", "half", "time_ms", "class"))
    return [
        Stop(short_id(str(game)), int(half), int(time_ms), label_set.index[label])
        for game, half, time_ms, label in zip(*columns, strict=True)
    ]
