"""Mending labels: every edit, undo and redo, files that change, two tabs, bytes that stay as they were."""

from __future__ import annotations

import json
import random

import pytest

from core.cli import main
from core.data.labels import read_labels
from core.data.root import open_root
from core.exceptions import UserError
from core.labels.export import KEPT_FILE, diff, edited_games, mended, mended_events, osl_json, write_into_root
from core.labels.journal import Stale
from core.labels.json_text import RawLabels
from core.labels.open import open_desk
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
    """(root, path of the label file, function that opens the desk afresh)"""
    path = tmp_path / "root" / GAME / "Labels-v2.json"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, encoding="utf-8")

    def desk():
        root = open_root(tmp_path / "root")
        return open_desk(tmp_path / "space", root, root.game(GAME))

    return tmp_path, path, desk


def by_label(desk, label: str):
    return next(entry for entry in desk.entries if entry.label == label)


def test_untouched_is_byte_for_byte(place):
    _, path, open_it = place
    desk = open_it()
    assert mended(desk) == path.read_bytes()
    assert diff(desk) == []
    assert not desk.edited
    assert edited_games(place[0] / "space") == ()
    desk = desk.note("only a note", id=by_label(desk, "Goal").id)
    assert mended(open_it()) == path.read_bytes()
    assert edited_games(place[0] / "space") == (GAME,)


def test_every_edit_by_hand(place):
    _, path, open_it = place
    desk = open_it()
    desk = desk.add(1, 25_250, "Foul", "home", False)
    desk = desk.move(by_label(desk, "Goal").id, 5_000)
    desk = desk.change(by_label(desk, "Kick-off").id, team="away", visible=False)
    desk = desk.delete(by_label(desk, "Corner").id)
    for one in (desk, open_it()):
        text = mended(one).decode()
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
    assert len(mended_events(desk)) == 3


def test_undo_and_redo_reach_back_without_limit(place):
    _, path, open_it = place
    desk, states = open_it(), []
    rng = random.Random(0)
    for k in range(60):
        states.append(mended(desk))
        ids = [entry.id for entry in desk.entries if entry.half]
        kind = rng.choice("amcd") if len(ids) > 2 else "a"
        if kind == "a":
            desk = desk.add(1 + k % 2, rng.randrange(90_000), "Foul")
        elif kind == "m":
            desk = desk.move(rng.choice(ids), rng.randrange(90_000))
        elif kind == "c":
            desk = desk.change(rng.choice(ids), label=rng.choice(["Goal", "Corner"]), team="home")
        else:
            desk = desk.delete(rng.choice(ids))
    states.append(mended(desk))
    for expected in reversed(states[:-1]):
        desk = desk.undo()
        assert mended(desk) == expected
    assert mended(open_it()) == path.read_bytes()
    with pytest.raises(UserError, match="nothing to undo"):
        desk.undo()
    desk = open_it()  # redo works past a restart
    for expected in states[1:]:
        desk = desk.redo()
        assert mended(desk) == expected
    with pytest.raises(UserError, match="nothing to redo"):
        desk.redo()
    desk = desk.undo().add(1, 0, "Goal")
    assert not desk.can_redo


def test_two_tabs(place):
    _, _, open_it = place
    one, two = open_it(), open_it()
    goal, corner = by_label(one, "Goal").id, by_label(one, "Corner").id
    one = one.move(goal, 31_000)
    two = two.move(corner, 61_000)  # another label: both stand
    assert "1 edit " in two.said[0]
    assert {by_label(two, "Goal").time_ms, by_label(two, "Corner").time_ms} == {31_000, 61_000}
    with pytest.raises(Stale, match="nothing was overwritten"):
        one.change(corner, label="Foul")
    with pytest.raises(Stale):
        one.undo()  # it would take back what the other tab did
    again = open_it()
    assert by_label(again, "Corner").time_ms == 61_000
    again.undo()
    assert by_label(open_it(), "Corner").time_ms == 60_000


