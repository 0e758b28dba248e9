"""Truths that only one of a run and the baseline finds: counts by class, the list, the way to the match."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.moments import trail
from app.moments.table import moments_table, stops
from app.state.settings_text import RunChange
from app.ui.html_table import table_px
from app.ui.page import escape
from core.comparison.compare import Changes
from core.label_set import LabelSet
from core.runs.coverage import Contender
from core.spotting.settings import Settings
from core.spotting.settings_change import SettingsChange

_ROW_PX = 28


def changes_panel(changes: Changes, ours: Contender, baseline: Contender, key: str) -> None:
    """Counts of gained and lost truths by class beside the list of them; a click opens one with both runs."""
    st.markdown(
        f"**{changes.gained.sum():,}** gained, **{changes.lost.sum():,}** lost against "
        f"{escape(baseline.name)}: truths that only one of the two finds"
    )
    with st.container(key=f"{key}_moments"):
        left, right = st.columns([4, 5], gap="medium")
    with left:
        label = _counts(changes, f"{key}_counts")
    moments, label_set = changes_frame(changes), changes.truths.label_set
    if label is not None:
        moments = moments[moments["class"] == label_set.classes[label]].reset_index(drop=True)
    with right:
        if moments.empty:
            st.info("No moment changed its outcome here.", icon=":material/check:")
            return
        row = moments_table(
            moments, label_set, f"{key}_list", f"{ours.name}-vs-{baseline.name}-moments.csv", rows=17
        )
    if row is not None:
        _open(moments, label_set, row, ours, baseline)


def changes_frame(changes: Changes) -> pd.DataFrame:
    """Gained and lost truths for `moments_table`; offset and confidence are of the spot that hit."""
    moments = changes.frame().rename(columns={"label": "class"})
    return moments.assign(offset_s=(moments["spot_ms"] - moments["time_ms"]) / 1000)


def _counts(changes: Changes, key: str) -> int | None:
    """Gained, lost and false spots by class; returns the class that is chosen."""
    gained, lost = changes.counts().T
    table = pd.DataFrame(
        {
            "class": list(changes.truths.label_set.classes),
            "gained": gained,
            "lost": lost,
            "net": pd.Series(gained - lost).replace(0, pd.NA).astype("Int64"),
            "false": changes.n_false[:, 0],
            "false, baseline": changes.n_false[:, 1],
        }
    )
    event = st.dataframe(
        table,
        key=key,
        hide_index=True,
        row_height=_ROW_PX,
        height=table_px(len(table), _ROW_PX),
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
    return rows[0] if rows else None


def _open(moments: pd.DataFrame, label_set: LabelSet, row: int, ours: Contender, baseline: Contender) -> None:
    """The match view at one of the moments, with the baseline as the second run."""
    trail.start(
        "compare",
        f"{ours.name} against {baseline.name}",
        stops(moments, label_set),
        row,
        len(moments),
        run=ours.run.name,
        second_run=baseline.run.name,
        # Every setting is given: what is not would be taken from the first run.
        second_settings=RunChange(SettingsChange.between(_settings(baseline))).text(label_set),
        before_s=None,
        after_s=None,
        changes=SettingsChange.between(_settings(ours), ours.run.settings),
    )


def _settings(contender: Contender) -> Settings:
    return contender.settings or contender.run.settings
