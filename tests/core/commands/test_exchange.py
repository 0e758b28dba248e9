"""Other systems' files, imported and exported by the command line."""

from __future__ import annotations

import zipfile

import pytest

from core.cli import main
from core.data.formats.convert import FORMATS, write_events
from core.data.labels import read_truths
from core.data.root import open_root
from core.exceptions import UserError
from core.files import write_json
from core.runs.official_check import check_with_package
from core.runs.workspace import Workspace
from tests.core.command_line import complaint, output, use_places
from tests.core.data.formats.events import GAMES, assert_same, some_spots


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A root of three games in the test split, and a workspace with their spots as run `a`."""
    root, _ = use_places(tmp_path, monkeypatch, {"test": 3}, features=False)
    names = tuple(sorted(game.name for game in root.games))
    write_events(tmp_path / "a.zip", some_spots().for_games(names), "soccernet")
    assert main(["import", "--run", "a", str(tmp_path / "a.zip"), "--json"]) == 0
    return tmp_path


@pytest.mark.parametrize("form", FORMATS)
def test_export_and_import_give_the_same_run(form, places, capsys):
    out = str(places / ("b.zip" if form == "soccernet" else "b.json"))
    done = output(capsys, "export", "--run", "a", "--format", form, "--out", out, "--json")
    assert (done["games"], done["spots"]) == (3, 400)
    back = output(capsys, "import", "--run", "b", out, "--json")
    assert back == {"run": "b", "kind": "spots", "games": 3}
    space = Workspace(places / "space")
    for game in GAMES[:2]:
        assert_same(space.run("a").spots(game), space.run("b").spots(game))


def test_results_are_checked_by_the_official_package(places, capsys):
    out = str(places / "checked.zip")
    done = output(capsys, "export", "--run", "a", "--out", out, "--check", "--json")
    assert done["package"]["games"] == 3
    assert done["package"]["package"] == pytest.approx(done["package"]["ours"], abs=1e-12)
    assert done["package"]["ours"] > 0
    assert "--check needs --run" in complaint(capsys, "export", "--labels", "--check", "--out", out)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x/results_spotting.json", "{}")
    root = open_root(places / "root")
    with pytest.raises(UserError, match="cannot read it"):
        check_with_package(root, root.games, out)


def test_labels_by_the_command_line(places, capsys):
    out = str(places / "labels.json")
    done = output(capsys, "export", "--labels", "--format", "osl2", "--out", out, "--json")
    assert (done["games"], done["labels"]) == (3, 180)
    assert "holds labels" in complaint(capsys, "import", "--run", "b", out)
    folder = places / "again"
    output(capsys, "export", "--file", out, "--out", str(folder), "--json")
    ours, theirs = open_root(places / "root"), open_root(folder)
    assert_same(read_truths(theirs, theirs.games), read_truths(ours, ours.games))


def test_mistakes_get_one_line(places, capsys):
    write_json(places / "map.json", {"PASS": "Passing"})
    write_json(places / "what.json", {"what": 1})
    inside = str(places / "root" / "x.zip")
    for sentence, argv in {
        "not one of the classes": (
            "import",
            "--run",
            "b",
            "--map",
            str(places / "map.json"),
            str(places / "a.zip"),
        ),
        "looked for a results zip": ("import", "--run", "b", str(places / "what.json")),
        "There is a run 'a' already": ("import", "--run", "a", str(places / "a.zip")),
        "never written to": ("export", "--run", "a", "--out", inside),
        "no game of the split 'challenge'": (
            "export",
            "--run",
            "a",
            "--split",
            "challenge",
            "--out",
            "x.zip",
        ),
        "no frame rate": ("export", "--run", "a", "--format", "e2e", "--fps", "0", "--out", "x.json"),
    }.items():
        assert sentence in complaint(capsys, *argv), argv


@pytest.mark.parametrize("name", ["classes.json", ".hidden", "a/b/c/d/e/f/g", "wimbledon 2012"])
def test_names_that_no_game_of_a_root_can_have_leave_nothing(name, capsys, tmp_path):
    events = [{"frame": 7, "label": "serve"}]
    videos = [{"video": video, "fps": 25, "events": events} for video in ("wimbledon_2012", name)]
    write_json(tmp_path / "new.json", videos)
    argv = ("export", "--out", str(tmp_path / "new"), "--file", str(tmp_path / "new.json"))
    assert "new.json: " in complaint(capsys, *argv)
    assert not (tmp_path / "new").exists()
