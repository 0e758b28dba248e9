"""Mending labels: every edit, undo and redo, files that change, two tabs, bytes that stay as they were."""

from __future__ import annotations

import json
import random

import pytest

from core.cli import main
from core.data.labels import read_labels
from core.data.root import open_root
from core.exceptions import UserError
from core.labels.export import ORIGINAL_FILE, diff, osl_json, write_into_root
from core.labels.journal import StaleEdit
from core.labels.json_text import RawLabels
from core.labels.mended import edited_games, mended_events, mended_file
from core.labels.open import open_editor
from tests.conftest import LABELS_ZIP, make_root, not_root

GAME = "league/2020-2021/2020-08-01 - 18-00 Reds 1 - 0 Blues"
TEXT = """{
    "UrlLocal": "x",  "extra": [1, {"annotations": "not these"}],
    "annotations": [
        {"gameTime": "1 - 00:10", "label": "Kick-off", "position": "10000", "team": "home",
         "visibility": "visible"},
        {
            "visibility": "not shown", "position": 20500, "label": "Dribble \\u00e9", "team": "away",
            "gameTime": "1 - 00:20"
        },
        {"gameTime": "1 - 00:30", "label": "Goal", "odd": true, "position": "30000", "team": "away",
         "visibility": "visible"},   {"nothing": 1},
        {"gameTime": "2 - 01:00", "label": "Corner", "position": "60000", "team": "home",
         "visibility": "visible"}
    ],
    "after": "é"
}"""


@pytest.fixture
def place(tmp_path):
    """(root, path of the label file, function that opens the editor afresh)"""
    path = tmp_path / "root" / GAME / "Labels-v2.json"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, encoding="utf-8")

    def editor():
        root = open_root(tmp_path / "root")
        return open_editor(tmp_path / "space", root, root.game(GAME))

    return tmp_path, path, editor


def by_label(editor, label: str):
    return next(entry for entry in editor.entries if entry.label == label)


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


def test_written_into_the_root_with_the_original_beside(place):
    _, path, open_it = place
    editor = open_it().add(1, 0, "Foul")
    assert write_into_root(editor) == path
    assert path.read_bytes() == mended_file(editor)
    assert (path.parent / ORIGINAL_FILE).read_text(encoding="utf-8") == TEXT
    editor = open_it()
    assert (editor.file_state, editor.notices) == ("written", ())
    editor = editor.undo()  # undo reaches behind the writing
    write_into_root(editor)
    assert path.read_text(encoding="utf-8") == TEXT
    assert (path.parent / ORIGINAL_FILE).read_text(encoding="utf-8") == TEXT
    editor = open_it()
    path.write_text(TEXT + " ")
    with pytest.raises(UserError, match="changed on disk meanwhile"):
        write_into_root(editor)
    assert path.read_text(encoding="utf-8") == TEXT + " "


def test_a_read_only_root_is_a_sentence(open_path):
    path = open_path / "root" / GAME / "Labels-v2.json"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, encoding="utf-8")
    root = open_root(open_path / "root")
    editor = open_editor(open_path / "space", root, root.game(GAME)).add(1, 0, "Foul")
    path.parent.chmod(0o555)
    try:
        with not_root(), pytest.raises(UserError, match="read-only; export into another folder"):
            write_into_root(editor)
        assert [one.name for one in path.parent.iterdir()] == ["Labels-v2.json"]
        assert path.read_text(encoding="utf-8") == TEXT
    finally:
        path.parent.chmod(0o755)


def test_osl_keeps_labels_outside_the_classes(place):
    editor = place[2]().add(2, 1500, "Foul", "home")
    two = osl_json([editor])
    assert [event["label"] for event in two["data"][0]["events"]] == ["Kick-off", "Goal", "Dribble é"]
    foul = two["data"][1]["events"][0]
    assert (foul["label"], foul["position_ms"], foul["frame"]) == ("Foul", 1500, 3)
    assert two["data"][0]["events"][2]["position_ms"] == 20_500
    one = osl_json([editor], "osl1")
    assert "Dribble é" in one["labels"]
    assert one["videos"][0]["annotations"][-1]["visibility"] == "not shown"


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
        "neither 1 nor 2": lambda: editor.add(3, 0, "Goal"),
        "no time of a half": lambda: editor.move(goal, -1),
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


@pytest.mark.parametrize(
    "text", ['{"annotations": []}', '{"annotations":[],"x":1}\n', '{"annotations": [ ]}']
)
def test_first_label_of_an_empty_file(place, text):
    _, path, open_it = place
    path.write_text(text)
    editor = open_it()
    assert mended_file(editor) == text.encode()
    editor = editor.add(1, 1000, "Goal").add(1, 500, "Foul")
    assert [one["label"] for one in json.loads(mended_file(editor))["annotations"]] == ["Foul", "Goal"]
    assert mended_file(editor.undo().undo()) == text.encode()


def test_real_files_come_back_as_they_are(real_files):
    root = open_root(LABELS_ZIP)
    for game in root.games:
        data = root.read(game.name, "Labels-v2.json")
        raw = RawLabels.parse(data, game.name)
        parts = [(index, raw.annotation(index)) for index in range(len(raw.values))]
        assert raw.with_annotations(parts) == data
        assert len(set(raw.ids)) == len(raw.values)


def test_labels_by_command(tmp_path, monkeypatch, capsys):
    root_path, space = tmp_path / "root", tmp_path / "space"
    names = make_root(root_path, 2, features=False)
    monkeypatch.setenv("TOUCHLINE_ROOT", str(root_path))
    monkeypatch.setenv("TOUCHLINE_WORKSPACE", str(space))
    root = open_root(root_path)
    assert main(["labels", "diff"]) == 0
    assert "No labels were edited" in capsys.readouterr().out
    open_editor(space, root, root.game(names[0])).add(1, 1000, "Goal", "home")
    assert main(["labels", "diff"]) == 0
    assert "+ 1 - 00:01.000 Goal, home, visible" in capsys.readouterr().out
    assert main(["labels", "diff", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)["games"]) == [names[0]]
    out = tmp_path / "out"
    assert main(["labels", "export", "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["games"] == 1
    exported = open_root(out)
    before, after = (len(read_labels(r, r.game(names[0])).events) for r in (root, exported))
    assert after == before + 1
    assert (
        main(["labels", "export", "--out", str(tmp_path / "o.json"), "--format", "osl2", "--all-games"]) == 0
    )
    assert len(json.loads((tmp_path / "o.json").read_text())["data"]) == 4
    assert main(["labels", "export", "--out", str(tmp_path / "o.zip"), "--all-games"]) == 0
    assert len(open_root(tmp_path / "o.zip").games) == 2
    capsys.readouterr()
    for sentence, argv in {
        "inside the data root": ("--out", str(root_path / "x")),
        "--out or --into-root": (),
        "exists already; choose another --out, or add --replace": ("--out", str(out)),
        "has no game 'x'": ("--out", str(out), "--game", "x"),
    }.items():
        assert main(["labels", "export", *argv]) == 1
        assert sentence in capsys.readouterr().err, argv
    assert main(["labels", "export", "--out", str(out), "--replace"]) == 0
    assert main(["labels", "export", "--into-root"]) == 0
    fresh = open_root(root_path)
    assert len(read_labels(fresh, fresh.game(names[0])).events) == before + 1
    assert (root_path / names[0] / ORIGINAL_FILE).is_file()
