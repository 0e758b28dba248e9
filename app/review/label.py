"""Below the match view of a review: the label that edits change, the labels around it, the edits so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from html import escape as html_escape
from typing import Any

import pandas as pd
import streamlit as st

from app.review.listeners import current_review, edit_label, undo_or_redo
from app.review.session import History, LabelChoice
from app.review.words import edit_words, exact_clock, parse_clock
from app.ui.page import escape, stack_columns
from core.errors.moments import Moment
from core.exceptions import UserError
from core.label_set import NO_TEAM
from core.labels.editor import LabelEditor
from core.labels.replay import Entry
from core.labels.truths import labels_near
from core.labels.validate import moment_key

NEAR_MS = 60_000
_MOST = 200
_ROW_PX = 28


def label_panels(editor: LabelEditor, moment: Moment, choice: LabelChoice, history: History) -> None:
    """The three panels beside each other."""
    st.html(stack_columns(review_labels=1180))
    with st.container(key="review_labels"):
        label, near, edits = st.columns([1.25, 1.15, 1], gap="medium")
    with label:
        _label(editor, moment_key(asdict(moment)), choice)
    with near:
        _labels_near(editor, moment, choice)
    with edits:
        _edits(editor, history)


def _label(editor: LabelEditor, moment: dict[str, Any], choice: LabelChoice) -> None:
    """The label field by field, each change saved at once, and a note."""
    entry = editor.state.entries.get(choice.id or "")
    if entry is not None:
        st.markdown(f"**Label**: {escape(entry.label)} {escape(exact_clock(entry.time_ms))}")
        _fields(editor, moment, entry)
    elif editor.state.deleted and editor.settlement(moment) == "mended":
        st.markdown("**Label**: deleted. Press U to undo.")
    else:
        st.markdown("**Label**: none here. Press A to add one.")
    _note(editor, moment, choice, "" if entry is None else entry.id)


def _fields(editor: LabelEditor, moment: dict[str, Any], entry: Entry) -> None:
    def change(name: str, key: str) -> None:
        value = st.session_state[key]

        def edit(shown: LabelEditor) -> LabelEditor:
            if name == "time":
                return shown.move(entry.id, parse_clock(value), moment=moment)
            return shown.change(entry.id, **{name: value}, moment=moment)

        edit_label(entry.id, editor.revision, edit)

    def tied(name: str) -> dict[str, Any]:
        key = f"review_{name}_{entry.id}_{editor.revision}"
        return {"key": key, "on_change": change, "args": (name, key)}

    label_set = editor.label_set
    classes = _with(label_set.classes, entry.label)
    teams = _with(label_set.teams, entry.team)
    left, right = st.columns([1.6, 1], gap="small")
    left.selectbox("Class (F)", classes, classes.index(entry.label), **tied("label"))
    right.text_input("Time (M)", exact_clock(entry.time_ms), **tied("time"))
    left, right = st.columns([1.6, 1], gap="small", vertical_alignment="bottom")
    left.selectbox("Team (T)", teams, teams.index(entry.team), **tied("team"))
    if label_set.visibility:
        right.checkbox("Visible (V)", entry.visible, **tied("visible"))


def _with(words: tuple[str, ...], word: str) -> tuple[str, ...]:
    """The words, and one that a file has besides."""
    return words if word in words else (*words, word)


def _note(editor: LabelEditor, moment: dict[str, Any], choice: LabelChoice, id: str) -> None:
    """The last note on the label, or on the moment where there is none."""
    note = note_of(editor, id, moment)
    key = f"review_note_{choice.moment}_{id}_{len(editor.state.marks)}"

    def change() -> None:
        text = st.session_state[key]
        if text.strip() == note.strip():
            return
        if text.strip():
            edit_label(id, editor.revision, lambda shown: shown.note(text, id=id, moment=moment))
        else:
            current_review().notices = ("A note cannot be emptied; undo it instead.",)

    with st.container(key="review_note_place"):
        # No limit of characters here: a longer text would be dropped without a word. The editor says its own.
        st.text_input("Note (N)", note, placeholder="Why, for the next reviewer", key=key, on_change=change)


def note_of(editor: LabelEditor, id: str, moment: Mapping[str, Any]) -> str:
    """The last note that stands on a label, or else on an error."""
    for line in reversed(editor.state.marks):
        if line["op"] == "note" and (line.get("id") == id if id else line.get("moment") == moment):
            return line["text"]
    return ""


def _labels_near(editor: LabelEditor, moment: Moment, choice: LabelChoice) -> None:
    """The labels within a minute, of whatever class; a click chooses one."""
    st.markdown(f"**Labels within {NEAR_MS // 1000} s**")
    entries = labels_near(editor, moment.half, moment.time_ms, NEAR_MS)
    key = f"review_near_{choice.moment}_{editor.revision}_{choice.version}"

    def choose() -> None:
        review, cells = current_review(), st.session_state[key].get("selection", {}).get("cells", [])
        if cells and 0 <= cells[0][0] < len(entries):
            review.choose(entries[cells[0][0]].id, review.label.moment)

    if entries:
        table = pd.DataFrame(
            {
                "": ["▸" if entry.id == choice.id else "" for entry in entries],
                "time": [exact_clock(entry.time_ms)[:-2] for entry in entries],
                "class": [entry.label for entry in entries],
                "team": ["" if entry.team == NO_TEAM else entry.team for entry in entries],
                "shown": ["visible" if entry.visible else "unshown" for entry in entries],
                "edited": ["✎" if entry.changed else "" for entry in entries],
            }
        )
        if not editor.label_set.visibility:
            table = table.drop(columns="shown")
        st.dataframe(
            table,
            key=key,
            hide_index=True,
            row_height=_ROW_PX,
            height=_ROW_PX * min(len(table), 7) + 38,
            on_select=choose,
            selection_mode="single-cell",
            column_config={
                "": st.column_config.TextColumn("", width=24),
                "time": st.column_config.TextColumn("time", width=64),
                "edited": st.column_config.TextColumn("", width=24),
            },
        )
    else:
        st.caption("None.")
    unreadable = [str(entry.index + 1) for entry in editor.entries if entry.half == 0]
    if unreadable:
        numbers = ", ".join(unreadable[:20])
        st.caption(f"Annotations that cannot be read and stay as they are: number {numbers}.")


def _edits(editor: LabelEditor, history: History) -> None:
    """The edits of this game, the newest first, with undo and redo."""
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
        st.markdown("**Edits of this game**", width="stretch")
        for op, possible, keys in (
            ("undo", editor.can_undo or history.done, "U, Ctrl Z"),
            ("redo", editor.can_redo or history.undone, "Y, Ctrl Y"),
        ):
            st.button(
                "",
                icon=f":material/{op}:",
                key=f"review_{op}",
                help=f"{op.capitalize()} ({keys})",
                disabled=not possible,
                on_click=undo_or_redo,
                args=(op, editor.revision),
            )
    lines = [_line(line, "opacity:.5;text-decoration:line-through") for line in editor.state.undone]
    lines += [_line(line, "") for line in reversed(editor.state.done)]
    if not lines:
        st.caption("No edits yet.")
        return
    if len(lines) > _MOST:
        lines[_MOST:] = [f"<div style='opacity:.6'>and {len(lines) - _MOST} more</div>"]
    with st.container(height=220, border=False):
        st.html(f'<div style="font-size:.82rem;line-height:1.5" aria-label="history">{"".join(lines)}</div>')


def _line(line: Mapping[str, Any], style: str) -> str:
    when = html_escape(str(line.get("at", ""))[:16].replace("T", " "))
    try:
        text = edit_words(line)
    except (KeyError, TypeError, UserError):
        text = str(line.get("op"))
    return (
        f'<div style="{style}" title="{when} UTC, edit {line.get("revision")}">'
        f'<span style="opacity:.6;font-variant-numeric:tabular-nums">{when[11:]}</span> '
        f"{html_escape(text)}</div>"
    )
