"""Below the match view of a review: the label in question, the labels around it, what was done."""

from __future__ import annotations

from html import escape as html_escape

import pandas as pd
import streamlit as st

from app.review.listeners import edit_label, reviewing, step_back
from app.review.session import Reviewing
from app.review.words import describe, exact_clock, parse_clock
from app.ui.page import escape
from core.classes import CLASSES, TEAMS
from core.exceptions import UserError
from core.labels.editor import LabelEditor
from core.labels.replay import Entry
from core.labels.truths import labels_near

NEAR_MS = 60_000
_MOST = 200


def label_panel(state: Reviewing, editor: LabelEditor) -> None:
    """The label in question, field by field; each change is saved at once."""
    entry = editor.state.entries.get(state.label or "")
    if entry is None:
        deleted = state.label_of and editor.settlement(_about()) == "mended"
        why = "It was deleted; U takes that back." if deleted and editor.state.deleted else "A adds one."
        st.markdown(f"**Label**: none here. {why}")
    else:
        st.markdown(f"**Label**: {escape(entry.label)} {escape(exact_clock(entry.time_ms))}")
        _fields(entry, editor.revision)
    _note(state, editor, entry)


def _fields(entry: Entry, revision: int) -> None:
    own = () if entry.label in CLASSES else (entry.label,)
    teams = TEAMS if entry.team in TEAMS else (*TEAMS, entry.team)
    end = f"{entry.id}_{revision}"
    left, right = st.columns([1.6, 1], gap="small")
    with left:
        labels = (*CLASSES, *own)
        st.selectbox("Class (F)", labels, labels.index(entry.label), **_tied("label", end, entry, revision))
    with right:
        st.text_input("Time (M)", exact_clock(entry.time_ms), **_tied("time", end, entry, revision))
    left, right = st.columns([1.6, 1], gap="small", vertical_alignment="bottom")
    with left:
        st.selectbox("Team (T)", teams, teams.index(entry.team), **_tied("team", end, entry, revision))
    with right:
        st.checkbox("Visible (V)", entry.visible, **_tied("visible", end, entry, revision))


def _tied(field: str, end: str, entry: Entry, revision: int) -> dict:
    key = f"review_{field}_{end}"
    return {"key": key, "on_change": _took, "args": (field, key, entry.id, revision)}


def _took(field: str, key: str, id: str, revision: int) -> None:
    value, about = st.session_state[key], _about()
    if field == "time":
        edit_label(id, revision, lambda editor: editor.move(id, parse_clock(value), moment=about))
    else:
        edit_label(id, revision, lambda editor: editor.change(id, **{field: value}, moment=about))


def _about() -> dict:
    moment = reviewing().moment
    return {name: getattr(moment, name) for name in ("half", "time_ms", "label", "kind")}


def _note(state: Reviewing, editor: LabelEditor, entry: Entry | None) -> None:
    """The last note on the label, or on the moment where there is none."""
    id = entry.id if entry else ""
    said = note_of(editor, id, _about())
    key = f"review_note_{state.label_of}_{id}_{len(editor.state.marks)}"
    with st.container(key="review_note_place"):
        st.text_input(
            "Note (N)",
            said,
            # No limit here: a longer text would not be taken, without a word. The editor says its own.
            placeholder="Why, for whoever comes next",
            key=key,
            on_change=_noted,
            args=(key, id, editor.revision, said),
        )


def note_of(editor: LabelEditor, id: str, about: dict) -> str:
    """The last note that stands on a label, or else on an error."""
    for line in reversed(editor.state.marks):
        if line["op"] == "note" and (line.get("id") == id if id else line.get("moment") == about):
            return line["text"]
    return ""


def _noted(key: str, id: str, revision: int, before: str) -> None:
    text, about = st.session_state[key], _about()
    if text.strip() == before.strip():
        return
    if not text.strip():
        reviewing().told = ("A note cannot be emptied; undo takes it back.",)
        return
    edit_label(id, revision, lambda editor: editor.note(text, id=id, moment=about))


def near_panel(state: Reviewing, editor: LabelEditor) -> None:
    """The labels within a minute, those of other classes as they are; a click chooses one."""
    moment = state.moment
    near = labels_near(editor, moment.half, moment.time_ms, NEAR_MS)
    st.markdown(f"**Labels within ±{NEAR_MS // 1000} s**")
    if near:
        shown = pd.DataFrame(
            {
                "": ["▸" if entry.id == state.label else "" for entry in near],
                "time": [exact_clock(entry.time_ms)[:-2] for entry in near],
                "class": [entry.label for entry in near],
                "team": ["" if entry.team == TEAMS[0] else entry.team for entry in near],
                "shown": ["visible" if entry.visible else "unshown" for entry in near],
                "edited": ["✎" if entry.changed else "" for entry in near],
            }
        )
        key = f"review_near_{state.label_of}_{editor.revision}_{state.turn}"
        st.dataframe(
            shown,
            key=key,
            hide_index=True,
            row_height=28,
            height=28 * min(len(shown), 7) + 38,
            on_select=_chose,
            selection_mode="single-cell",
            column_config={
                "": st.column_config.TextColumn("", width=24),
                "time": st.column_config.TextColumn("time", width=64),
                "edited": st.column_config.TextColumn("", width=24),
            },
        )
        st.session_state["review_near"] = (key, tuple(entry.id for entry in near))
    else:
        st.caption("None.")
    broken = [str(entry.index + 1) for entry in editor.entries if entry.half == 0]
    if broken:
        st.caption(f"Annotations that cannot be read and stay as they are: number {', '.join(broken[:20])}.")


def _chose() -> None:
    key, ids = st.session_state.get("review_near", ("", ()))
    cells = (st.session_state.get(key) or {}).get("selection", {}).get("cells", [])
    state = reviewing()
    if cells and 0 <= cells[0][0] < len(ids):
        state.choose(ids[cells[0][0]], state.label_of)


def past_panel(state: Reviewing, editor: LabelEditor) -> None:
    """What was done to this game, the newest first, and the way back."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown("**This game**", width="stretch")
        for op, icon, can, key in (
            ("undo", ":material/undo:", editor.can_undo or state.trail, "U, Ctrl Z"),
            ("redo", ":material/redo:", editor.can_redo or state.ahead, "Y, Ctrl Y"),
        ):
            st.button(
                "",
                icon=icon,
                key=f"review_{op}",
                help=f"{op.capitalize()} ({key})",
                disabled=not can,
                on_click=step_back,
                args=(op, editor.revision),
            )
    rows = [_line(line, "opacity:.5;text-decoration:line-through") for line in editor.state.undone]
    rows += [_line(line, "") for line in reversed(editor.state.done)]
    if not rows:
        st.caption("Nothing was done to its labels yet.")
        return
    more = f"<div style='opacity:.6'>and {len(rows) - _MOST} more</div>" if len(rows) > _MOST else ""
    with st.container(height=220, border=False):
        rows = "".join(rows[:_MOST]) + more
        st.html(f'<div style="font-size:.82rem;line-height:1.5" aria-label="history">{rows}</div>')


def _line(line, style: str) -> str:
    when = str(line.get("at", ""))[:16].replace("T", " ")
    try:
        said = describe(line)
    except (KeyError, TypeError, UserError):
        said = str(line.get("op"))
    return (
        f'<div style="{style}" title="{html_escape(when)} UTC, edit {line.get("revision")}">'
        f'<span style="opacity:.6;font-variant-numeric:tabular-nums">{html_escape(when[11:])}</span> '
        f"{html_escape(said)}</div>"
    )