def test_a_broken_last_line_is_set_aside(place):
    _, _, open_it = place
    desk = open_it().add(1, 1000, "Goal")
    with desk.journal.path.open("ab") as file:
        file.write(b'{"op": "add", "id": "x", "val')
    desk = open_it()
    assert "was not complete" in desk.said[0]
    assert len(desk.state.done) == 1
    desk = desk.add(1, 2000, "Goal")
    assert "set aside" in desk.said[0]
    assert (desk.journal.folder / "journal.broken").read_bytes() == b'{"op": "add", "id": "x", "val\n'
    assert "kept aside in" in open_it().said[0]
    assert len(open_it().state.done) == 2
    lines = desk.journal.path.read_bytes().splitlines(keepends=True)
    desk.journal.path.write_bytes(lines[0] + b"\0\0\0\n" + b"".join(lines[1:]))
    with pytest.raises(UserError, match="line 2 is damaged"):
        open_it()
    desk.journal.path.write_bytes(lines[0] + b'{"op": "add", "id": "x"}\n' + b"".join(lines[1:]))
    with pytest.raises(UserError, match="line 2 is damaged"):
        open_it()


def test_a_file_that_changed_elsewhere_is_merged(place):
    _, path, open_it = place
    desk = open_it()
    desk = desk.move(by_label(desk, "Goal").id, 31_000)
    path.write_text(
        TEXT.replace('"position": "60000", "team": "home"', '"position": "61000", "team": "home"')
    )
    desk = open_it()
    assert (desk.file, desk.conflicts) == ("changed", ())
    assert "both are merged" in desk.said[0]
    assert b'"31000"' in mended(desk)
    assert b'"61000"' in mended(desk)
    desk = desk.add(1, 0, "Foul")
    assert open_it().file == "as edited"
    path.unlink()
    root = open_root(place[0] / "root")
    gone = open_desk(place[0] / "space", root, desk.game)
    assert gone.file == "missing"
    assert mended(gone) == mended(desk)


@pytest.mark.parametrize("keep", ["mine", "file"])
def test_an_edit_of_a_label_that_changed_elsewhere_is_asked_about(place, keep):
    _, path, open_it = place
    desk = open_it()
    goal = by_label(desk, "Goal").id
    desk = desk.move(goal, 31_000).change(goal, label="Penalty")
    path.write_text(TEXT.replace('"odd": true', '"odd": false'))
    desk = open_it()
    assert [conflict.id for conflict in desk.conflicts] == [goal]
    assert "1 edit is about a label that changed" in desk.said[0]
    with pytest.raises(UserError, match="say for each"):
        mended(desk)
    desk = desk.resolve(goal, keep)
    assert (b"Penalty" in mended(open_it())) == (keep == "mine")
    assert b'"odd": false' in mended(desk)


def test_a_file_that_says_it_already_is_no_conflict(place):
    _, path, open_it = place
    desk = open_it()
    desk = desk.move(by_label(desk, "Goal").id, 31_000).delete(by_label(desk, "Corner").id).add(1, 0, "Foul")
    data = mended(desk)
    path.write_bytes(data + b"\n")  # somebody put the export into the root by hand
    desk = open_it()
    assert (desk.file, desk.conflicts) == ("changed", ())
    assert json.loads(mended(desk)) == json.loads(data)


def test_a_label_moved_away_leaves_its_place_free(place):
    desk = place[2]()
    goal = by_label(desk, "Goal")
    desk = desk.move(goal.id, 40_000).add(1, 30_000, "Goal", "away")
    assert [entry.time_ms for entry in desk.entries if entry.label == "Goal"] == [30_000, 40_000]


def test_written_into_the_root_with_the_original_beside(place):
    _, path, open_it = place
    desk = open_it().add(1, 0, "Foul")
    assert write_into_root(desk) == path
    assert path.read_bytes() == mended(desk)
    assert (path.parent / KEPT_FILE).read_text(encoding="utf-8") == TEXT
    desk = open_it()
    assert (desk.file, desk.said) == ("written", ())
    desk = desk.undo()  # undo reaches behind the writing
    write_into_root(desk)
    assert path.read_text(encoding="utf-8") == TEXT
    assert (path.parent / KEPT_FILE).read_text(encoding="utf-8") == TEXT
    desk = open_it()
    path.write_text(TEXT + " ")
    with pytest.raises(UserError, match="changed on disk meanwhile"):
        write_into_root(desk)
    assert path.read_text(encoding="utf-8") == TEXT + " "


def test_a_read_only_root_is_a_sentence(open_path):
    path = open_path / "root" / GAME / "Labels-v2.json"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, encoding="utf-8")
    root = open_root(open_path / "root")
    desk = open_desk(open_path / "space", root, root.game(GAME)).add(1, 0, "Foul")
    path.parent.chmod(0o555)
    try:
        with not_root(), pytest.raises(UserError, match="read-only; export into another folder"):
            write_into_root(desk)
        assert [one.name for one in path.parent.iterdir()] == ["Labels-v2.json"]
        assert path.read_text(encoding="utf-8") == TEXT
    finally:
        path.parent.chmod(0o755)


