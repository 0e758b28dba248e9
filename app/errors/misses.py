"""Misses by circumstance: cause, visibility, league, minute, gap to the next event, class."""

from __future__ import annotations

import streamlit as st

from app.errors.state import ErrorsState
from app.moments.pick import class_key, count_cell, linked_table
from app.moments.split_errors import SplitErrors
from app.ui import selection
from app.ui.figure_table import Figure, Head, Row
from app.ui.page import escape
from core.errors.causes import CAUSES
from core.errors.tables import misses, truth_groups

GROUP_HELP = {
    "cause": "Why each missed truth was missed, as the scores tell; without scores, as the spots tell.",
    "visibility": "Whether the broadcast shows the event.",
    "league": "The league of the match.",
    "minute": "Half and minutes of play; added time is the last group of each half.",
    "gap": "Time to the next event of the same class in the half.",
    "class": "The class of the truth.",
}


def misses_section(errors: SplitErrors, chosen: ErrorsState, *, key: str) -> None:
    """How misses are grouped, and the bars."""
    label_set, label = errors.label_set, chosen.only_class
    groups = [name for name in GROUP_HELP if label_set.visibility or name != "visibility"]
    group = chosen.miss_group if chosen.miss_group in groups else groups[0]
    st.segmented_control(
        "Misses by",
        groups,
        format_func=str.capitalize,
        required=True,
        width="stretch",
        label_visibility="collapsed",
        **selection.widget("miss_group", group),
    )
    rows, by_cause = _rows(errors, group, label), group == "cause"
    if not rows:
        truths = "truths" if label is None else f"truths of {escape(label_set.classes[label])}"
        st.caption(f":material/info: No {truths} here {'were missed' if by_cause else 'to miss'}.")
        return
    head = [
        Head(group, GROUP_HELP[group]),
        Head("missed", "Truths that no spot was assigned to"),
        *(() if by_cause else (Head("truths"),)),
        Head("share of misses" if by_cause else "share missed", kind="fg-words"),
    ]
    linked_table(key, head, rows, "Misses", most_px=520)
    st.caption(GROUP_HELP[group])


def _rows(errors: SplitErrors, group: str, label: int | None) -> list[Row]:
    """A row per group that has truths: missed, truths, share."""
    report, label_set, by_cause = errors.report, errors.label_set, group == "cause"
    visible = errors.filter().visible
    table = misses(report, group, label=label, cause=errors.moments.cause, visible=visible)
    if by_cause:
        table = table.sort_values("missed", ascending=False, kind="stable")
    groups = [] if by_cause else truth_groups(report, group)[0]
    most = max(0.05, float(table["share"].max())) if len(table) else 1.0
    rows = []
    for record in table.to_dict("records"):
        name, key = record["group"], ""
        if by_cause:
            moments = errors.filter(kind="missed", label=label, cause=name)
        elif group == "class":
            own = label_set.index[name]
            key, moments = class_key(own, label_set), errors.filter(kind="missed", label=own)
        else:
            moments = errors.filter(kind="missed", label=label, by=group, group=groups.index(name))
        share = float(record["share"])
        cells = (
            Figure(name or "no league", key, title=CAUSES.get(name, "")),
            count_cell(record["missed"], moments, label_set),
            *(() if by_cause else (Figure(f"{record['truths']:,}"),)),
            Figure(f"{100 * share:.1f} %", "", share / most, "bar"),
        )
        rows.append(Row(cells))
    return rows
