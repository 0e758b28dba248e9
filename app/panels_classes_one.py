"""One class from near: AP over tolerance, precision-recall, and its moments by what became of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from app import cache_split, charts_split, selection, trail
from app.cache_split import Split
from app.library import short_id
from app.split_choice import class_and_tolerance
from core.classes import CLASSES
from core.post.evaluation import VIEWS
from core.post.matching import HIT, MERGED, MISSED, OUTCOMES, Matches
from core.post.settings import Settings

_MOST = 1000
_ROW = 28


def one_panel(split: Split, settings: Settings) -> None:
    """Class and tolerance, two curves, the list."""
    chosen = selection.current()
    class_and_tolerance(chosen, st.columns(2, gap="large"))
    label = chosen.focus
    left, right = st.columns(2, gap="large")
    with left:
        ap = cache_split.over_tolerances(split, settings)[VIEWS.index(chosen.view)]
        st.plotly_chart(
            charts_split.over_tolerance(ap[:, label], ap.mean(axis=1), CLASSES[label]),
            key="over_tolerance",
            config={"displayModeBar": False},
        )
    with right:
        curve = cache_split.curves(split, settings, float(chosen.tolerance))[label]
        st.plotly_chart(
            charts_split.precision_recall(curve, settings.classes[label].threshold),
            key="precision_recall",
            config={"displayModeBar": False},
        )
    _moments(cache_split.matches(split, settings, float(chosen.tolerance)), label)


def _moments(matches: Matches, label: int) -> None:
    """Counts by outcome, each the way to its list."""
    of_class = matches.spots.label == label
    missed = np.flatnonzero((matches.truths.label == label) & (matches.truth_outcome == MISSED))
    rows = {
        kind: np.flatnonzero(of_class & (matches.spot_outcome == kind))
        for kind in range(len(OUTCOMES))
        if kind not in (MISSED, MERGED)
    }
    rows[MISSED] = missed
    kinds = [HIT, MISSED, *(kind for kind in rows if kind not in (HIT, MISSED))]
    kind = st.session_state.get("moments_of_kind")
    st.markdown(f"**{CLASSES[label]}** at {matches.tolerance_s:g} s: choose what to list")
    with st.container(horizontal=True, gap="small"):
        for one in (None, *kinds):
            count = int((matches.truths.label == label).sum()) if one is None else len(rows[one])
            st.button(
                f"**{count:,}** {'truths' if one is None else OUTCOMES[one].name}",
                key=f"kind_{'truths' if one is None else OUTCOMES[one].name.replace(' ', '_')}",
                type="primary" if one == kind else "secondary",
                help="all truths of the class" if one is None else OUTCOMES[one].rule,
                on_click=_choose,
                args=(one,),
            )
    events = matches.truths if kind in (None, MISSED) else matches.spots
    at = np.flatnonzero(events.label == label) if kind is None else rows[kind]
    if not len(at):
        st.caption("No such moment.")
        return
    if kind in (None, MISSED):
        offset = confidence = np.full(len(at), np.nan)
        named = [""] * len(at)
        if kind is None:
            spot = matches.truth_spot[at]
            has = spot >= 0
            confidence = np.where(has, matches.spots.confidence[np.maximum(spot, 0)], np.nan)
            offset = np.where(has, matches.offset_ms[np.maximum(spot, 0)], np.nan)
            named = [OUTCOMES[one].name for one in matches.truth_outcome[at]]
    else:
        at = at[np.argsort(-events.confidence[at], kind="stable")][:_MOST]
        truth = matches.spot_truth[at]
        confidence, offset = events.confidence[at], matches.offset_ms[at]
        named = [CLASSES[matches.truths.label[one]] if one >= 0 else "" for one in truth]
    _list(matches, events, at, (confidence, offset, named), "outcome" if kind is None else "nearest truth")


def _choose(kind: int | None) -> None:
    st.session_state["moments_of_kind"] = kind


def _list(matches: Matches, events, at: np.ndarray, columns: tuple, third: str) -> None:
    confidence, offset, named = columns
    at, confidence, offset, named = at[:_MOST], confidence[:_MOST], offset[:_MOST], named[:_MOST]
    seconds = events.time_ms[at] // 1000
    shown = pd.DataFrame(
        {
            "game": [events.games[game].rpartition("/")[2] for game in events.game[at]],
            "half": events.half[at],
            "time": [f"{second // 60:02d}:{second % 60:02d}" for second in seconds],
            "confidence": confidence,
            "offset": offset / 1000,
            third: named,
        }
    )
    if events is matches.truths:
        shown.insert(3, "shown", events.visible[at])
    event = st.dataframe(
        shown,
        key=f"class_moments_{selection.moves()}",
        hide_index=True,
        row_height=_ROW,
        placeholder="–",
        height=_ROW * min(len(shown), 12) + 40,
        on_select="rerun",
        selection_mode="single-cell",
        column_config={
            "game": st.column_config.TextColumn("Game"),
            "half": st.column_config.NumberColumn("Half", width=50),
            "time": st.column_config.TextColumn("Time", width=64),
            "shown": st.column_config.CheckboxColumn("Shown", width=60),
            "confidence": st.column_config.NumberColumn("Confidence", format="%.3f", width=90),
            "offset": st.column_config.NumberColumn("Offset, s", format="%+.1f", width=80),
            third: st.column_config.TextColumn(third.capitalize(), width=130),
        },
    )
    more = f" The first {_MOST:,} are listed." if len(shown) == _MOST else ""
    st.caption(f"Click a moment to watch it.{more}")
    cells = event.selection.cells if event else []
    if cells:
        stops = [
            trail.Stop(short_id(events.games[game]), half, time_ms)
            for game, half, time_ms in zip(
                events.game[at].tolist(), events.half[at].tolist(), events.time_ms[at].tolist(), strict=True
            )
        ]
        title = f"{CLASSES[selection.current().focus]}, {'truths' if events is matches.truths else 'spots'}"
        trail.start("classes", title, stops, cells[0][0], len(at))
