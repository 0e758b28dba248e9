"""Which label set a root has: given, said by classes.json, told by the label files, or made of the labels."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.data.doctor import check_root
from core.data.label_set_file import chosen_label_set
from core.data.labels import read_labels
from core.data.root import DataRoot, open_root
from core.exceptions import UserError
from core.label_sets import PRESETS, SOCCERNET_V2, label_set_of, preset


def add_game(root: Path, name: str, file: str, *labels: str, **more: str) -> None:
    folder = root / "league" / "season" / name
    folder.mkdir(parents=True, exist_ok=True)
    entries = [{"gameTime": "1 - 00:01", "label": label, "position": "1000", **more} for label in labels]
    (folder / file).write_text(json.dumps({"annotations": entries}))


def labelled(root: DataRoot) -> list[str]:
    return [game.name.rpartition("/")[2] for game in root.games if game.labelled]


@pytest.mark.parametrize(
    ("file", "labels", "name"),
    [
        ("Labels-v2.json", ["Goal", "Nonsense"], "soccernet-v2"),
        ("Labels-v2.json", [], "soccernet-v2"),
        ("Labels.json", ["soccer-ball"], "soccernet-v1"),
        ("Labels-ball.json", ["PASS", "DRIVE", "PASS"], "ball-2023"),
        ("Labels-ball.json", ["PASS", "DRIVE", "THROW IN"], "ball-2024"),
    ],
)
def test_label_files_tell_a_preset(file, labels, name, tmp_path):
    add_game(tmp_path, "a", file, *labels)
    root = open_root(tmp_path)
    assert (root.label_set.name, root.label_set) == (name, preset(name))
    assert root.label_file == root.label_set.label_file == file
    assert root.label_set_note == ""
    assert [part.number for part in root.games[0].parts] == ([1] if "ball" in file else [1, 2])


def test_ball_labels_are_read_until_they_tell(tmp_path):
    add_game(tmp_path, "a", "Labels-ball.json", "PASS")
    add_game(tmp_path, "b", "Labels-ball.json", "PASS", "SHOT")
    assert open_root(tmp_path).label_set == preset("ball-2024")


def test_no_more_files_are_read_than_it_takes(tmp_path, monkeypatch):
    for name in "abc":
        add_game(tmp_path, name, "Labels-v2.json", "Goal")
    read, root = [], open_root(tmp_path)
    monkeypatch.setattr(
        DataRoot, "read", lambda self, game, file: read.append(game) or b'{"annotations": []}'
    )
    assert root.label_set == SOCCERNET_V2
    assert len(read) == 3, "no label is known in these, so all are read"
    monkeypatch.undo()
    first, root = DataRoot.read, open_root(tmp_path)
    read.clear()
    monkeypatch.setattr(DataRoot, "read", lambda self, *names: read.append(names) or first(self, *names))
    assert root.label_set == SOCCERNET_V2
    assert len(read) == 1


def test_labels_of_no_known_set_make_one(tmp_path):
    add_game(tmp_path, "a", "Labels-v2.json", "serve", "bounce", "bounce", "swing")
    add_game(tmp_path, "b", "Labels-v2.json", "swing", "bounce", "x" * 61, " padded", "")
    root = open_root(tmp_path)
    assert root.label_set.classes == ("bounce", "swing", "serve")
    assert "the 3 classes are those that occur" in root.label_set_note
    assert str(tmp_path / "classes.json") in root.label_set_note
    assert [part.number for part in root.games[0].parts] == [1]
    assert read_labels(root, root.game("b")).unknown == (("x" * 61, 1), (" padded", 1), ("", 1))


def test_classes_json_comes_before_the_files(tmp_path):
    add_game(tmp_path, "a", "Labels-v2.json", "Goal", "serve", team="near")
    (tmp_path / "classes.json").write_text(json.dumps({"classes": ["serve"], "teams": ["far", "near"]}))
    root = open_root(tmp_path)
    assert root.label_set.classes == ("serve",)
    labels = read_labels(root, root.games[0])
    assert (labels.events.team.tolist(), labels.unknown) == ([2], (("Goal", 1),))
    assert open_root(tmp_path, SOCCERNET_V2).label_set == SOCCERNET_V2, "what is given comes before it"


def test_a_label_file_of_ones_own_name(tmp_path):
    add_game(tmp_path, "a", "Labels-hockey.json", "puck")
    assert open_root(tmp_path).games == ()
    (tmp_path / "classes.json").write_text('{"classes": ["puck"], "label_file": "Labels-hockey.json"}')
    assert labelled(open_root(tmp_path)) == ["a"]


def test_a_bad_classes_json_names_itself(tmp_path):
    add_game(tmp_path, "a", "Labels-v2.json", "Goal")
    (tmp_path / "classes.json").write_text('["a", "a"]')
    with pytest.raises(UserError, match=r"classes\.json names the class 'a' twice"):
        _ = open_root(tmp_path).games


def test_a_classes_json_is_json(tmp_path):
    add_game(tmp_path, "a", "Labels-v2.json", "Goal")
    (tmp_path / "classes.json").write_text("7")
    with pytest.raises(UserError, match=r"classes\.json must be a list of class names"):
        _ = open_root(tmp_path).games


@pytest.mark.parametrize("name", ["classes.json", "splits.json"])
def test_a_folder_in_a_files_place_is_not_passed_over(name, tmp_path):
    (tmp_path / "l" / "s" / "g").mkdir(parents=True)
    (tmp_path / "l" / "s" / "g" / "Labels-v2.json").write_text('{"annotations": []}')
    (tmp_path / name).mkdir()
    with pytest.raises(UserError, match=rf"{name} cannot be read \(Is a directory\)"):
        _ = open_root(tmp_path).games


def test_of_both_files_in_a_folder_version_2_counts(tmp_path):
    for name in "ab":
        add_game(tmp_path, name, "Labels-v2.json", "Goal")
        add_game(tmp_path, name, "Labels.json", "soccer-ball")
    root = open_root(tmp_path)
    assert (root.label_set, root.label_set_note) == (SOCCERNET_V2, "")
    (beside,) = (finding.sentence for finding in check_root(root))
    assert "2 games of" in beside
    assert "hold Labels.json beside Labels-v2.json, which alone is read; open them with --label-set" in beside
    first = open_root(tmp_path, preset("soccernet-v1"))
    assert read_labels(first, first.games[0]).events.label.tolist() == [
        preset("soccernet-v1").index["soccer"]
    ]


def test_two_sets_in_one_root(tmp_path):
    for name in "abc":
        add_game(tmp_path, name, "Labels-ball.json", "PASS", "GOAL")
    add_game(tmp_path, "d", "Labels-v2.json", "Goal")
    root = open_root(tmp_path)
    assert root.label_set == preset("ball-2024")
    assert labelled(root) == ["a", "b", "c"]
    assert dict(root.other_label_files) == {"league/season/d": "Labels-v2.json"}
    assert "1 game with Labels-v2.json alone counts as unlabelled" in root.label_set_note
    assert "--label-set soccernet-v2" in root.label_set_note
    other = open_root(tmp_path, SOCCERNET_V2)
    assert labelled(other) == ["d"]


def test_as_many_of_two_sets_go_by_precedence(tmp_path):
    add_game(tmp_path, "a", "Labels-ball.json", "PASS")
    add_game(tmp_path, "b", "Labels-v2.json", "Goal")
    assert open_root(tmp_path).label_set == SOCCERNET_V2


def test_a_damaged_file_does_not_decide(tmp_path):
    (tmp_path / "l" / "s" / "a").mkdir(parents=True)
    (tmp_path / "l" / "s" / "a" / "Labels-ball.json").write_text("[")
    add_game(tmp_path, "b", "Labels-ball.json", "OUT")
    assert open_root(tmp_path).label_set == preset("ball-2024")


def test_version_1_is_read_as_the_package_reads_it(tmp_path):
    labels = ("soccer-ball", "y-card", "r-card", "yr-card", "substitution-in", "corner")
    add_game(tmp_path, "a", "Labels.json", *labels)
    root = open_root(tmp_path)
    read = read_labels(root, root.games[0])
    assert [root.label_set.classes[label] for label in read.events.label] == [
        "soccer", "card", "card", "card", "subs",
    ]  # fmt: skip
    assert read.unknown == (("corner", 1),)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_chosen_by_name(name):
    assert chosen_label_set(name) is preset(name)


def test_a_file_is_chosen(tmp_path):
    (tmp_path / "class.txt").write_text("serve\n\n swing \nbounce\n")
    assert chosen_label_set(str(tmp_path / "class.txt")).classes == ("serve", "swing", "bounce")
    (tmp_path / "own.json").write_text('{"name": "mine", "classes": ["x"]}')
    assert chosen_label_set(str(tmp_path / "own.json")) == label_set_of(["x"], "", "mine")
    assert chosen_label_set(None) is chosen_label_set("") is None
    with pytest.raises(UserError, match=r"no label set 'socernet'; give one of soccernet-v2, "):
        chosen_label_set("socernet")
    (tmp_path / "latin.txt").write_bytes("Atlético".encode("latin-1"))
    with pytest.raises(UserError, match=r"latin\.txt is no text in UTF-8"):
        chosen_label_set(str(tmp_path / "latin.txt"))
