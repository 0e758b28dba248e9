"""What the keys and buttons of a review do to an editor."""

from __future__ import annotations

from dataclasses import asdict

from app.moments.names import moment_name
from app.review.session import LEAVING, Edit, Reviewing
from core.classes import CLASSES, TEAMS
from core.errors.moments import Moment
from core.exceptions import UserError
from core.labels.editor import LabelEditor
from core.labels.journal import StaleEdit
from core.timebase import clock


def perform(editor: LabelEditor, edit: Edit, moment: Moment) -> tuple[LabelEditor, str, str | None]:
    """Make an edit: the editor after it, what was done as a sentence, and the id of the label, if it is left.

    Raises UserError when it cannot be made, StaleEdit when another tab changed the label meanwhile.
    """
    about = asdict(moment)
    if edit.op == "confirm":
        return editor.confirm(moment=about), "Confirmed: an error of the model.", edit.id or None
    if edit.op == "add":
        label = CLASSES[edit.focus]
        wanted = (moment.half, edit.time_ms, label)
        if any((one.half, one.time_ms, one.label) == wanted for one in editor.entries):
            raise UserError(f"There is a {label} at {clock(edit.time_ms)} already; move the playhead first.")
        after = editor.add(moment.half, edit.time_ms, label, moment=about)
        return after, f"Added {label} at {clock(edit.time_ms)}.", after.content.lines[-1]["id"]
    entry = editor.state.entries.get(edit.id)
    if entry is None:
        raise UserError("There is no label here to change: choose one, or add one with A.")
    if edit.op == "move":
        if edit.time_ms == entry.time_ms:
            raise UserError("The label is at the playhead already.")
        gap = (edit.time_ms - entry.time_ms) / 1000
        return (
            editor.move(edit.id, edit.time_ms, moment=about),
            f"Moved {entry.label} by {gap:+.1f} s.",
            edit.id,
        )
    if edit.op == "delete":
        return editor.delete(edit.id, moment=about), f"Deleted {entry.label} at {clock(entry.time_ms)}.", None
    if edit.op == "team":
        place = TEAMS.index(entry.team) if entry.team in TEAMS else -1
        team = TEAMS[(place + 1) % len(TEAMS)]
        return editor.change(edit.id, team=team, moment=about), f"{entry.label}: {team}.", edit.id
    if edit.op == "visible":
        said = f"{entry.label}: {'unshown' if entry.visible else 'visible'}."
        return editor.change(edit.id, visible=not entry.visible, moment=about), said, edit.id
    label = CLASSES[edit.focus]
    if label == entry.label:
        raise UserError(f"This label is a {label} already; bring another class into focus first.")
    return editor.change(edit.id, label=label, moment=about), f"{entry.label} became {label}.", edit.id


def act(state: Reviewing, edit: Edit) -> str:
    """Do what was asked for; returns a sentence. The state then says where to be, and which label is meant.

    Raises UserError when it cannot be done; nothing is then written.
    """
    if edit.op in ("next", "previous"):
        return _step(state, 1 if edit.op == "next" else -1)
    if edit.op in ("undo", "redo"):
        return _take_back(state, edit.op)
    place = next((at for at, one in enumerate(state.queue) if moment_name(one) == edit.at), state.place)
    if not 0 <= place < len(state.queue):
        raise UserError("There is no moment here to review.")
    moment = state.queue[place]
    editor = state.seen.get(moment.game)
    if editor is None:
        raise UserError("The labels of this game are not open; look at it again.")
    if edit.op == "confirm" and editor.settlement(asdict(moment)) == "confirmed":
        return "Confirmed already."
    after, said, label = perform(editor, edit, moment)
    state.keep(after, edit.at or moment_name(moment))
    settled = after.settlement(asdict(moment))
    state.states = (*state.states[:place], settled, *state.states[place + 1 :])
    if place == state.place:
        state.choose(label, moment_name(moment))
        if state.advance and edit.op in LEAVING:
            return f"{said} {_step(state, 1)}".strip()
    return said


def _step(state: Reviewing, step: int) -> str:
    place = state.next_place(step)
    if place is None:
        if step > 0 and all(state.states):
            return f"All {len(state.states)} are looked at."
        return "There is none after this one." if step > 0 else "There is none before this one."
    state.goto(place)
    return ""


def _take_back(state: Reviewing, op: str) -> str:
    """Undo or redo the last edit of this tab, in whichever game; before its first, of the game shown."""
    first, second = (state.trail, state.ahead) if op == "undo" else (state.ahead, state.trail)
    game, at = first[-1] if first else (state.game.name if state.game else "", "")
    editor = state.seen.get(game)
    if editor is None:
        raise UserError(f"There is nothing to {op}.")
    try:
        after = editor.undo() if op == "undo" else editor.redo()
    except StaleEdit:
        raise
    except UserError:
        del first[-1:]  # another tab was here: there is no such edit any more
        raise
    if first:
        second.append(first.pop())
    state.keep(after, None)
    place = next((place for place, one in enumerate(state.queue) if moment_name(one) == at), None)
    if place is not None and place != state.place:
        state.goto(place)
    else:
        state.choose(None, "")
    return "Undone." if op == "undo" else "Done again."
