"""Data sets of other classes by the command line: chosen, made, converted and evaluated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.cli import main
from core.data.labels import read_labels
from core.data.root import open_root
from core.label_sets import preset
from core.runs.workspace import Workspace
from tests.core.command_line import complaint, output, printed

TENNIS = Path(__file__).resolve().parents[4] / "shared" / "label-sets" / "tennis"
CLIPS = ("us_open_2020_osaka_1_300", "wimbledon_2015_williams_40_90")
FPS = 29.97002997002997


def clip(name: str, fps: float = FPS, **scores: float) -> dict:
    events = [
        {"frame": 7 * n, "label": label} for n, label in enumerate(("serve", "bounce", "swing", "bounce"))
    ]
    for event in events if scores else ():
        event["score"] = scores["score"]
    return {"video": name, "fps": fps, "num_frames": 300, "num_events": len(events), "events": events}


def write(path: Path, *videos: dict) -> str:
    path.write_text(json.dumps(videos))
    return str(path)


def labels_again(root: str, split: str, out: Path) -> list[dict]:
    """The E2E-Spot list of a root's labels."""
    argv = ["export", "--labels", "--root", root, "--split", split, "--format", "e2e", "--out", str(out)]
    assert main(argv) == 0
    return json.loads(out.read_text())


@pytest.fixture
def lists(tmp_path, monkeypatch) -> Path:
    """The folder of train.json and val.json, a clip each, and no data root anywhere."""
    for name in ("ROOT", "WORKSPACE", "LABEL_SET"):
        monkeypatch.delenv(f"TOUCHLINE_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "train.json", clip(CLIPS[0]))
    write(tmp_path / "val.json", clip(CLIPS[1], 25.0))
    return tmp_path


def test_lists_become_a_root_and_come_back_to_the_frame(lists, capsys):
    files = [str(lists / "train.json"), str(lists / "val.json")]
    done = output(capsys, "export", "--file", *files, "--out", str(lists / "root"), "--json")
    assert (done["games"], done["labels"]) == (2, 8)
    root = open_root(lists / "root")
    assert root.label_set.classes == ("bounce", "serve", "swing")
    assert root.label_set_note == ""
    assert {game.name: game.split for game in root.games} == dict(zip(CLIPS, ("train", "valid"), strict=True))
    assert [len(game.parts) for game in root.games] == [1, 1]
    for split, name, fps in (("train", CLIPS[0], FPS), ("valid", CLIPS[1], 25.0)):
        out = str(lists / f"{split}-again.json")
        assert (
            main(["export", "--labels", "--root", "root", "--split", split, "--format", "e2e", "--out", out])
            == 0
        )
        (video,) = json.loads(Path(out).read_text())
        for event in video["events"]:
            del event["comment"]
        assert video == clip(name, fps)


def test_a_root_grows_list_by_list_and_keeps_what_is_there(lists, capsys):
    (lists / "class.txt").write_text("serve\nswing\nbounce\nlet\n")
    first = ("export", "--out", "root", "--json", "--file")
    output(capsys, *first, "val.json", "--label-set", "class.txt")
    before = {path: path.read_bytes() for path in (lists / "root").rglob("*.json")}
    output(capsys, *first, "train.json")
    output(capsys, *first, "train.json")
    splits = json.loads((lists / "root" / "splits.json").read_text())
    assert splits == {"train": [CLIPS[0]], "valid": [CLIPS[1]]}
    kept = {path: data for path, data in before.items() if path.name != "splits.json"}
    assert kept == {path: path.read_bytes() for path in kept}
    assert open_root(lists / "root").label_set.classes == ("serve", "swing", "bounce", "let")


def test_what_would_harm_a_root_is_refused(lists, capsys):
    first = ("export", "--out", "root", "--file")
    output(capsys, *first, "val.json", "--json")
    write(lists / "new.json", {**clip(CLIPS[1], 25.0), "events": [{"frame": 1, "label": "serve"}]})
    assert "holds other labels of this game" in complaint(capsys, *first, "new.json")
    write(lists / "test.json", clip(CLIPS[1], 25.0))
    assert "puts 'wimbledon_2015_williams_40_90' into test; it is in valid already" in complaint(
        capsys, *first, "test.json"
    )
    (lists / "class.txt").write_text("serve\n")
    assert "label set" in complaint(capsys, *first, "train.json", "--label-set", "class.txt")
    write(lists / "other.json", {**clip("c"), "events": [{"frame": 1, "label": "goal"}]})
    assert "outside the 3 classes of own: 'goal' (1)" in complaint(capsys, *first, "other.json")
    assert output(capsys, *first, "new.json", "--replace", "--json")["labels"] == 1
    root = open_root(lists / "root")
    assert len(read_labels(root, root.game(CLIPS[1])).events) == 1
    (lists / "mine").mkdir()
    (lists / "mine" / "letter.txt").write_text("precious")
    assert "exists already" in complaint(capsys, "export", "--out", "mine", "--file", "val.json")


def test_predictions_on_it_are_a_run_that_is_evaluated(lists, capsys):
    output(capsys, "export", "--file", "train.json", "val.json", "--out", "root", "--json")
    write(lists / "pred.json", clip(CLIPS[1], 25.0, score=0.5))
    there = ("--root", "root", "--workspace", "space")
    assert output(capsys, "import", *there, "--run", "a", "pred.json", "--json")["games"] == 1
    assert Workspace(lists / "space").run("a").label_set == open_root(lists / "root").label_set
    assert main(["export", *there, "--run", "a", "--split", "valid", "--out", "r.zip"]) == 0
    capsys.readouterr()
    judge = ("evaluate", "--labels", "root", "--predictions", "r.zip", "--split", "valid", "--metric")
    figures = output(capsys, *judge, "0.04,0.2,1", "--json")
    assert figures["a_mAP"] == pytest.approx(1)
    assert len(figures["a_mAP_per_class"]) == 3
    assert "There is no metric 'soon'" in complaint(capsys, *judge, "soon")
    assert "No label names a team" in complaint(capsys, *judge, "team")
    heading = printed(capsys, *judge, "0.04,0.2,1").splitlines()[1]
    assert heading.split() == ["all"]  # where no label says what is shown, no figure does
    wrong = complaint(capsys, *judge[:-2], "test")
    assert "no labelled game of the split 'test'. It has labelled games of train and valid." in wrong


def test_the_real_tennis_lists(capsys, tmp_path):
    if not TENNIS.is_dir():
        pytest.skip("the tennis lists of E2E-Spot are not beside the project")
    given = json.loads((TENNIS / "val.json").read_text())[:40]
    (tmp_path / "val.json").write_text(json.dumps(given))
    root, out = str(tmp_path / "root"), tmp_path / "back.json"
    names = ("--label-set", str(TENNIS / "class.txt"))
    output(capsys, "export", "--file", str(tmp_path / "val.json"), *names, "--out", root, "--json")
    assert (
        main(["export", "--labels", "--root", root, "--split", "valid", "--format", "e2e", "--out", str(out)])
        == 0
    )
    back = {video["video"]: video for video in json.loads(out.read_text())}
    for video in given:
        again = back[video["video"]]
        assert (again["fps"], again["num_frames"]) == (video["fps"], video["num_frames"])
        frames = [[(event["frame"], event["label"]) for event in each["events"]] for each in (video, again)]
        assert sorted(frames[0]) == sorted(frames[1])


def ball_game(root: Path, *labels: tuple[str, str, int]) -> str:
    name = "england_efl/2019-2020/2019-10-01 - Reds - Blues"
    (root / name).mkdir(parents=True)
    entries = [
        {
            "gameTime": "1 - 00:00",
            "label": label,
            "team": team,
            "position": str(time_ms),
            "visibility": "visible",
        }
        for label, team, time_ms in labels
    ]
    (root / name / "Labels-ball.json").write_text(json.dumps({"annotations": entries}))
    return name


def test_ball_labels_by_team(lists, capsys):
    labels = (("PASS", "left", 1000), ("PASS", "right", 5000), ("SHOT", "left", 9000))
    name = ball_game(lists / "root", *labels)
    predictions = [
        {"label": label, "team": "left", "position": str(time_ms), "half": "1", "confidence": "0.5"}
        for label, _, time_ms in labels
    ]
    (lists / "results" / name).mkdir(parents=True)
    (lists / "results" / name / "results_spotting.json").write_text(json.dumps({"predictions": predictions}))
    judge = ("evaluate", "--labels", "root", "--predictions", "results", "--split", "all", "--json")
    assert output(capsys, *judge)["a_mAP"] == pytest.approx(2 / 12)
    teams = output(capsys, *judge, "--metric", "team")
    shot, passes = preset("ball-2024").index["SHOT"], preset("ball-2024").index["PASS"]
    assert teams["AP_per_class_and_team"][shot] == {"left": pytest.approx(1), "right": None}
    assert teams["AP_per_class_and_team"][passes]["right"] == 0
    assert main([*judge, "--label-set", "ball-2023"]) == 0
    out, said = capsys.readouterr()
    assert json.loads(out)["a_mAP_per_class"] == pytest.approx([1, 0])
    assert "1 prediction that is no class of ball-2023: 'SHOT'" in said
    (lists / "results" / name / "results_spotting.json").write_text(
        json.dumps({"predictions": [predictions[0] | {"label": "Goal"}]})
    )
    assert "predicts none of the classes of ball-2024" in complaint(capsys, *judge)


def test_extra_time_is_passed_over_and_said(lists, capsys):
    entries = [
        {
            "gameTime": f"{part} - 00:01",
            "label": "Goal",
            "position": "1000",
            "half": str(part),
            "confidence": "1",
        }
        for part in (1, 2, 3, 4)
    ]
    for file, key in (("root", "annotations"), ("results", "predictions")):
        (lists / file / "l/s/g").mkdir(parents=True)
        name = "Labels-v2.json" if key == "annotations" else "results_spotting.json"
        (lists / file / "l/s/g" / name).write_text(json.dumps({key: entries}))
    argv = ["evaluate", "--labels", "root", "--predictions", "results", "--split", "all"]
    assert output(capsys, *argv, "--json")["passed_over"] == {"labels": 2, "predictions": 2}
    assert main(argv) == 0
    assert "2 labels and 2 predictions of parts after part 2" in capsys.readouterr().err


def test_the_label_set_is_chosen_by_option_or_environment(lists, capsys, monkeypatch):
    ball_game(lists / "root", ("PASS", "left", 1), ("DRIVE", "left", 2))
    check = ("check", "--root", "root", "--json")
    assert output(capsys, *check)["findings"] == []
    findings = output(capsys, *check, "--label-set", "soccernet-v2")["findings"]
    assert "not one of the 17 classes of soccernet-v2" in findings[0]["sentence"]
    monkeypatch.setenv("TOUCHLINE_LABEL_SET", "soccernet-v2")
    assert output(capsys, *check)["findings"] == findings
    assert "There is no label set 'soccer'" in complaint(capsys, *check, "--label-set", "soccer")


def test_a_set_that_was_made_is_said(lists, capsys):
    output(capsys, "export", "--file", "val.json", "--out", "root", "--json")
    (lists / "root" / "classes.json").unlink()
    assert main(["check", "--root", "root"]) == 0
    assert "the 3 classes are those that occur" in capsys.readouterr().err


@pytest.mark.parametrize("around", ["", "SoccerNet", "a/b"])
def test_names_are_found_however_they_are_written(around, lists, capsys):
    """A root in a parent folder, results with underscores, an absolute path, in decomposed Unicode."""
    name = "spain_laliga/2014-2015/2015-02-07 - 18-00 Atl\u00e9tico Madrid 4 - 0 Real Madrid"
    folder = lists / "root" / around / name
    folder.mkdir(parents=True)
    entry = {"gameTime": "1 - 00:01", "label": "Goal", "position": "1000"}
    (folder / "Labels-v2.json").write_text(json.dumps({"annotations": [entry]}))
    written = "/data/SoccerNet/" + name.replace(" ", "_").replace("\u00e9", "e\u0301") + "/1_224p.mkv"
    event = {"frame": 25, "label": "Goal", "score": 0.5}
    write(lists / "pred.json", {"video": written, "fps": 25, "events": [event]})
    there = ("--root", "root", "--workspace", "space")
    output(capsys, "import", *there, "--run", "a", "pred.json", "--json")
    assert Workspace(lists / "space").run("a").spotted_games() == {name}
    assert main(["export", *there, "--run", "a", "--split", "all", "--out", "r.zip"]) == 0
    capsys.readouterr()
    figures = output(
        capsys, "evaluate", "--labels", "root", "--predictions", "r.zip", "--split", "all", "--json"
    )
    assert figures["a_mAP_per_class"][2] == pytest.approx(1)
