"""One class: AP over tolerance, precision and recall, and its moments by outcome."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from app.classes import charts
from app.moments import trail
from app.moments.table import moments_table, stops
from app.ui import selection
from app.ui.chart import chart
from app.ui.page import escape
from app.ui.pickers import class_picker, tolerance_slider
from core.events import Events
from core.figures import tolerance
from core.metric.evaluation import VIEWS
from core.metric.matching import Matches
from core.metric.operating import Curve
from core.metric.outcomes import FALSE_OUTCOMES, HIT, MERGED, MISSED, OUTCOMES

SCROLL_TO_LIST = "class_scroll_to_list"
"""In session state: whether the list is to be brought into view, as a number in the table was clicked."""
_FALSE = tuple(outcome.code for outcome in FALSE_OUTCOMES)
_OF_TRUTHS = (None, MISSED, MERGED)
_SCROLL = """<script>/* %d */
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


def class_panel(
    matches: Matches,
    curve: Curve,
    ap: np.ndarray,
    *,
    label: int,
    threshold: float,
    view: str,
    key: str,
) -> None:
    """Pickers of class and tolerance, two curves, and the moments of the class by outcome.

    matches, curve: at the tolerance, the curve of the class alone; ap (3, 60, C): by view, at every full
    width of the rule's scale, of all classes; threshold: of the class.
    """
    label_set = matches.truths.label_set
    left, right = st.columns(2, gap="large")
    with left:
        class_picker(label, label_set)
    with right:
        tolerance_slider(matches.tolerance_s, label_set)
    left, right = st.columns(2, gap="large")
    of_view = ap[VIEWS.index(view)]
    with left:
        name, scale_s = label_set.classes[label], label_set.rule.scale_s
        over_tolerance = charts.over_tolerance(of_view[:, label], of_view.mean(axis=1), name, scale_s)
        chart(over_tolerance, f"{key}_over_tolerance")
    with right:
        chart(charts.precision_recall(curve, threshold), f"{key}_precision_recall")
    place = f"{key}_moments"
    with st.container(key=place):
        _moments(matches, label, view, place)
    if st.session_state.pop(SCROLL_TO_LIST, False):
        st.html(_SCROLL % (selection.moves(), place), unsafe_allow_javascript=True)


def _moments(matches: Matches, label: int, view: str, key: str) -> None:
    """A button with the count of each outcome, and the list of the one that was pressed."""
    rows, label_set = rows_of(matches, label, view), matches.truths.label_set
    class_name = label_set.classes[label]
    kind = st.session_state.get("moments_of_kind")
    if kind not in rows:
        kind = None
    of_view = "" if view == "all" else f", {view} truths"
    at = f"at {tolerance(matches.tolerance_s)}{of_view}"
    st.markdown(f"**{escape(class_name)}** {at}: choose what to list")
    merged = _merged_help(len(rows.get(MERGED, ())), label_set.rule.fps)
    with st.container(horizontal=True, gap="small"):
        for outcome, places in rows.items():
            name = "truths" if outcome is None else OUTCOMES[outcome].name
            st.button(
                f"**{len(places):,}** {name}",
                key=f"kind_{name.replace(' ', '_')}",
                type="primary" if outcome == kind else "secondary",
                help=_help(outcome, merged, view),
                on_click=_choose,
                args=(outcome,),
            )
    if not len(rows[kind]):
        st.caption("There are no such moments.")
        return
    of_truths = kind in _OF_TRUTHS
    frame = truths_frame(matches, rows[kind], kind) if of_truths else spots_frame(matches, rows[kind])
    what = "truths" if of_truths else "spots"
    row = moments_table(frame, label_set, key, f"{label_set.slugs[label]}-{what}.csv")
    if row is not None:
        trail.start("classes", f"{class_name}, {what}", stops(frame, label_set), row, len(frame))


def truths_frame(matches: Matches, at: np.ndarray, kind: int | None) -> pd.DataFrame:
    """Truths for `moments_table`; where kind is None, for all outcomes, with the spot that hit each."""
    frame = _frame(matches.truths, at).assign(visible=matches.truths.visible[at])
    if kind is not None:
        return frame
    spot = matches.truth_spot[at]
    hit, place = spot >= 0, np.maximum(spot, 0)
    return frame.assign(
        confidence=np.where(hit, matches.spots.confidence[place], np.nan),
        offset_s=np.where(hit, matches.offset_ms[place] / 1000, np.nan),
        outcome=[OUTCOMES[outcome].name for outcome in matches.truth_outcome[at]],
    )


def spots_frame(matches: Matches, at: np.ndarray) -> pd.DataFrame:
    """Spots for `moments_table`, most confident first."""
    at = at[np.argsort(-matches.spots.confidence[at], kind="stable")]
    classes = matches.truths.label_set.classes
    names = [classes[matches.truths.label[truth]] if truth >= 0 else "" for truth in matches.spot_truth[at]]
    return _frame(matches.spots, at).assign(
        confidence=matches.spots.confidence[at],
        offset_s=matches.offset_ms[at] / 1000,
        **{"nearest truth": names},
    )


def _frame(events: Events, at: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "class": [events.label_set.classes[label] for label in events.label[at]],
            "game": [events.games[game] for game in events.game[at]],
            "half": events.half[at],
            "time_ms": events.time_ms[at],
        }
    )


def rows_of(matches: Matches, label: int, view: str) -> dict[int | None, np.ndarray]:
    """Rows of a class in a view by outcome: of truths for MISSED, MERGED and None (all but merged), else of
    spots.

    There is no MERGED where none are merged. False spots belong to no view and are the same in each.
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


def _merged_help(merged: int, fps: float) -> str:
    """What to know of truths that share a frame of the evaluator; nothing without any."""
    if not merged:
        return ""
    frame = "half a second" if fps == 2 else f"{1 / fps:.3g} s"
    shares = "share" if merged > 1 else "shares"
    return f" {merged} more {shares} a frame ({frame}) with a later one of the class and count once."


def _help(kind: int | None, merged: str, view: str) -> str:
    if kind is None:
        return f"The truths of the class that the official metric counts, as in the table.{merged}"
    rule = OUTCOMES[kind].rule
    return rule if view == "all" or kind not in _FALSE else f"{rule}; in all views"


def _choose(kind: int | None) -> None:
    st.session_state["moments_of_kind"] = kind
