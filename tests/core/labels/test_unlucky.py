"""Mending labels when things went wrong before: odd files, damaged journals, copies that are gone."""

from __future__ import annotations

import json

import pytest

from core.data.root import open_root
from core.exceptions import UserError
from core.files import json_bytes
from core.labels.export import osl_json
from core.labels.mended import mended_file
from core.labels.open import open_editor
from core.labels.truths import truths_with_ids

GAME = "league/2020-2021/2020-08-01 - 18-00 Reds 1 - 0 Blues"
GOAL = {
    "gameTime": "1 - 00:10",
    "label": "Goal",
    "position": "10000",
    "team": "home",
    "visibility": "visible",
}


@pytest.fixture
def place(tmp_path):
    """(path of the label file, folder of the journal, function that opens the editor afresh)"""
    path = tmp_path / "root" / GAME / "Labels-v2.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"annotations": [GOAL, {**GOAL, "label": "Foul"}]}))

    def editor():
        root = open_root(tmp_path / "root")
        return open_editor(tmp_path / "space", root, root.game(GAME))

    return path, tmp_path / "space" / "labels" / GAME, editor


@pytest.mark.parametrize(
    "odd", [{"position": "9" * 30}, {"position": float("inf")}, {"gameTime": f"1 - {'9' * 30}:00"}]
)
def test_a_time_that_no_column_holds_cannot_be_read_and_is_kept(place, odd):
    path, _, editor = place
    path.write_text(json.dumps({"annotations": [GOAL, {**GOAL, **odd}]}))
    assert [entry.half for entry in editor().entries] == [0, 1]
    assert len(truths_with_ids(editor())[0]) == 1
    assert mended_file(editor()) == path.read_bytes()


def test_half_a_character_in_a_label_is_kept(place):
    path, _, editor = place
    path.write_text(json.dumps({"annotations": [GOAL, {**GOAL, "label": "\ud83d", "position": "5"}]}))
    after = editor().move(editor().entries[0].id, 2000)
    assert json.loads(mended_file(editor()))["annotations"][0]["label"] == "\ud83d"
    assert json.loads(json_bytes(osl_json([after])))["data"]
    path.write_bytes(path.read_bytes().replace(b'"\\ud83d"', b'"\xed\xa0\xbd"'))
    assert mended_file(open_editor(path.parents[4] / "other", after.root, after.game)) == path.read_bytes()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"half": 1, ', ""),
        ('"half": 1', '"half": "one"'),
        ('"values": {', '"values": {"more": 1, '),
    ],
)
def test_a_line_that_is_no_label_is_damaged(place, old, new):
    _, folder, editor = place
    editor().add(1, 5000, "Corner").note("the last")
    journal = folder / "journal.jsonl"
    journal.write_text(journal.read_text().replace(old, new))
    with pytest.raises(UserError, match="line 2 is damaged"):
        editor()


def test_a_copy_that_is_gone_is_asked_for_only_where_it_is_needed(place):
    path, folder, editor = place
    editor().add(1, 5000, "Corner")
    (copy,) = folder.glob("base-*.json")
    whole = copy.read_bytes()
    copy.unlink()
    assert len(editor().entries) == 3
    copy.write_bytes(whole[:20])
    assert len(editor().entries) == 3
    path.unlink()
    (path.parent / "1_224p.mp4").touch()
    with pytest.raises(UserError, match=r"base-\w+.json is damaged"):
        editor()
    copy.write_bytes(whole)
    assert len(editor().entries) == 3
