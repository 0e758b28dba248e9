"""What the keys and buttons of a review do to labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.review.session import Review
from app.review.words import gap_words
from core.errors.moments import Moment
from core.exceptions import UserError
from core.label_set import LabelSet
from core.labels.editor import LabelEditor
from core.labels.journal import StaleEdit
from core.timebase import clock

STEPS = {"next": 1, "previous": -1}
SETTLING = ("confirm", "delete")
"""Edits that settle a moment, so that the next one can come up; after others a label often needs more."""
OPS = (*SETTLING, "add", "move", "team", "visible", "class", "undo", "redo", *STEPS)


@dataclass(frozen=True)
class Edit:
    """What the browser requests: an op on the label of an id, at the moment of a name.

    time_ms: the playhead; focus: the class in focus; tab, seq: which request of which view, made once.
    """

    op: str
    at: str = ""
    id: str = ""
    time_ms: int = 0
    focus: int = 0
    tab: str = ""
    seq: int = 0

    @classmethod
    def from_browser(cls, value: Any, label_set: LabelSet) -> Edit | None:
        """From what the browser sent; None for anything that is no edit of labels of a set."""
        if not isinstance(value, Mapping):
            return None
        types = {"op": str, "at": str, "time_ms": int, "focus": int, "tab": str, "seq": int}
        if any(type(value.get(name)) is not kind for name, kind in types.items()):
            return None
        if value["op"] not in OPS or value["focus"] not in range(len(label_set)):
            return None
        id = value.get("id")
        return cls(id=id if isinstance(id, str) else "", **{name: value[name] for name in types})


def act(review: Review, edit: Edit) -> str:
    """Do what an edit requests; returns a sentence. The review then has the moment and label to show.

    Raises UserError when it cannot be done; nothing is written then.
    """
    if edit.op in STEPS:
        return _step(review, STEPS[edit.op])
    if edit.op in ("undo", "redo"):
        return _undo_or_redo(review, edit.op)
    place = review.queue.place_of(edit.at)
    if place is None:
        place = review.queue.place
    if place < 0:
        raise UserError("There is no moment here to review.")
    moment = review.queue.moments[place]
    editor = review.editors.get(moment.game)
    if editor is None:
        raise UserError("The labels of this game are not open; go to the moment again.")
    if edit.op == "confirm" and editor.settlement(asdict(moment)) == "confirmed":
        return "Already confirmed."
    after, sentence, id = _edited(editor, edit, moment)
    review.save(after, edit.at or review.queue.name_of(moment))
    review.queue = review.queue.settle(place, after.settlement(asdict(moment)))
    if place == review.queue.place:
        review.choose(id, review.queue.name_of(moment))
        if review.auto_advance and edit.op in SETTLING:
            return f"{sentence} {_step(review, 1)}".strip()
    return sentence


def _edited(editor: LabelEditor, edit: Edit, moment: Moment) -> tuple[LabelEditor, str, str | None]:
    """The labels after an edit, what was done as a sentence, and the id of the label if it is left.

    Raises UserError when it cannot be made, StaleEdit when another tab changed the label meanwhile.
    """
    label_set, about = editor.label_set, asdict(moment)
    id, time_ms, focus = edit.id, edit.time_ms, label_set.classes[edit.focus]
    if edit.op == "confirm":
        return editor.confirm(moment=about), "Confirmed: an error of the model.", id or None
    if edit.op == "add":
        new = (moment.half, time_ms, focus)
        if new in {(entry.half, entry.time_ms, entry.label) for entry in editor.entries}:
            raise UserError(f"There is already a {focus} at {clock(time_ms)}; move the playhead first.")
        after = editor.add(*new, moment=about)
        return after, f"Added {focus} at {clock(time_ms)}.", after.content.lines[-1]["id"]
    entry = editor.state.entries.get(id)
    if entry is None:
        raise UserError("There is no label here to change: choose one, or press A to add one.")
    label = entry.label
    if edit.op == "delete":
        return editor.delete(id, moment=about), f"Deleted {label} at {clock(entry.time_ms)}.", None
    if edit.op == "move":
        if time_ms == entry.time_ms:
            raise UserError("The label is already at the playhead.")
        sentence = f"Moved {label} by {gap_words(time_ms - entry.time_ms)}."
        return editor.move(id, time_ms, moment=about), sentence, id
    if edit.op == "team":
        teams = label_set.teams
        place = teams.index(entry.team) if entry.team in teams else -1
        changes = {"team": teams[(place + 1) % len(teams)]}
        sentence = f"{label}: {changes['team']}."
    elif edit.op == "visible":
        if not label_set.visibility:
            raise UserError("Labels of this set do not say whether a broadcast shows an event.")
        changes = {"visible": not entry.visible}
        sentence = f"{label}: {'unshown' if entry.visible else 'visible'}."
    else:
        if label == focus:
            raise UserError(f"This label is already a {label}; bring another class into focus first.")
        changes, sentence = {"label": focus}, f"Changed {label} to {focus}."
    return editor.change(id, **changes, moment=about), sentence, id


def _step(review: Review, step: int) -> str:
    queue = review.queue
    place = queue.next_place(step, open_only=review.open_only)
    if place is not None:
        review.go_to(place)
        return ""
    if step > 0 and all(queue.settlements):
        return f"All {len(queue.moments)} are reviewed."
    return f"There are no moments {'after' if step > 0 else 'before'} this one."


def _undo_or_redo(review: Review, op: str) -> str:
    """Undo or redo the last edit of this tab, in whichever game; before its first, of the game on screen."""
    last = review.history.last(op)
    game, name = last or (review.moment.game if review.moment else "", "")
    editor = review.editors.get(game)
    if editor is None:
        raise UserError(f"There is nothing to {op}.")
    try:
        after = editor.undo() if op == "undo" else editor.redo()
    except StaleEdit:
        raise
    except UserError:
        review.history = review.history.drop(op)  # another tab undid or redid it already
        raise
    review.history = review.history.step(op)
    review.save(after, None)
    place = review.queue.place_of(name)
    if place is not None and place != review.queue.place:
        review.go_to(place)
    else:
        review.choose(None, "")
    return "Undone." if op == "undo" else "Redone."
