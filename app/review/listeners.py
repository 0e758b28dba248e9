"""What reaches a review from the browser: edits by key, picks, fields of the label, conflicts."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.moments.names import moment_name
from app.review.edits import act
from app.review.session import Edit, Reviewing
from app.ui import selection
from app.ui.page import escape
from core.exceptions import UserError
from core.labels.editor import LabelEditor
from core.timebase import game_time


def reviewing() -> Reviewing:
    """The state of this tab."""
    return st.session_state.setdefault("reviewing", Reviewing())


def on_edit() -> None:
    """A key or a button of the match view; one that was done already is only answered again."""
    edit, state = Edit.read(st.session_state["review_view"].get("edit")), reviewing()
    if edit is None or edit.seq <= state.last_seq.get(edit.tab, 0):
        return
    state.last_seq[edit.tab] = edit.seq
    ok, text = _try(lambda: act(state, edit))
    saved = ok and edit.op not in ("next", "previous")
    state.answer = {"tab": edit.tab, "seq": edit.seq, "ok": ok, "saved": saved, "text": text}
    if state.moved:
        state.moved = False
        selection.go(moment=moment_name(state.moment))


def _try(work: Callable[[], str | None]) -> tuple[bool, str]:
    reviewing().told = ()
    try:
        return True, work() or ""
    except UserError as error:  # also StaleEdit: the page shows the labels as they are now
        return False, str(error)


def on_label() -> None:
    """A label was picked in the lanes."""
    picked, state = st.session_state["review_view"].get("label") or {}, reviewing()
    if isinstance(picked.get("id"), str) and picked.get("at") == state.label_of:
        state.label = picked["id"]


def on_pick() -> None:
    """A moment of the queue was clicked."""
    name, state = st.session_state["review_queue"].get("pick"), reviewing()
    if any(moment_name(moment) == name for moment in state.queue):
        state.told = ()
        selection.go(moment=name)


def edit_label(id: str, revision: int, work: Callable[[LabelEditor], LabelEditor]) -> None:
    """A field of the label panel: an edit on the editor as it was shown, once."""
    state = reviewing()
    editor, at = state.editor, state.label_of
    if editor is None or editor.revision != revision:
        state.told = ("The labels changed while you typed, so that was not saved; look at them again.",)
        return
    ok, said = _try(lambda: _keep(state, work(editor), at))
    if ok:
        state.choose(id, at)
    else:
        state.told = (said,)


def _keep(state: Reviewing, after: LabelEditor, at: str | None) -> None:
    state.keep(after, at)


def step_back(op: str, revision: int) -> None:
    """Undo or redo by button."""
    state = reviewing()
    if state.editor is None or state.editor.revision != revision:
        return
    ok, said = _try(lambda: act(state, Edit(op)))
    if not ok:
        state.told = (said,)
    if state.moved:
        state.moved = False
        selection.go(moment=moment_name(state.moment))


def conflicts(editor: LabelEditor) -> None:
    """Edits whose label changed on disk: for each, what to keep."""
    for conflict in editor.conflicts:
        was = conflict.was
        text, mine, theirs = st.columns([6, 1.3, 1.3], vertical_alignment="center")
        text.warning(
            escape(
                f"You {_DID[conflict.op]} the {was['label']} at {game_time(was['half'], was['time_ms'])}, "
                "and that label changed in the file."
            ),
            icon=":material/call_split:",
        )
        for place, name, keep in ((mine, "Keep mine", "mine"), (theirs, "Take the file's", "file")):
            place.button(
                name,
                key=f"resolve_{keep}_{conflict.id}_{editor.revision}",
                width="stretch",
                on_click=_resolve,
                args=(conflict.id, keep, editor.revision),
            )


_DID = {"move": "moved", "change": "changed", "delete": "deleted"}


def _resolve(id: str, keep: str, revision: int) -> None:
    state = reviewing()
    editor = state.editor
    if editor is not None and editor.revision == revision:
        ok, said = _try(lambda: _keep(state, editor.resolve(id, keep), None))
        if not ok:
            state.told = (said,)
