"""What reaches a review from the browser: edits by key, picked labels and moments, fields, conflicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from app.review.edits import Edit, act
from app.review.session import Answer, Review
from app.ui import selection
from core.exceptions import UserError
from core.labels.editor import LabelEditor

VIEW, QUEUE = "review_view", "review_queue"
"""Keys of the two components."""


def current_review() -> Review:
    """The review of this tab."""
    return st.session_state.setdefault("review", Review())


def on_edit() -> None:
    """A key or a button of the match view; the same request again is only answered again."""
    review = current_review()
    edit = Edit.from_browser(st.session_state[VIEW].get("edit"), review.queue.label_set)
    last = review.answer
    if edit is None or (last is not None and edit.tab == last.tab and edit.seq <= last.seq):
        return
    ok, text = _attempt(review, lambda: act(review, edit))
    saved = ok and edit.op not in ("next", "previous")
    review.answer = Answer(edit.tab, edit.seq, ok, saved, text)


def on_label() -> None:
    """A label was picked in the lanes."""
    picked, review = st.session_state[VIEW].get("label") or {}, current_review()
    if isinstance(picked.get("id"), str) and picked.get("at") == review.label.moment:
        review.label = replace(review.label, id=picked["id"])


LISTENERS = {"on_edit": on_edit, "on_label": on_label, "on_half": lambda: None}  # a moment has one half


def on_pick() -> None:
    """A moment of the queue was clicked."""
    name, review = st.session_state[QUEUE].get("pick"), current_review()
    if review.queue.place_of(name) is not None:
        review.notices = ()
        selection.go(moment=name)


def edit_label(id: str, revision: int, change: Callable[[LabelEditor], LabelEditor]) -> None:
    """A field of the label panel was changed."""

    def save(review: Review, editor: LabelEditor) -> None:
        moment = review.label.moment
        review.save(change(editor), moment)
        review.choose(id, moment)

    if not _change_shown(revision, save):
        sentence = "The labels changed while you typed, so this was not saved; check them and try again."
        current_review().notices = (sentence,)


def undo_or_redo(op: str, revision: int) -> None:
    """A button of the history."""
    _change_shown(revision, lambda review, _: act(review, Edit(op)))


def resolve(id: str, keep: str, revision: int) -> None:
    """A conflict was decided."""
    _change_shown(revision, lambda review, editor: review.save(editor.resolve(id, keep), None))


def _change_shown(revision: int, change: Callable[[Review, LabelEditor], object]) -> bool:
    """Change the labels on screen once; False when they are no longer at the revision that was shown."""
    review = current_review()
    editor = review.editor
    if editor is None or editor.revision != revision:
        return False
    ok, text = _attempt(review, lambda: change(review, editor))
    if not ok:
        review.notices = (text,)
    return True


def _attempt(review: Review, work: Callable[[], object]) -> tuple[bool, str]:
    """Whether work was done, and its sentence, or why not; the page follows to another moment."""
    review.notices, before = (), review.moment
    try:
        sentence = work()
    except UserError as error:  # also StaleEdit: the page shows the labels as they are now
        return False, str(error)
    if review.moment != before:
        selection.go(moment=review.queue.name)
    return True, sentence if isinstance(sentence, str) else ""
