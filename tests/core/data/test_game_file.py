"""Whole matches: one video for all parts, with or without a game.json that says where they lie."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.data.game_file import read_game_file
from core.data.games import Game
from core.data.root import open_root
from core.exceptions import UserError
from core.timebase import Stretch

HALVES = [{"number": 1, "start_s": 192.4, "end_s": 2954.0}, {"number": 2, "start_s": 3854, "end_s": 6700}]


def game_of(root: Path, *files: str, game_json: object = None) -> Game:
    folder = root / "league" / "2020" / "match"
    folder.mkdir(parents=True, exist_ok=True)
    for name in files:
        (folder / name).touch()
    if game_json is not None:
        (folder / "game.json").write_text(json.dumps(game_json))
    (game,) = open_root(root).games
    return game


@pytest.mark.parametrize("video", ["224p.mp4", "720p.mkv", "match.mp4"])
def test_a_whole_match_is_part_1(video, tmp_path):
    game = game_of(tmp_path, video, "mvit_5fps.npy", "thumbs.png")
    assert [part.number for part in game.parts] == [1]
    assert game.part(1).video.name == video
    assert list(game.part(1).features) == ["mvit_5fps"]
    assert (game.part(1).video_start_ms, game.part(1).video_end_ms) == (0, None)


def test_features_without_a_number_count_where_none_has_one(tmp_path):
    game = game_of(tmp_path, "1_X.npy", "2_X.npy", "mean.npy")
    assert game.feature_names == ("X",)


def test_features_of_the_whole_match_are_none_of_its_parts(tmp_path):
    game = game_of(tmp_path, "X.npy", "224p.mp4", game_json={"parts": HALVES})
    assert [part.features for part in game.parts] == [{}, {}]


def test_a_lone_array_is_no_game(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "pca.npy").touch()
    assert open_root(tmp_path).games == ()


def test_parts_lie_in_one_video(tmp_path):
    game = game_of(tmp_path, "1_X.npy", "2_X.npy", "720p.mp4", game_json={"parts": HALVES})
    first, second = game.parts
    assert (first.video, second.video) == (first.video, first.video)
    assert first.video.name == "720p.mp4"
    assert (first.video_start_ms, first.video_end_ms) == (192400, 2954000)
    assert (second.video_start_ms, second.video_end_ms) == (3854000, 6700000)
    assert set(first.features) == set(second.features) == {"X"}


def test_the_video_lies_anywhere_in_the_root_or_has_its_whole_path(tmp_path):
    game = game_of(tmp_path, game_json={"video": "../../../videos/a.mp4", "parts": HALVES[:1]})
    assert game.part(1).video == tmp_path / "videos" / "a.mp4"
    game = game_of(tmp_path, game_json={"video": "/elsewhere/a.mp4"})
    assert game.part(1).video == Path("/elsewhere/a.mp4")
    assert game.part(1).video_end_ms is None


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([], "must be an object"),
        ({"videos": "a.mp4"}, "has 'videos' in the file"),
        ({"video": 7}, 'must give "video" as the path'),
        ({"video": "\ud800.mp4"}, 'must give "video" as the path'),
        ({"parts": [{"number": "1"}]}, "a part '1'; parts are numbered from 1 to 9"),
        ({"video": "../../../../a.mp4"}, "leads out of the data root"),
        ({"parts": {}}, 'must give "parts" as a list'),
        ({"parts": []}, 'must give "parts" as a list'),
        ({"parts": [3]}, "a part that is no object"),
        ({"parts": [{"number": 0}]}, "a part 0; parts are numbered from 1 to 9"),
        ({"parts": [{"number": 2.5}]}, "a part 2.5"),
        ({"parts": [{"start_s": 1}]}, "a part None"),
        ({"parts": [{"number": 1, "start": 1}]}, "has 'start' in a part"),
        ({"parts": [{"number": 1, "start_s": "1"}]}, "gives '1' as start_s"),
        ({"parts": [{"number": 1, "start_s": -1}]}, "gives -1 as start_s"),
        ({"parts": [{"number": 1, "start_s": float("nan")}]}, "as start_s"),
        ({"parts": [{"number": 1, "start_s": 9, "end_s": 9}]}, "not after its start at 9 s"),
        ({"parts": [HALVES[0], HALVES[0]]}, "has part 1 twice"),
        ({"parts": [HALVES[0], {"number": 2, "start_s": 2900}]}, "parts 1 and 2 overlap"),
        ({"parts": [{"number": 1}, HALVES[1]]}, "parts 1 and 2 overlap"),
    ],
)
def test_a_bad_game_json_spoils_nothing_but_itself(value, sentence, tmp_path):
    game = game_of(tmp_path, "1_X.npy", "224p.mp4", game_json=value)
    (fault,) = game.faults
    assert sentence in fault
    assert str(tmp_path / "league" / "2020" / "match" / "game.json") in fault
    assert game.feature_names == ("X",)
    with pytest.raises(UserError):
        read_game_file(tmp_path / "league" / "2020" / "match" / "game.json", tmp_path)


def test_parts_in_any_order(tmp_path):
    (tmp_path / "game.json").write_text(json.dumps({"parts": [HALVES[1], HALVES[0]]}))
    parts = read_game_file(tmp_path / "game.json", tmp_path).parts
    assert parts == {1: Stretch(192400, 2954000), 2: Stretch(3854000, 6700000)}
