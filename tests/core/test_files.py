"""Files: nothing half-written, and archives that cannot surprise."""

from __future__ import annotations

import contextlib
import json
import zipfile
from pathlib import Path

import pytest

from core import files
from core.exceptions import UserError
from core.files import Archive, atomic, read_json, write_json


def test_an_error_while_writing_leaves_the_old_file(tmp_path):
    path = tmp_path / "a" / "x.json"
    write_json(path, {"kept": True})
    with contextlib.suppress(KeyboardInterrupt), atomic(path) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert read_json(path) == {"kept": True}
    assert [entry.name for entry in path.parent.iterdir()] == ["x.json"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="file"), atomic(tmp_path / "file" / "x"):
        pass


@pytest.mark.parametrize("text", ["", "{", '{"a": 1', "[1, 2", "\x00\x01"])
def test_broken_json_is_named(tmp_path, text):
    path = tmp_path / "Labels-v2.json"
    path.write_text(text)
    with pytest.raises(UserError, match=r"Labels-v2\.json is not valid JSON"):
        read_json(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match="nowhere"):
        read_json(tmp_path / "nowhere.json")


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../up.json", "a/../../up.json", "C:\\up.json", "a\\..\\..\\up", "."]
)
def test_members_that_lead_outside_are_refused(tmp_path, name):
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), "{}")
    with pytest.raises(UserError, match="outside"):
        Archive(path)


def test_of_two_files_of_one_name_neither_is_taken(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/b.json", "1")
        archive.writestr("a//b.json", "1")
    assert Archive(path).read_json("a/b.json") == 1
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("a\\b.json", "2")
    with pytest.raises(UserError, match=r"holds two files 'a/b\.json'"):
        Archive(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_JSON_BYTES", 1000)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("g/Labels-v2.json", b"0" * 100_000)
    with Archive(path) as archive, pytest.raises(UserError, match="unpacks to more"):
        archive.read("g/Labels-v2.json")


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("g/x.json", b"0" * 100_000)
    with Archive(path) as archive:
        archive._members["g/x.json"].file_size = 10
        with pytest.raises(UserError, match=r"x\.json"):
            archive.read("g/x.json")


def test_what_is_no_zip(tmp_path):
    path = tmp_path / "labels.zip"
    path.write_bytes(b"PK this is not one")
    with pytest.raises(UserError, match=r"labels\.zip is not a readable zip"):
        Archive(path)


def test_a_truncated_member_is_named(tmp_path):
    path = tmp_path / "cut.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("g/x.json", json.dumps(list(range(1000))))
    data = bytearray(path.read_bytes())
    data[100] ^= 0xFF
    path.write_bytes(bytes(data))
    with Archive(path) as archive, pytest.raises(UserError, match=r"g/x\.json cannot be unpacked"):
        archive.read("g/x.json")


def test_written_json_has_the_usual_mode(tmp_path):
    path = Path(tmp_path / "x.json")
    write_json(path, 1)
    assert path.stat().st_mode & 0o444 == 0o444
