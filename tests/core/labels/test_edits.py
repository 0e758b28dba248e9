"""Edits of labels: each by hand, undo and redo, two tabs, a broken journal, input that cannot be."""

from __future__ import annotations

import json
import random

import pytest

from core.exceptions import UserError
from core.labels.export import diff
from core.labels.journal import StaleEdit
from core.labels.mended import edited_games, mended_events, mended_file
from tests.core.labels.conftest import GAME, TEXT, by_label


def test_untouched_is_byte_for_byte(place):
    _, path, open_it = place
    editor = open_it()
    assert mended_file(editor) == path.read_bytes()
    assert diff(editor) == []
    assert not editor.edited
    assert edited_games(place[0] / "space") == ()
    editor = editor.note("only a note", id=by_label(editor, "Goal").id)
    assert mended_file(open_it()) == path.read_bytes()
    assert edited_games(place[0] / "space") == (GAME,)


def test_every_edit_by_hand(place):
    _, path, open_it = place
    editor = open_it()
    editor = editor.add(1, 25_250, "Foul", "home", False)
    editor = editor.move(by_label(editor, "Goal").id, 5_000)
    editor = editor.change(by_label(editor, "Kick-off").id, team="away", visible=False)
    editor = editor.delete(by_label(editor, "Corner").id)
    for one in (editor, open_it()):
        text = mended_file(one).decode()
        lines = text.splitlines()
        assert lines[:3] == TEXT.splitlines()[:3]
        dribble = TEXT[
            TEXT.index('{\n            "visibility"') : TEXT.index('        {"gameTime": "1 - 00:30"')
        ].strip()
        assert dribble.rstrip(",") in text
        assert '{"nothing": 1}' in text
        assert '"odd": true, "position": "5000"' in text
        assert (
            text.index('"1 - 00:05"') < text.index('"1 - 00:10"') < text.index("Dribble") < text.index("Foul")
        )
        value = json.loads(text)
        order = [entry.get("label") for entry in value["annotations"]]
        assert order == ["Goal", "Kick-off", "Dribble é", None, "Foul"]
        assert value["after"] == "é"
        foul = next(entry for entry in value["annotations"] if entry.get("label") == "Foul")
        assert foul == {
            "gameTime": "1 - 00:25",
            "label": "Foul",
            "position": "25250",
            "team": "home",
            "visibility": "not shown",
        }
        kick = next(entry for entry in value["annotations"] if entry.get("label") == "Kick-off")
        assert (kick["team"], kick["visibility"]) == ("away", "not shown")
        told = diff(one)
        assert len(told) == 4
        assert told[1] == "+ 1 - 00:25.250 Foul, home, not shown"
        assert "~ 1 - 00:30.000 Goal, away, visible -> 1 - 00:05.000 Goal, away, visible (-25.0 s)" in told
        assert "- 2 - 01:00.000 Corner, home, visible" in told
    assert path.read_text(encoding="utf-8") == TEXT
    assert len(mended_events(editor)) == 3


def test_undo_and_redo_reach_back_without_limit(place):
    _, path, open_it = place
    editor, states = open_it(), []
    rng = random.Random(0)
    for k in range(60):
        states.append(mended_file(editor))
        ids = [entry.id for entry in editor.entries if entry.half]
        kind = rng.choice("amcd") if len(ids) > 2 else "a"
        if kind == "a":
            editor = editor.add(1 + k % 2, rng.randrange(90_000), "Foul")
        elif kind == "m":
            editor = editor.move(rng.choice(ids), rng.randrange(90_000))
        elif kind == "c":
            editor = editor.change(rng.choice(ids), label=rng.choice(["Goal", "Corner"]), team="home")
        else:
            editor = editor.delete(rng.choice(ids))
    states.append(mended_file(editor))
    for expected in reversed(states[:-1]):
        editor = editor.undo()
        assert mended_file(editor) == expected
    assert mended_file(open_it()) == path.read_bytes()
    with pytest.raises(UserError, match="nothing to undo"):
        editor.undo()
    editor = open_it()  # redo works past a restart
    for expected in states[1:]:
        editor = editor.redo()
        assert mended_file(editor) == expected
    with pytest.raises(UserError, match="nothing to redo"):
        editor.redo()
    editor = editor.undo().add(1, 0, "Goal")
    assert not editor.can_redo


