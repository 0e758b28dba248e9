"""Misses by circumstance: cause, visibility, league, minute, gap to the next event, class."""

from __future__ import annotations

import streamlit as st

from app.errors.shown import Shown, count
from app.errors.state import PAGE
from app.moments.pick import GALLERY, chosen_keys, class_key, pick
from app.ui import selection
from app.ui.figure_table import Figure, Head, Row, figures
from core.classes import CLASSES, INDEX
from core.errors.causes import CAUSES
from core.errors.moment_filter import MomentFilter
from core.errors.tables import misses, truth_groups

NAMES = {
    "cause": "Cause",
    "visibility": "Visibility",
    "league": "League",
    "minute": "Minute",
    "gap": "Gap",
    "class": "Class",
}
HELP = {
    "cause": "Why each missed truth was missed, as the scores tell; without scores, as the spots tell.",
    "visibility": "Whether the broadcast shows the event.",
    "league": "The league of the match.",
    "minute": "Half and minutes of play; added time is the last group of each half.",
    "gap": "Time to the next event of the same class in the half.",
    "class": "The class of the truth.",
}


def misses_section(shown: Shown) -> None:
    """The choice of groups and the bars."""
    chosen = selection.chosen(PAGE)
    st.segmented_control(
        "Misses by",
        tuple(NAMES),
        format_func=NAMES.get,
        required=True,
        width="stretch",
        label_visibility="collapsed",
        **selection.widget("by", chosen.by),
    )
    rows = miss_rows(shown, chosen.by)
    if not rows:
        what = "truths" if shown.of is None else f"truths of {CLASSES[shown.of]}"
        st.caption(f":material/info: No {what} here {'were missed' if chosen.by == 'cause' else 'to miss'}.")
        return
    by_cause = chosen.by == "cause"
    head = [
        Head(NAMES[chosen.by].lower(), HELP[chosen.by]),
        Head("missed", "Truths that no spot was assigned to"),
        *(() if by_cause else (Head("truths"),)),
        Head("share of misses" if by_cause else "share missed", kind="fg-words"),
    ]
    figures(
        "errors_misses",
        head,
        rows,
        pick,
        label="Misses",
        chosen=chosen_keys(),
        most_px=520,
        reveals=GALLERY,
    )
    st.caption(HELP[chosen.by])


def miss_rows(shown: Shown, by: str) -> list[Row]:
    """A row per group that has truths: missed, truths, share."""
    report = shown.found.report
    table = misses(report, by, label=shown.of, cause=shown.found.cause, visible=shown.visible)
    if by == "cause":
        table = table.sort_values("missed", ascending=False, kind="stable")
    places = {} if by == "cause" else {name: at for at, name in enumerate(truth_groups(report, by)[0])}
    most = max(0.05, float(table["share"].max())) if len(table) else 1.0
    rows = []
    for one in table.to_dict("records"):
        missed = _filter(shown, by, one["group"], places)
        share = float(one["share"])
        bar = Figure(f"{100 * share:.1f} %", "", share / most, "bar")
        name = Figure(
            one["group"] or "no league",
            class_key(INDEX[one["group"]]) if by == "class" else "",
            title=CAUSES.get(one["group"], "") if by == "cause" else "",
        )
        truths = () if by == "cause" else (Figure(f"{one['truths']:,}"),)
        rows.append(Row((name, count(one["missed"], missed), *truths, bar)))
    return rows


def _filter(shown: Shown, by: str, group: str, places: dict[str, int]) -> MomentFilter:
    if by == "cause":
        return shown.filter(kind="missed", label=shown.of, cause=group)
    if by == "class":
        return shown.filter(kind="missed", label=INDEX[group])
    return shown.filter(kind="missed", label=shown.of, by=by, group=places[group])
