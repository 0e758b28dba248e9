"""One game is one game: in roots, zips, splits.json, results and official lists, whatever is around them."""

from __future__ import annotations

import json
import unicodedata
import zipfile
from pathlib import Path

import pytest

from core.data.formats.results import Results
from core.data.labels import read_labels
from core.data.root import open_root
from core.data.splits import official_games, official_name, official_place
from core.files import Archive, write_json

GAME = "spain_laliga/2014-2015/2015-02-07 - 18-00 Atlético Madrid 4 - 0 Real Madrid"
OTHER = "spain_laliga/2014-2015/2015-03-08 - 18-00 Villa Real 0 - 0 Valencia"
LABELS = {"annotations": [{"gameTime": "1 - 00:01", "label": "Goal", "position": "1000"}]}
SPOTS = {"predictions": [{"label": "Goal", "position": "1000", "half": "1", "confidence": "0.5"}]}
FORMS = {
    "as it is": lambda name: name,
    "decomposed": lambda name: unicodedata.normalize("NFD", name),
    "underscores": lambda name: name.replace(" ", "_"),
    "trailing blank": lambda name: f"{name} ",
    "folders in front": lambda name: f"data/SoccerNet/{name}",
}


def write(root: Path, names: tuple[str, ...], filename: str, value: dict) -> Path:
    for name in names:
        write_json(root / name / filename, value)
    return root


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_results_are_found(form, tmp_path):
    names = (form(GAME), form(OTHER))
    results = Results(write(tmp_path / "r", names, "results_spotting.json", SPOTS))
    assert len(results.games()) == 2
    assert results.read(GAME).games == (GAME,)
    assert len(results.read(OTHER)) == 1
    assert results.find("spain_laliga/2014-2015/2015-03-08 - 18-00 Getafe 0 - 0 Valencia") is None


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_games_of_a_root_are_found(form, tmp_path):
    root = open_root(write(tmp_path / "r", (form(GAME), form(OTHER)), "Labels-v2.json", LABELS))
    assert len(root.games) == 2
    assert len(read_labels(root, root.game(GAME)).events) == 1
    assert root.find(OTHER) is root.find(f"/elsewhere/{OTHER}/")
    assert OTHER in root
    assert "spain_laliga/2014-2015" not in root


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_splits_name_games_in_any_form(form, tmp_path):
    write(tmp_path, (GAME, OTHER), "Labels-v2.json", LABELS)
    write_json(tmp_path / "splits.json", {"valid": [form(OTHER)], "test": [form(GAME)]})
    assert [(game.name, game.split) for game in open_root(tmp_path).games] == [
        (OTHER, "valid"),
        (GAME, "test"),
    ]


def test_official_lists_know_every_form():
    for game in official_games("test")[:20]:
        for form in FORMS.values():
            assert official_name(form(game)) == game
            assert official_place(form(game))[0] == "test"
        assert official_name(game.replace("/", "\\")) == game
    assert official_place(official_games("test")[0].rpartition("/")[2])[0] == "local"


@pytest.mark.parametrize("around", ["", "SoccerNet/", "data/SoccerNet/"])
def test_a_folder_around_a_root_or_zip_counts_as_not_there(around, tmp_path):
    names = official_games("test")[:2]
    folder = write(tmp_path / "root" / around, names, "Labels-v2.json", LABELS)
    with zipfile.ZipFile(tmp_path / "labels.zip", "w") as archive:
        for name in names:
            archive.writestr(f"{around}{name}/Labels-v2.json", json.dumps(LABELS))
            archive.writestr(f"__MACOSX/{around}{name}/._Labels-v2.json", "junk")
    for path in (tmp_path / "root", tmp_path / "labels.zip"):
        root = open_root(path)
        assert [game.name for game in root.split("test")] == list(names)
        assert len(read_labels(root, root.games[0]).events) == 1
    assert open_root(tmp_path / "root").path == folder.resolve()


def test_a_league_is_no_folder_around(tmp_path):
    root = open_root(write(tmp_path, (GAME,), "Labels-v2.json", LABELS))
    assert [game.name for game in root.games] == [GAME]


def test_a_folder_with_the_roots_own_files_is_the_root(tmp_path):
    write(tmp_path / "tennis", ("clip one", "clip_two"), "Labels-v2.json", LABELS)
    assert [game.name for game in open_root(tmp_path).games] == ["tennis/clip one", "tennis/clip_two"]
    write_json(tmp_path / "tennis" / "splits.json", {"test": ["clip_one"]})
    root = open_root(tmp_path)
    assert [(game.name, game.split) for game in root.games] == [("clip one", "test"), ("clip_two", "local")]


def test_a_zip_without_the_flag_of_utf_8_is_read_as_it_was_meant(tmp_path):
    """Many programs write UTF-8 and do not say so; zipfile reads such names as code page 437."""
    member = f"{GAME}/Labels-v2.json"
    with zipfile.ZipFile(tmp_path / "labels.zip", "w") as archive:
        archive.writestr(member, json.dumps(LABELS))
    data = (tmp_path / "labels.zip").read_bytes()
    local, central = data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8
    for place in (local, central):
        flags = int.from_bytes(data[place : place + 2], "little")
        assert flags & 0x800
        data = data[:place] + (flags & ~0x800).to_bytes(2, "little") + data[place + 2 :]
    (tmp_path / "labels.zip").write_bytes(data)
    assert zipfile.ZipFile(tmp_path / "labels.zip").namelist() != [member]
    with Archive(tmp_path / "labels.zip") as archive:
        assert archive.names() == (member,)
    root = open_root(tmp_path / "labels.zip")
    assert len(read_labels(root, root.game(GAME)).events) == 1


def test_a_listed_name_that_fits_two_games_puts_neither_into_a_split(tmp_path):
    write(tmp_path, ("a/m1", "b/m1", "a/m2"), "Labels-v2.json", LABELS)
    write_json(tmp_path / "splits.json", {"test": ["m1", "m2"]})
    assert {game.name: game.split for game in open_root(tmp_path).games} == {
        "a/m1": "local",
        "b/m1": "local",
        "a/m2": "test",
    }