def test_two_tabs(place):
    _, _, open_it = place
    one, two = open_it(), open_it()
    goal, corner = by_label(one, "Goal").id, by_label(one, "Corner").id
    one = one.move(goal, 31_000)
    two = two.move(corner, 61_000)  # another label: both stand
    assert "1 edit " in two.notices[0]
    assert {by_label(two, "Goal").time_ms, by_label(two, "Corner").time_ms} == {31_000, 61_000}
    with pytest.raises(StaleEdit, match="nothing was overwritten"):
        one.change(corner, label="Foul")
    with pytest.raises(StaleEdit):
        one.undo()  # it would take back what the other tab did
    again = open_it()
    assert by_label(again, "Corner").time_ms == 61_000
    again.undo()
    assert by_label(open_it(), "Corner").time_ms == 60_000


def test_a_broken_last_line_is_set_aside(place):
    _, _, open_it = place
    editor = open_it().add(1, 1000, "Goal")
    with editor.journal.path.open("ab") as file:
        file.write(b'{"op": "add", "id": "x", "val')
    editor = open_it()
    assert "was not complete" in editor.notices[0]
    assert len(editor.state.done) == 1
    editor = editor.add(1, 2000, "Goal")
    assert "set aside" in editor.notices[0]
    assert (editor.journal.folder / "journal.broken").read_bytes() == b'{"op": "add", "id": "x", "val\n'
    assert "kept aside in" in open_it().notices[0]
    assert len(open_it().state.done) == 2
    lines = editor.journal.path.read_bytes().splitlines(keepends=True)
    editor.journal.path.write_bytes(lines[0] + b"\0\0\0\n" + b"".join(lines[1:]))
    with pytest.raises(UserError, match="line 2 is damaged"):
        open_it()
    editor.journal.path.write_bytes(lines[0] + b'{"op": "add", "id": "x"}\n' + b"".join(lines[1:]))
    with pytest.raises(UserError, match="line 2 is damaged"):
        open_it()


def test_progress_of_a_review_is_kept(place):
    moment = {"half": 1, "time_ms": 12_000, "label": "Goal", "kind": "background", "cost": 0.1}
    editor = place[2]()
    assert not editor.is_settled(moment)
    editor.confirm(moment=moment).note("seen twice", moment=moment)
    again = place[2]()
    assert again.is_settled(moment)
    assert again.state.marks[-1]["text"] == "seen twice"
    undone = again.undo().undo()
    assert not undone.is_settled(moment)
    mended_by = undone.add(1, 12_000, "Goal", moment=moment)
    assert mended_by.is_settled(moment)
    assert not mended_by.undo().is_settled(moment)


def test_edits_that_cannot_be(place):
    editor = place[2]()
    goal = by_label(editor, "Goal").id
    unreadable = next(entry for entry in editor.entries if entry.half == 0).id
    for sentence, edit in {
        "none of 1 to 9": lambda: editor.add(10, 0, "Goal"),
        "no time of a part": lambda: editor.move(goal, -1),
        "none of the classes": lambda: editor.change(goal, label="Dribble"),
        "no team": lambda: editor.change(goal, team="referee"),
        "Nothing to change": lambda: editor.change(goal),
        "There is no label": lambda: editor.delete("x"),
        "cannot be read": lambda: editor.delete(unreadable),
        "A note has": lambda: editor.note(" "),
        "no such conflict": lambda: editor.resolve(goal, "mine"),
    }.items():
        with pytest.raises(UserError, match=sentence):
            edit()
    assert not editor.journal.path.exists()
    dribble = by_label(editor, "Dribble é")
    moved = editor.move(dribble.id, 21_000)
    assert '"position": 21000' in mended_file(moved).decode()


def test_a_workspace_that_cannot_be_written(place):
    tmp_path, _, open_it = place
    editor = open_it()
    (tmp_path / "space").write_text("a file where the workspace should be")
    with pytest.raises(UserError, match="cannot be"):
        editor.add(1, 0, "Goal")
