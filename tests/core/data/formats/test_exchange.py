"""Other systems' files: round trips, faults by name, mappings; imported and exported by the command line."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest

from core.classes import CLASSES
from core.cli import main
from core.data.formats.convert import FORMATS, read_foreign, write_events
from core.data.formats.results import read_results
from core.data.labels import read_truths
from core.data.root import open_root
from core.events import COLUMNS, Events
from core.exceptions import UserError
from core.files import write_json
from core.metric.evaluation import evaluate
from core.runs.import_run import import_file
from core.runs.official_check import check_with_package
from core.runs.workspace import Workspace
from tests.conftest import GAME, random_truths
from tests.core.command_line import complaint, output, use_places

GAMES = tuple(GAME.format(day=day + 1, goals=day) for day in range(3))


def some_spots(seed=0) -> Events:
    """Spots at 2 fps in two of three games."""
    rng = np.random.default_rng(seed)
    n = 400
    return Events.build(
        GAMES,
        np.sort(rng.integers(0, 2, n)),
        rng.integers(1, 3, n),
        500 * rng.integers(0, 600, n),
        rng.integers(0, 17, n),
        confidence=rng.random(n),
    )


def some_truths() -> Events:
    rng = np.random.default_rng(1)
    return Events.concat([random_truths(rng, game) for game in GAMES])


def same(a: Events, b: Events, *, but: tuple[str, ...] = ()) -> None:
    """Equal but for the order of events within a game."""
    assert a.games == b.games
    keys = ("confidence", "label", "time_ms", "half", "game")
    rows = [np.lexsort([getattr(events, key) for key in keys]) for events in (a, b)]
    for name in COLUMNS:
        if name not in but:
            np.testing.assert_array_equal(getattr(a, name)[rows[0]], getattr(b, name)[rows[1]], err_msg=name)


@pytest.mark.parametrize("form", ["osl1", "osl2", "e2e"])
def test_spots_come_back(form, tmp_path):
    spots = some_spots()
    write_events(tmp_path / "file.json", spots, form)
    foreign = read_foreign(tmp_path / "file.json")
    assert (foreign.format, foreign.scored) == (form, True)
    same(foreign.events(), spots)


def sorted_in_halves(events: Events) -> Events:
    return events[np.lexsort([events.half, events.game])]


@pytest.mark.parametrize("form", ["osl1", "osl2", "e2e"])
def test_labels_come_back(form, tmp_path):
    truths = some_truths()
    write_events(tmp_path / "file.json", truths, form, labels=True, fps=1000)
    foreign = read_foreign(tmp_path / "file.json")
    assert not foreign.scored
    back = foreign.events()
    if form == "e2e":  # frames round down
        assert np.abs(back.time_ms - sorted_in_halves(truths).time_ms).max() <= 1
        for name in ("game", "half", "label", "team", "visible"):
            np.testing.assert_array_equal(getattr(back, name), getattr(sorted_in_halves(truths), name))
    else:
        same(back, truths)


def test_labels_come_back_as_a_data_root(tmp_path):
    truths = some_truths()
    for target in (tmp_path / "root", tmp_path / "root.zip"):
        write_events(target, truths, "soccernet", labels=True)
        root = open_root(target)
        same(read_truths(root, tuple(root.game(name) for name in GAMES)), truths)


def test_frames_at_2_fps_keep_every_figure(tmp_path):
    truths, spots = some_truths(), some_spots()
    write_events(tmp_path / "labels.json", truths, "e2e", labels=True)
    back = read_foreign(tmp_path / "labels.json").events()
    np.testing.assert_array_equal(evaluate(back, spots).ap, evaluate(truths, spots).ap)


def test_a_results_zip_has_every_game_and_strings_only(tmp_path):
    write_events(tmp_path / "results.zip", some_spots(), "soccernet")
    with zipfile.ZipFile(tmp_path / "results.zip") as archive:
        assert archive.namelist() == [f"{game}/results_spotting.json" for game in GAMES]
        entries = [e for name in archive.namelist() for e in json.loads(archive.read(name))["predictions"]]
    assert len(entries) == 400
    assert all(isinstance(value, str) for entry in entries for value in entry.values())
    same(read_results(tmp_path / "results.zip", GAMES), some_spots())


def item(events: list, path: str = f"/home/me/data/{GAMES[0]}/1_224p.mkv", **more) -> dict:
    return {"version": "2.0", "labels": {}, "data": [{"inputs": [{"path": path, **more}], "events": events}]}


def read(tmp_path, value) -> Events:
    write_json(tmp_path / "x.json", value)
    return read_foreign(tmp_path / "x.json").events()


def test_every_spelling_of_a_time(tmp_path):
    """position_ms, position, frame with fps, gameTime; the path's half beats gameTime's."""
    times = [
        {"position_ms": "1500"},
        {"position": 1500},
        {"position_ms": 1500, "position": 7},
        {"frame": 38, "fps": 25},
        {"gameTime": "2 - 00:02"},
    ]
    found = read(tmp_path, item([{"label": "Goal", "confidence": "0.5", **time} for time in times], fps=25))
    assert found.time_ms.tolist() == [1500, 1500, 1500, 1520, 2000]
    assert set(found.half) == {1}
    assert found.games == (GAMES[0],)


def test_a_whole_game_in_one_video_takes_the_half_from_its_events(tmp_path):
    events = [{"label": "Goal", "gameTime": "2 - 01:00", "position": "60400", "confidence": 0.5}]
    found = read(tmp_path, {"videos": [{"path_features": GAMES[1], "annotations": events}]})
    assert (found.half.tolist(), found.time_ms.tolist(), found.games) == ([2], [60400], (GAMES[1],))


def use(path) -> None:
    foreign = read_foreign(path)
    _ = foreign.scored, foreign.events()


GOAL = {"label": "Goal", "position_ms": 1, "confidence": 0.5}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (item([{**GOAL, "confidence": "nan"}]), "event 1: confidence 'nan' is no number"),
        (item([{**GOAL, "confidence": float("inf")}]), "is no number"),
        (item([GOAL, {"label": "Goal", "position_ms": 1}]), "some events and none to others"),
        (item([{"position_ms": 1}]), "'label' is missing"),
        (item([{"label": "Goal"}]), "neither position_ms"),
        (item([{**GOAL, "position_ms": -1}]), "before the start"),
        (item([GOAL], path="../../x/1_224p.mkv"), "names no game"),
        (item([GOAL], path=GAMES[0]), "says no half"),
        (item([GOAL, 3]), "event 2"),
        ([{"video": GAMES[0], "fps": 25, "events": []}], "names no half"),
        ([{"video": f"{GAMES[0]}/1", "events": [{"frame": 1, "label": "Goal"}]}], "no fps"),
        ({"videos": [{}]}, "video 1 has no path"),
        ({"predictions": []}, "looked for OSL JSON v1"),
        ([], "looked for"),
    ],
)
def test_faults_are_named(value, sentence, tmp_path):
    (tmp_path / "x.json").write_text(json.dumps(value))
    with pytest.raises(UserError, match=r"x\.json") as caught:
        use(tmp_path / "x.json")
    assert sentence in str(caught.value)


def test_unknown_labels_ask_for_a_mapping(tmp_path):
    events = [{**GOAL, "label": label} for label in ("PASS", "PASS", "SHOT", "Goal")]
    write_json(tmp_path / "x.json", item(events))
    space = Workspace(tmp_path / "space")
    with pytest.raises(UserError, match=r"'PASS' \(2\), 'SHOT' \(1\); give a mapping with --map"):
        import_file(tmp_path / "x.json", space, "theirs")
    assert space.runs() == ()
    mapping = {"PASS": None, "SHOT": "Shots on target"}
    import_file(tmp_path / "x.json", space, "theirs", mapping=mapping)
    labels = space.run("theirs").spots(GAMES[0]).label
    assert [CLASSES[label] for label in labels] == ["Shots on target", "Goal"]


def test_a_results_zip_of_other_labels_asks_for_a_mapping(tmp_path):
    space = Workspace(tmp_path / "space")

    def results(*labels, confidence="0.5"):
        entries = [{"label": x, "position": "1", "half": "1", "confidence": confidence} for x in labels]
        write_json(tmp_path / "r" / GAMES[0] / "results_spotting.json", {"predictions": entries})
        return tmp_path / "r"

    with pytest.raises(UserError, match=r"only 'PASS' \(2\); give a mapping with --map"):
        import_file(results("PASS", "PASS"), space, "one")
    done = import_file(results("PASS", "Goal"), space, "one")
    assert "passed over: 'PASS' (1)" in done.summary
    import_file(results("PASS", "Goal"), space, "two", mapping={"PASS": "Corner"})
    assert [CLASSES[label] for label in space.run("two").spots(GAMES[0]).label] == ["Corner", "Goal"]
    with pytest.raises(UserError, match=r"results_spotting\.json has a confidence that is no number"):
        import_file(results("Goal", confidence="nan"), space, "three")
    assert len(space.runs()) == 2


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
        same(space.run("a").spots(game), space.run("b").spots(game))


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
    same(read_truths(theirs, theirs.games), read_truths(ours, ours.games))


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
