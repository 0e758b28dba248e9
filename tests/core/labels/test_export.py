"""Mended labels as files: in the root, as OSL JSON, in empty and in real files, by the command."""

from __future__ import annotations

import json

import pytest

from core.cli import main
from core.data.labels import read_labels
from core.data.root import open_root
from core.exceptions import UserError
from core.labels.export import ORIGINAL, osl_json, write_into_root
from core.labels.json_text import RawLabels
from core.labels.mended import mended_file
from core.labels.open import open_editor
from tests.conftest import LABELS_ZIP, make_root, not_root
from tests.core.labels.conftest import GAME, TEXT


def test_written_into_the_root_with_the_original_beside(place):
    _, path, open_it = place
    editor = open_it().add(1, 0, "Foul")
    assert write_into_root(editor) == path
    assert path.read_bytes() == mended_file(editor)
    assert (path.parent / f"Labels-v2.json{ORIGINAL}").read_text(encoding="utf-8") == TEXT
    editor = open_it()
    assert (editor.file_state, editor.notices) == ("written", ())
    editor = editor.undo()  # undo reaches behind the writing
    write_into_root(editor)
    assert path.read_text(encoding="utf-8") == TEXT
    assert (path.parent / f"Labels-v2.json{ORIGINAL}").read_text(encoding="utf-8") == TEXT
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
    assert (root_path / names[0] / f"Labels-v2.json{ORIGINAL}").is_file()
