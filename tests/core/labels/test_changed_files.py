"""Label files that changed on disk after they were edited here."""

from __future__ import annotations

import json

import pytest

from core.data.root import open_root
from core.exceptions import UserError
from core.labels.mended import mended_file
from core.labels.open import open_editor
from tests.core.labels.conftest import TEXT, by_label


def test_a_file_that_changed_elsewhere_is_merged(place):
    _, path, open_it = place
    editor = open_it()
    editor = editor.move(by_label(editor, "Goal").id, 31_000)
    path.write_text(
        TEXT.replace('"position": "60000", "team": "home"', '"position": "61000", "team": "home"')
    )
    editor = open_it()
    assert (editor.file_state, editor.conflicts) == ("changed", ())
    assert "both are merged" in editor.notices[0]
    assert b'"31000"' in mended_file(editor)
    assert b'"61000"' in mended_file(editor)
    editor = editor.add(1, 0, "Foul")
    assert open_it().file_state == "as edited"
    path.unlink()
    root = open_root(place[0] / "root")
    gone = open_editor(place[0] / "space", root, editor.game)
    assert gone.file_state == "missing"
    assert mended_file(gone) == mended_file(editor)


@pytest.mark.parametrize("keep", ["mine", "file"])
def test_an_edit_of_a_label_that_changed_elsewhere_is_asked_about(place, keep):
    _, path, open_it = place
    editor = open_it()
    goal = by_label(editor, "Goal").id
    editor = editor.move(goal, 31_000).change(goal, label="Penalty")
    path.write_text(TEXT.replace('"odd": true', '"odd": false'))
    editor = open_it()
    assert [conflict.id for conflict in editor.conflicts] == [goal]
    assert "1 edit is about a label that changed" in editor.notices[0]
    with pytest.raises(UserError, match="say for each"):
        mended_file(editor)
    editor = editor.resolve(goal, keep)
    assert (b"Penalty" in mended_file(open_it())) == (keep == "mine")
    assert b'"odd": false' in mended_file(editor)


def test_a_file_that_says_it_already_is_no_conflict(place):
    _, path, open_it = place
    editor = open_it()
    editor = (
        editor.move(by_label(editor, "Goal").id, 31_000)
        .delete(by_label(editor, "Corner").id)
        .add(1, 0, "Foul")
    )
    data = mended_file(editor)
    path.write_bytes(data + b"\n")  # somebody put the export into the root by hand
    editor = open_it()
    assert (editor.file_state, editor.conflicts) == ("changed", ())
    assert json.loads(mended_file(editor)) == json.loads(data)


def test_a_label_moved_away_leaves_its_place_free(place):
    editor = place[2]()
    goal = by_label(editor, "Goal")
    editor = editor.move(goal.id, 40_000).add(1, 30_000, "Goal", "away")
    assert [entry.time_ms for entry in editor.entries if entry.label == "Goal"] == [30_000, 40_000]
