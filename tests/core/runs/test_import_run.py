"""Imported files become runs; what cannot be imported leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.data.formats.results import write_results
from core.data.root import open_root
from core.data.splits import official_games
from core.events import Events
from core.exceptions import UserError
from core.files import write_json
from core.label_sets import preset
from core.runs.import_run import ImportOptions, import_file
from core.runs.spots import spots_of
from core.runs.workspace import Workspace
from core.spotting.settings import Settings
from tests.core.data.formats.events import GAMES, GOAL, item
from tests.soccernet_v2 import CLASSES


def test_unknown_labels_ask_for_a_mapping(tmp_path):
    events = [{**GOAL, "label": label} for label in ("PASS", "PASS", "SHOT", "Goal")]
    write_json(tmp_path / "x.json", item(events))
    space = Workspace(tmp_path / "space")
    with pytest.raises(UserError, match=r"'PASS' \(2\), 'SHOT' \(1\); give a mapping with --map"):
        import_file(tmp_path / "x.json", space, "theirs")
    assert space.runs() == ()
    mapping = {"PASS": None, "SHOT": "Shots on target"}
    import_file(tmp_path / "x.json", space, "theirs", ImportOptions(mapping=mapping))
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
    import_file(results("PASS", "Goal"), space, "two", ImportOptions(mapping={"PASS": "Corner"}))
    assert [CLASSES[label] for label in space.run("two").spots(GAMES[0]).label] == ["Corner", "Goal"]
    with pytest.raises(UserError, match=r"results_spotting\.json has a confidence that is no number"):
        import_file(results("Goal", confidence="nan"), space, "three")
    assert len(space.runs()) == 2


def results(folder, games=("a/b/c", "a/b/d")):
    spots = Events.build(games, [0, 1, 1], 1, [500, 1000, 2000], 3, confidence=[0.9, 0.2, 0.6])
    write_results(folder, spots)
    return spots


@pytest.mark.parametrize("target", ["results.zip", "results"])
def test_results_become_a_run_of_spots(tmp_path, target):
    spots = results(tmp_path / target)
    space = Workspace(tmp_path / "space")
    imported = import_file(tmp_path / target, space, "theirs")
    assert imported.games == spots.games
    assert imported.run.kind == "spots"
    assert imported.run.spotted_games() == set(spots.games)
    assert imported.run.spots("a/b/d").confidence.tolist() == [0.2, 0.6]
    games = [type("G", (), {"name": name})() for name in spots.games]
    assert len(spots_of(imported.run, games)) == 3
    assert len(spots_of(imported.run, games, Settings.uniform(threshold=0.5))) == 2


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.csv", b"a,b", "in no known format"),
        ("x.zip", b"PK\x03\x04junk", "not a readable zip"),
        ("x.json", b"", "in no known format"),
    ],
)
def test_what_cannot_be_imported_leaves_nothing(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=sentence):
        import_file(tmp_path / name, Workspace(tmp_path / "space"), "x")
    assert not (tmp_path / "space").exists()


def test_one_bad_file_in_results_leaves_nothing(tmp_path):
    results(tmp_path / "results")
    (tmp_path / "results" / "a/b/c" / "results_spotting.json").write_text("{")
    with pytest.raises(UserError, match="not valid JSON"):
        import_file(tmp_path / "results", Workspace(tmp_path / "space"), "x")
    assert not (tmp_path / "space").exists()
    with pytest.raises(UserError, match="nothing at"):
        import_file(tmp_path / "nowhere", Workspace(tmp_path / "space"), "x")


def checkpoint(path: Path) -> Path:
    """An official NetVLAD++ checkpoint of two clusters a side."""
    import torch

    state = {"fc.weight": torch.zeros(18, 512 * 4), "fc.bias": torch.zeros(18)}
    for side in ("before", "after"):
        state[f"pool_layer_{side}.clusters"] = torch.zeros(512, 2)
        state[f"pool_layer_{side}.clusters2"] = torch.zeros(1, 512, 2)
    torch.save({"epoch": 3, "state_dict": state, "best_loss": 0.1, "optimizer": {}}, path)
    return path


def test_an_official_checkpoint_becomes_a_run_of_weights(tmp_path):
    path = checkpoint(tmp_path / "model.pth.tar")
    run = import_file(path, Workspace(tmp_path / "space"), "official").run
    assert (run.kind, run.model.pool, run.model.clusters) == ("weights", "NetVLAD++", 4)
    assert run.weights_path.is_file()
    options = ImportOptions(fps=5.0)
    run = import_file(path, Workspace(tmp_path / "space"), "five", options).run
    assert (run.fps, run.model.fps) == (5.0, 5.0)


def test_games_get_the_names_that_the_package_spells(tmp_path):
    """Without a data root; with one they get the names they have there (tests of the command line)."""
    game = official_games("test")[0]
    written = f"/data/SoccerNet/{game.replace(' ', '_')}/2_224p.mkv"
    write_json(
        tmp_path / "x.json", [{"video": written, "fps": 2, "events": [{**GOAL, "frame": 3, "score": 1}]}]
    )
    imported = import_file(tmp_path / "x.json", Workspace(tmp_path / "space"), "theirs")
    assert imported.games == (game,)
    assert imported.run.spots(game).half.tolist() == [2]


def test_one_game_twice_is_named(tmp_path):
    results(tmp_path / "results", ("l/s/a b", "l/s/a_b"))
    (root := tmp_path / "root" / "l/s/a b").mkdir(parents=True)
    write_json(root / "Labels-v2.json", {"annotations": []})
    options = ImportOptions(open_root(tmp_path / "root"))
    with pytest.raises(UserError, match="names one game twice, 'l/s/a b' and 'l/s/a_b'"):
        import_file(tmp_path / "results", Workspace(tmp_path / "space"), "x", options)
    assert not (tmp_path / "space").exists()


def test_a_run_of_another_label_set(tmp_path):
    label_set = preset("ball-2024")
    entry = {"label": "PASS", "position": "1", "half": "1", "confidence": "0.5", "team": "right"}
    write_json(tmp_path / "r" / "l/s/g" / "results_spotting.json", {"predictions": [entry]})
    options = ImportOptions(label_set=label_set)
    run = import_file(tmp_path / "r", Workspace(tmp_path / "space"), "ball", options).run
    assert (run.label_set, run.spots("l/s/g").team.tolist()) == (label_set, [2])
    assert Workspace(tmp_path / "space").run("ball").label_set == label_set
