"""What a person is told of data sets of other classes by the command line, so that no figure is a riddle."""

from __future__ import annotations

import json

from core.cli import main
from tests.core.command_line import printed
from tests.core.commands.test_label_sets import ball_game, clip, labels_again, lists, write

__all__ = ["lists"]


def test_a_root_of_lists_says_how_it_is_evaluated(lists, capsys):
    said = printed(capsys, "export", "--file", "train.json", "--out", "root")
    assert "It is evaluated at 0.2 to 1 s; classes.json takes others" in said
    assert json.loads((lists / "root" / "classes.json").read_text())["visibility"] is False
    unshown = {"frame": 9, "label": "serve", "comment": "home; not shown"}
    write(lists / "shown.json", {**clip("a"), "events": [unshown]})
    printed(capsys, "export", "--file", "shown.json", "--out", "other")
    assert "visibility" not in json.loads((lists / "other" / "classes.json").read_text())


def test_frames_are_those_of_the_evaluation_where_no_video_says_its_rate(lists, capsys):
    name = ball_game(lists / "root", ("PASS", "left", 1080), ("SHOT", "left", 9000))
    (video,) = labels_again("root", "all", lists / "ball.json")
    assert (video["video"], video["fps"]) == (name, 25)
    assert [event["frame"] for event in video["events"]] == [27, 225]


def test_results_of_another_set_and_without_teams_are_said(lists, capsys):
    name = ball_game(lists / "root", ("PASS", "left", 1000), ("SHOT", "left", 5000))
    spot = {"position": "1000", "half": "1", "confidence": "0.5"}
    predictions = [{**spot, "label": label} for label in ("PASS", "Goal", "Goal", "Foul")]
    (lists / "results" / name).mkdir(parents=True)
    (lists / "results" / name / "results_spotting.json").write_text(json.dumps({"predictions": predictions}))
    argv = ["evaluate", "--labels", "root", "--predictions", "results", "--split", "all", "--metric", "team"]
    assert main(argv) == 0
    said = capsys.readouterr().err
    assert "3 predictions that are no class of ball-2024: 'Goal', 'Foul'." in said
    assert "Left out: 1 prediction of 1 that name no team." in said
