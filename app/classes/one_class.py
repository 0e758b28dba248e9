"""One class from near: AP over tolerance, precision-recall, and its moments by what became of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from app.cache import split as split_cache
from app.cache.split import Split
from app.classes import charts
from app.classes.state import PAGE
from app.moments import trail
from app.server.catalog import short_id
from app.ui import selection
from app.ui.pickers import class_picker, tolerance_slider
from core.classes import CLASSES
from core.metric.evaluation import VIEWS
from core.metric.matching import HIT, MERGED, MISSED, OUTCOMES, Matches
from core.spotting.settings import Settings

LIST = "class_list"
"""In session state: whether the list was asked for from above, and is to be brought into view."""
_PLACE = "class_moments"
_MOST = 1000
_ROW = 28
_FALSE = tuple(kind for kind in range(len(OUTCOMES)) if kind not in (HIT, MISSED, MERGED))
_OF_TRUTHS = (None, MISSED, MERGED)
_REVEAL = """<script>/* %d */
{ const list = document.querySelector(".st-key-%s");
  const show = () => list.scrollIntoView({ block: "nearest" });
  if (list) {  // charts above it still take their height for a while
    const grown = new ResizeObserver(show);
    for (const above of [list, ...list.parentElement.children]) grown.observe(above);
    for (const kind of ["wheel", "pointerdown", "keydown"])
      addEventListener(kind, () => grown.disconnect(), { once: true });
    setTimeout(() => grown.disconnect(), 3000);
  } }
</script>"""


def one_panel(split: Split, settings: Settings) -> None:
    """Class and tolerance, two curves, the list."""
    chosen = selection.chosen(PAGE)
    left, right = st.columns(2, gap="large")
    with left:
        class_picker(chosen.focus)
    with right:
        tolerance_slider(chosen.tolerance)
    label = chosen.focus
    left, right = st.columns(2, gap="large")
    with left:
        ap = split_cache.over_tolerances(split, settings)[VIEWS.index(chosen.view)]
        st.plotly_chart(
            charts.over_tolerance(ap[:, label], ap.mean(axis=1), CLASSES[label]),
            key="over_tolerance",
            config={"displayModeBar": False},
        )
    with right:
        curve = split_cache.curves(split, settings, float(chosen.tolerance))[label]
        st.plotly_chart(
            charts.precision_recall(curve, settings.classes[label].threshold),
            key="precision_recall",
            config={"displayModeBar": False},
        )
    with st.container(key=_PLACE):
        _moments(split_cache.matches(split, settings, float(chosen.tolerance)), label, chosen.view)
    if st.session_state.pop(LIST, False):
        st.html(_REVEAL % (selection.moves(), _PLACE), unsafe_allow_javascript=True)


def _moments(matches: Matches, label: int, view: str) -> None:
    """Counts by outcome, each the way to its list."""
    rows = rows_of(matches, label, view)
    kind = st.session_state.get("moments_of_kind")
    if kind not in rows:
        kind = None
    of_view = "" if view == "all" else f", {view} truths"
    st.markdown(f"**{CLASSES[label]}** at {matches.tolerance_s:g} s{of_view}: choose what to list")
    merged = len(rows.get(MERGED, ()))
    with st.container(horizontal=True, gap="small"):
        for one, found in rows.items():
            name = "truths" if one is None else OUTCOMES[one].name
            st.button(
                f"**{len(found):,}** {name}",
                key=f"kind_{name.replace(' ', '_')}",
                type="primary" if one == kind else "secondary",
                help=_help(one, merged, view),
                on_click=_choose,
                args=(one,),
            )
    at = rows[kind]
    events = matches.truths if kind in _OF_TRUTHS else matches.spots
    if not len(at):
        st.caption("No such moment.")
        return
    if kind in _OF_TRUTHS:
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


def rows_of(matches: Matches, label: int, view: str) -> dict[int | None, np.ndarray]:
    """Rows by outcome for a class and view: of truths for None (all that are judged), MISSED and MERGED.

    MERGED is there only when some are; false spots belong to no view and are the same in each.
    """
    in_view = np.ones(len(matches.truths), bool)
    if view != "all":
        in_view = matches.truths.visible == (view == "visible")
    truths = in_view & (matches.truths.label == label)
    merged = matches.truth_outcome == MERGED
    spots, outcome = matches.spots.label == label, matches.spot_outcome
    hit = np.flatnonzero(spots & (outcome == HIT))
    rows = {
        None: np.flatnonzero(truths & ~merged),
        HIT: hit[in_view[matches.spot_truth[hit]]],
        MISSED: np.flatnonzero(truths & (matches.truth_outcome == MISSED)),
        **{kind: np.flatnonzero(spots & (outcome == kind)) for kind in _FALSE},
        MERGED: np.flatnonzero(truths & merged),
    }
    if not len(rows[MERGED]):
        del rows[MERGED]
    return rows


def _help(kind: int | None, merged: int, view: str) -> str:
    if kind is None:
        said = "The truths of the class that the evaluator counts, as in the table."
        if merged:
            said += (
                f" {merged} more {'share' if merged > 1 else 'shares'} a frame (half a second) with a later "
                "one of the class: the evaluator merges them."
            )
        return said
    rule = OUTCOMES[kind].rule
    return rule if view == "all" or kind not in _FALSE else f"{rule}; in all views"


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
        title = f"{CLASSES[events.label[at[0]]]}, {'truths' if events is matches.truths else 'spots'}"
        trail.start("classes", title, stops, cells[0][0], len(at))
