"""Data roots: names of games, splits, files of a half, and what is no root."""

from __future__ import annotations

import json

import pytest

from core.data.games import make_game, part_number
from core.data.labels import read_truths
from core.data.root import open_root
from core.data.splits import official_games, official_place
from core.exceptions import UserError
from core.files import write_json
from tests.soccernet_v2 import INDEX


def test_a_name_is_taken_apart():
    game = make_game("england_epl/2014-2015/2015-02-21 - 18-00 Chelsea 1 - 1 Burnley", {}, "train")
    assert (game.league, game.season, game.date, game.kickoff) == (
        "england_epl",
        "2014-2015",
        "2015-02-21",
        "18:00",
    )
    assert (game.home, game.home_goals, game.away_goals, game.away) == ("Chelsea", 1, 1, "Burnley")
    assert game.title == "Chelsea 1 - 1 Burnley"


def test_every_official_name_is_understood():
    for split, size in (("train", 300), ("valid", 100), ("test", 100), ("challenge", 50)):
        names = official_games(split)
        assert len(names) == size
        for name in names:
            game = make_game(name, {}, split)
            assert game.away, name
            assert game.home_goals is not None, name
            assert official_place(name)[0] == split


def test_the_ball_games_of_the_package_are_known(tmp_path):
    for split, size in (("train", 4), ("valid", 1), ("test", 2), ("challenge", 2)):
        names = official_games(split, "Ball")
        assert len(names) == size
        for name in names:
            game = make_game(name, {}, split)
            assert (game.date[:8], game.kickoff, official_place(name)[0]) == ("2019-10-", "", split)
            assert f" - {game.home} - {game.away}" in name
    name = official_games("test", "Ball")[0]
    labels = [{"gameTime": "1 - 00:00", "label": "PASS", "position": "1"}]
    write_json(tmp_path / name / "Labels-ball.json", {"annotations": labels})
    root = open_root(tmp_path)
    assert [game.name for game in root.split("test")] == [name]
    assert root.listed("test") == official_games("test", "Ball")


def test_a_folder_of_another_form_is_a_local_game(tmp_path):
    write_json(tmp_path / "my match" / "Labels-v2.json", {"annotations": []})
    (game,) = open_root(tmp_path).games
    assert (game.name, game.split, game.title, game.labelled) == ("my match", "local", "my match", True)


def test_a_root_is_walked(small_root):
    (small_root / ".hidden" / "x").mkdir(parents=True)
    root = open_root(small_root)
    assert len(root.games) == 3
    assert {game.feature_names for game in root.games} == {("ResNET_TF2_PCA512",)}
    assert len(root.split("local")) == len(root.split("all")) == 3
    assert not root.split("test")
    with pytest.raises(UserError, match="no split 'tets'"):
        root.split("tets")
    with pytest.raises(UserError, match="no game 'x'"):
        root.game("x")


def test_a_roots_own_splits_come_first(small_root):
    names = [game.name for game in open_root(small_root).games]
    write_json(small_root / "splits.json", {"train": names[:1], "test": names[1:2]})
    root = open_root(small_root)
    assert [game.split for game in root.games] == ["train", "test", "local"]
    write_json(small_root / "splits.json", {"trian": names})
    with pytest.raises(UserError, match=r"splits\.json must map"):
        _ = open_root(small_root).games


def test_mp4_before_mkv_and_one_missing_half(tmp_path):
    folder = tmp_path / "l" / "s" / "g"
    folder.mkdir(parents=True)
    for name in ("1_224p.mkv", "1_224p.mp4", "2.mkv", "1_X.npy"):
        (folder / name).touch()
    (game,) = open_root(tmp_path).games
    assert game.part(1).video.name == "1_224p.mp4"
    assert game.part(2).video.name == "2.mkv"
    assert game.feature_names == ()


def test_the_parts_that_a_game_has_are_those_with_files(tmp_path):
    def parts(*files: str) -> list[int]:
        return [
            part.number for part in make_game("g", {file: tmp_path / file for file in files}, "local").parts
        ]

    assert parts("Labels-v2.json") == [1, 2]
    assert parts("1_X.npy") == [1]
    assert parts("2_X.npy", "Labels-v2.json") == [2]
    assert parts("1_X.npy", "2_X.npy", "3_X.npy", "4_224p.mkv", "0_X.npy", "10_X.npy") == [1, 2, 3, 4]


def test_a_parts_number_in_every_writing():
    assert [part_number(value) for value in (1, "2", 3.0, " 4", "09")] == [1, 2, 3, 4, 9]
    for value in (0, 10, -1, 2.5, "2.5", "0", "x", "", None, True, float("nan"), [1]):
        with pytest.raises(ValueError, match="parts are numbered from 1 to 9"):
            part_number(value)


def test_features_of_a_game_are_those_of_all_its_parts(tmp_path):
    files = {name: tmp_path / name for name in ("1_X.npy", "1_Y.npy", "2_X.npy", "3_X.npy")}
    game = make_game("l/s/g", files, "local")
    assert game.feature_names == ("X",)
    assert game.part(3).features == {"X": tmp_path / "3_X.npy"}
    with pytest.raises(UserError, match=r"l/s/g has no part 4; its parts with files are 1, 2, 3\."):
        game.part(4)


def test_the_real_zip(real_files):
    root = open_root(real_files[0])
    assert [game.name for game in root.split("test")] == list(official_games("test"))
    assert len(read_truths(root, root.games)) == 22551
    assert {event["label"] for event in _raw(root)} <= set(INDEX)


def _raw(root) -> list:
    return json.loads(root.read(root.games[0].name, "Labels-v2.json"))["annotations"]


def test_there_is_no_root(tmp_path):
    with pytest.raises(UserError, match="TOUCHLINE_ROOT"):
        open_root(tmp_path / "nowhere")
    assert open_root(tmp_path).games == ()
