"""Other systems' files: round trips, every spelling of a time, faults by name."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest

from core.data.formats.convert import read_foreign, write_events
from core.data.formats.paths import game_and_part
from core.data.formats.results import read_results
from core.data.labels import read_truths, video_facts
from core.data.root import open_root
from core.events import Events
from core.exceptions import UserError
from core.files import write_json
from core.label_sets import made_from, preset
from core.metric.evaluation import evaluate
from tests.core.data.formats.events import GAMES, GOAL, assert_same, item, some_spots, some_truths


@pytest.mark.parametrize("form", ["osl1", "osl2", "e2e"])
def test_spots_come_back(form, tmp_path):
    spots = some_spots()
    write_events(tmp_path / "file.json", spots, form)
    foreign = read_foreign(tmp_path / "file.json")
    assert (foreign.format, foreign.scored) == (form, True)
    assert_same(foreign.events(), spots)


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
        assert_same(back, truths)


def test_labels_come_back_as_a_data_root(tmp_path):
    truths = some_truths()
    for target in (tmp_path / "root", tmp_path / "root.zip"):
        write_events(target, truths, "soccernet", labels=True)
        root = open_root(target)
        assert_same(read_truths(root, tuple(root.game(name) for name in GAMES)), truths)


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
    assert_same(read_results(tmp_path / "results.zip", GAMES), some_spots())


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
        (item([GOAL], path=f"{GAMES[0]}/10"), "names the part 10; parts are numbered from 1 to 9"),
        (item([GOAL], path=f"{GAMES[0]}/0_224p.mkv"), "names the part 0; parts are numbered"),
        (item([GOAL], path=f"{GAMES[0]}/half-2.5_X.npy"), "names the part 2.5; parts are numbered"),
        (item([{**GOAL, "label": None}]), "label 'None' is no text"),
        (item([GOAL], path="l/s/\ud800/1_224p.mkv"), "names no game"),
        ([{"video": "g/1", "fps": 25, "events": [{"frame": 1e300, "label": "Goal"}]}], "later than any part"),
        (item([GOAL], path=GAMES[0]), "names no half"),
        (item([GOAL, 3]), "event 2"),
        ([{"video": GAMES[0], "fps": 25, "events": [{"frame": 1, "label": "Goal"}]}], "names no half"),
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


def test_sizes_and_rates_that_are_none_are_passed_over():
    said = {"fps": 0, "num_frames": "300", "width": True, "height": 224, "title": 7}
    assert video_facts(said) == {"height": 224}
    assert video_facts({"fps": float("nan")}) == video_facts({"fps": 10**6}) == {}


def clips() -> list[dict]:
    events = [{"frame": frame, "label": "serve"} for frame in (0, 1, 2, 17, 299)]
    return [
        {"video": name, "fps": fps, "num_frames": 300, "num_events": 5, "events": events}
        for name, fps in (("clip_one", 29.97002997002997), ("clip two", 25.0), ("folder/third_1_5", 12.5))
    ]


def test_frames_are_those_of_the_sets_evaluation(tmp_path):
    ball = preset("ball-2024")
    truths = Events.build(("g",), 0, 1, [40, 1240, 5000], 0, team=1, label_set=ball)
    write_events(tmp_path / "labels.json", truths, "e2e", labels=True)
    (video,) = json.loads((tmp_path / "labels.json").read_text())
    assert (video["fps"], [event["frame"] for event in video["events"]]) == (25, [1, 31, 125])


@pytest.mark.parametrize("form", ["e2e", "osl2"])
def test_each_video_keeps_its_rate_and_every_event_its_frame(form, tmp_path):
    write_json(tmp_path / "in.json", clips())
    foreign, label_set = read_foreign(tmp_path / "in.json"), made_from({"serve": 15})
    assert foreign.games == ("clip_one", "clip two", "folder/third_1_5")
    write_events(
        tmp_path / "out.json", foreign.events(None, label_set), form, labels=True, videos=foreign.videos
    )
    again = read_foreign(tmp_path / "out.json")
    assert {game: video["fps"] for game, video in again.videos.items()} == {
        clip["video"]: clip["fps"] for clip in clips()
    }
    assert_same(again.events(None, label_set), foreign.events(None, label_set))
    if form == "e2e":
        back = json.loads((tmp_path / "out.json").read_text())
        assert [[event["frame"] for event in video["events"]] for video in back] == [[0, 1, 2, 17, 299]] * 3
        assert [video["video"] for video in back] == list(foreign.games)


def test_a_rate_for_videos_that_say_none(tmp_path):
    write_json(tmp_path / "x.json", [{"video": f"{GAMES[0]}/1", "events": [{"frame": 50, "label": "Goal"}]}])
    assert read_foreign(tmp_path / "x.json", fps=25).events().time_ms.tolist() == [2000]


def test_parts_of_extra_time_are_kept_and_others_are_named(tmp_path):
    events = [{"label": "Goal", "gameTime": "3 - 01:00", "confidence": 0.5}]
    found = read(tmp_path, {"videos": [{"path": GAMES[1], "annotations": events}]})
    assert found.half.tolist() == [3]
    for half in (0, 2.5):
        with pytest.raises(UserError, match=f"part {half} is none; parts are numbered from 1 to 9"):
            read(tmp_path, {"videos": [{"path": GAMES[1], "annotations": [{**GOAL, "half": half}]}]})


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (f"/data/{GAMES[0]}/1_224p.mkv", (GAMES[0], 1)),
        (f"{GAMES[0].replace(' ', '_')}/2_ResNET_TF2.npy", (GAMES[0].replace(" ", "_"), 2)),
        ("league/2020/match/224p.mp4", ("league/2020/match", None)),
        ("league/2020/match/part_3", ("league/2020/match", 3)),
        ("clips\\clip_07.mp4", ("clips/clip_07", None)),
        ("us_open_1_2", ("us_open_1_2", None)),
    ],
)
def test_paths_name_games_and_parts(path, place):
    assert game_and_part(path, "x") == place
