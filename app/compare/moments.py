"""Moments that one run finds and the other misses: counts by class, the list, and the way to the match."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.cache import split as split_cache
from app.compare.state import PAGE
from app.moments import trail
from app.server.catalog import Library
from app.state.settings_text import RunChange
from app.ui import selection
from app.ui.pickers import tolerance_slider
from core.classes import CLASSES
from core.files import short_id
from core.runs.compare import RunComparison
from core.runs.coverage import Contender
from core.spotting.settings import Settings
from core.spotting.settings_change import SettingsChange

_ROW = 28
_MOST = 2000


def moments_panel(lib: Library, key: tuple, compared: RunComparison, baseline: str) -> None:
    """Gained and lost moments of one run against the baseline."""
    chosen = selection.chosen(PAGE)
    others = [name for name in compared.spots if name != baseline]
    left, middle, right = st.columns([2.5, 2.5, 4], vertical_alignment="bottom", gap="medium")
    with left:
        name = st.selectbox(
            "Moments that changed under", others, key="compare_moments_of", disabled=len(others) < 2
        )
    with middle:
        tolerance_slider(chosen.tolerance)
    found = split_cache.changes(key, compared, name, baseline, float(chosen.tolerance))
    counts = found.counts()
    with right:
        st.markdown(
            f"**{counts[:, 0].sum():,}** gained, **{counts[:, 1].sum():,}** lost against {baseline}: truths "
            "that only one of them finds"
        )
    left, right = st.columns([4, 5], gap="medium")
    table = pd.DataFrame(
        {
            "class": list(CLASSES),
            "gained": counts[:, 0],
            "lost": counts[:, 1],
            "net": pd.Series(counts[:, 0] - counts[:, 1]).replace(0, pd.NA).astype("Int64"),
            "false": found.false[:, 0],
            "false, baseline": found.false[:, 1],
        }
    )
    with left:
        event = st.dataframe(
            table,
            key="compare_counts",
            hide_index=True,
            row_height=_ROW,
            height=_ROW * len(table) + 40,
            placeholder="",
            on_select="rerun",
            selection_mode="single-row",
            column_config={
                "class": st.column_config.TextColumn("Class", width=130),
                "net": st.column_config.NumberColumn("net", format="%+d"),
                "false": st.column_config.NumberColumn("false spots"),
                "false, baseline": st.column_config.NumberColumn("of baseline"),
            },
        )
        st.caption("Choose a class to list its moments alone.")
    rows = event.selection.rows if event else []
    moments = found.frame()
    if rows:
        moments = moments[moments["label"] == CLASSES[rows[0]]]
    with right:
        _list(lib, moments, name, baseline)


def _list(lib: Library, moments: pd.DataFrame, name: str, baseline: str) -> None:
    if moments.empty:
        st.info("No moment changed its outcome here.", icon=":material/check:")
        return
    moments = moments.iloc[:_MOST].reset_index(drop=True)
    seconds = moments["time_ms"] // 1000
    shown = pd.DataFrame(
        {
            "change": moments["change"],
            "class": moments["label"],
            "game": [game.rpartition("/")[2] for game in moments["game"].astype(str)],
            "half": moments["half"],
            "time": [f"{second // 60:02d}:{second % 60:02d}" for second in seconds],
            "visible": moments["visible"],
            "offset, s": (moments["spot_ms"] - moments["time_ms"]) / 1000,
            "confidence": moments["confidence"],
        }
    )
    event = st.dataframe(
        shown,
        key=f"compare_list_{selection.moves()}",
        hide_index=True,
        row_height=_ROW,
        height=_ROW * min(len(shown), 17) + 40,
        on_select="rerun",
        selection_mode="single-cell",
        column_config={
            "change": st.column_config.TextColumn("", width=58),
            "class": st.column_config.TextColumn("Class", width=110),
            "game": st.column_config.TextColumn("Game"),
            "half": st.column_config.NumberColumn("Half", width=44),
            "time": st.column_config.TextColumn("Time", width=56),
            "visible": st.column_config.CheckboxColumn("Shown", width=52),
            "offset, s": st.column_config.NumberColumn("Offset, s", format="%+.1f", width=70),
            "confidence": st.column_config.NumberColumn("Conf.", format="%.3f", width=62),
        },
    )
    more = f" The first {_MOST:,} are listed." if len(moments) == _MOST else ""
    st.caption(f"Click a moment to watch it with both runs laid over each other.{more}")
    cells = event.selection.cells if event else []
    if cells:
        _open(lib, moments, cells[0][0], name, baseline)


def _open(lib: Library, moments: pd.DataFrame, at: int, name: str, baseline: str) -> None:
    """The match view at one of the moments: one contender on top, the baseline below."""
    ours, theirs = (Contender.parse(text, lib.workspace) for text in (name, baseline))
    columns = (moments[column] for column in ("game", "half", "time_ms", "label"))
    trail.start(
        "compare",
        f"{name} against {baseline}",
        [
            trail.Stop(short_id(str(game)), int(half), int(time_ms), CLASSES.index(label))
            for game, half, time_ms, label in zip(*columns, strict=True)
        ],
        at,
        len(moments),
        run=ours.run.name,
        second_run=theirs.run.name,
        # Every setting is given: what is not would be taken from the first run.
        second_settings=RunChange(SettingsChange.between(_settings(theirs))).text(),
        before_s=None,
        after_s=None,
        changes=SettingsChange.between(_settings(ours), ours.run.settings),
    )


def _settings(contender: Contender) -> Settings:
    return contender.settings or contender.run.settings