def test_osl_keeps_labels_outside_the_classes(place):
    desk = place[2]().add(2, 1500, "Foul", "home")
    two = osl_json([desk])
    assert [event["label"] for event in two["data"][0]["events"]] == ["Kick-off", "Goal", "Dribble é"]
    foul = two["data"][1]["events"][0]
    assert (foul["label"], foul["position_ms"], foul["frame"]) == ("Foul", 1500, 3)
    assert two["data"][0]["events"][2]["position_ms"] == 20_500
    one = osl_json([desk], "osl1")
    assert "Dribble é" in one["labels"]
    assert one["videos"][0]["annotations"][-1]["visibility"] == "not shown"


def test_progress_of_a_review_is_kept(place):
    moment = {"half": 1, "time_ms": 12_000, "label": "Goal", "kind": "background", "cost": 0.1}
    desk = place[2]()
    assert not desk.handled(moment)
    desk.confirm(moment=moment).note("seen twice", moment=moment)
    again = place[2]()
    assert again.handled(moment)
    assert again.state.marks[-1]["text"] == "seen twice"
    undone = again.undo().undo()
    assert not undone.handled(moment)
    mended_by = undone.add(1, 12_000, "Goal", moment=moment)
    assert mended_by.handled(moment)
    assert not mended_by.undo().handled(moment)


def test_edits_that_cannot_be(place):
    desk = place[2]()
    goal = by_label(desk, "Goal").id
    unreadable = next(entry for entry in desk.entries if entry.half == 0).id
    for sentence, edit in {
        "neither 1 nor 2": lambda: desk.add(3, 0, "Goal"),
        "no time of a half": lambda: desk.move(goal, -1),
        "none of the classes": lambda: desk.change(goal, label="Dribble"),
        "no team": lambda: desk.change(goal, team="referee"),
        "Nothing to change": lambda: desk.change(goal),
        "There is no label": lambda: desk.delete("x"),
        "cannot be read": lambda: desk.delete(unreadable),
        "A note has": lambda: desk.note(" "),
        "no such conflict": lambda: desk.resolve(goal, "mine"),
    }.items():
        with pytest.raises(UserError, match=sentence):
            edit()
    assert not desk.journal.path.exists()
    dribble = by_label(desk, "Dribble é")
    moved = desk.move(dribble.id, 21_000)
    assert '"position": 21000' in mended(moved).decode()


def test_a_workspace_that_cannot_be_written(place):
    tmp_path, _, open_it = place
    desk = open_it()
    (tmp_path / "space").write_text("a file where the workspace should be")
    with pytest.raises(UserError, match="cannot be"):
        desk.add(1, 0, "Goal")


@pytest.mark.parametrize(
    "text", ['{"annotations": []}', '{"annotations":[],"x":1}\n', '{"annotations": [ ]}']
)
def test_first_label_of_an_empty_file(place, text):
    _, path, open_it = place
    path.write_text(text)
    desk = open_it()
    assert mended(desk) == text.encode()
    desk = desk.add(1, 1000, "Goal").add(1, 500, "Foul")
    assert [one["label"] for one in json.loads(mended(desk))["annotations"]] == ["Foul", "Goal"]
    assert mended(desk.undo().undo()) == text.encode()


def test_real_files_come_back_as_they_are(real_files):
    root = open_root(LABELS_ZIP)
    for game in root.games:
        data = root.read(game.name, "Labels-v2.json")
        raw = RawLabels.parse(data, game.name)
        parts = [(index, raw.item(index)) for index in range(len(raw.values))]
        assert raw.rebuilt(parts) == data
        assert len(set(raw.ids)) == len(raw.values)


def test_labels_by_command(tmp_path, monkeypatch, capsys):
    root_path, space = tmp_path / "root", tmp_path / "space"
    names = make_root(root_path, 2, features=False)
    monkeypatch.setenv("TOUCHLINE_ROOT", str(root_path))
    monkeypatch.setenv("TOUCHLINE_WORKSPACE", str(space))
    root = open_root(root_path)
    assert main(["labels", "diff"]) == 0
    assert "No labels were edited" in capsys.readouterr().out
    open_desk(space, root, root.game(names[0])).add(1, 1000, "Goal", "home")
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
    assert (root_path / names[0] / KEPT_FILE).is_file()
