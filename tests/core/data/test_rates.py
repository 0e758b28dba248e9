"""The rate of features: what says it, in which order, and the sentence of each mistake."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.data.doctor import check_root
from core.data.rates import checked_fps, feature_rate, one_rate, rate_of_name
from core.data.root import open_root
from core.exceptions import UserError
from core.files import write_json
from tests.core.data.small_parts import GAME, make_part, write_video


def rate(root, name="F", fps=None):
    opened = open_root(root)
    game = opened.games[0]
    return feature_rate(opened, game, game.parts[0], name, fps)


@pytest.mark.parametrize(
    ("name", "fps"),
    [
        ("ResNET_5fps_TF2_PCA512", 5),
        ("ResNET_25fps_TF2", 25),
        ("clip_1fps", 1),
        ("mvit_5FPS", 5),
        ("x_2.5fps", 2.5),
        ("x_12_5fps", 5),
        ("video_25fps_rows_2fps", 2),
        ("I3D-0.5-fps", 0.5),
        ("ResNET_TF2_PCA512", None),
        ("baidu_soccer_embeddings", None),
        ("fps", None),
        ("5fpsx", None),
    ],
)
def test_a_name_says_its_rate(name, fps):
    assert rate_of_name(name) == fps


def test_a_name_with_an_impossible_rate_is_one_sentence():
    for name in ("x_0fps", "x_240fps"):
        with pytest.raises(UserError, match=rf"{name}.*0.1 to 60.*--fps 5.*sidecar"):
            rate_of_name(name)


def test_the_nearest_word_on_the_rate_counts(tmp_path):
    name = "ResNET_5fps_TF2"
    folder = make_part(tmp_path, 10, name)
    assert rate(tmp_path, name).fps == 5
    for fps, path in (
        (10, tmp_path / f"{name}.json"),
        (12.5, folder / f"{name}.json"),
        (0.1, folder / f"1_{name}.json"),
    ):
        write_json(path, {"fps": fps, "by": "somebody"})
        assert (rate(tmp_path, name).fps, rate(tmp_path, name).source) == (fps, str(path))
    assert rate(tmp_path, name, fps=60).fps == 60
    assert str(rate(tmp_path, name, fps=60)) == "60 rows a second (--fps)"


def test_without_a_word_on_it_the_rate_is_2(tmp_path):
    make_part(tmp_path, 10)
    assert rate(tmp_path).fps == 2


@pytest.mark.parametrize("fps", ["0", "-1", '"5"', "NaN", "true", "null", "61", "[5]", None])
def test_a_sidecar_that_says_no_rate_is_named(tmp_path, fps):
    folder = make_part(tmp_path, 10)
    (folder / "F.json").write_text("[5]" if fps is None else f'{{"fps": {fps}}}')
    with pytest.raises(UserError, match=r"F\.json.*--fps"):
        rate(tmp_path)


def test_what_is_no_file_in_a_sidecars_place_is_named(tmp_path):
    make_part(tmp_path, 20, name="mine")
    path = tmp_path / "mine.json"
    path.symlink_to(path)
    *_, finding = check_root(open_root(tmp_path))
    assert f"{path} cannot be read" in finding.sentence


def test_an_option_that_says_no_rate_is_named():
    for value in (0, -2, "text", "", float("nan"), float("inf"), 0.09, 61, True, None):
        with pytest.raises(UserError, match=r"^--fps gives .* 0\.1 to 60"):
            checked_fps(value, "--fps")
    assert [checked_fps(value, "--fps") for value in ("5", 0.1, 60)] == [5, 0.1, 60]


@pytest.mark.parametrize(
    ("rows", "last_s", "video_s", "fps"),
    [
        (2700, None, None, 1),  # a half at 1 a second
        (5400, None, None, 2),  # longer than any half at 1 a second
        (2700, 1340, None, 1),  # labels that end early, as a few cards and goals do
        (5400, 5300, None, 1),  # a whole match at 1 a second
        (720, 350, None, 2),  # a short clip, whose labels end with it
        (3600, 1790, None, 1),  # two labels in half an hour
        (360, 350, None, 1),
        (720, 100, None, 1),  # labels that tell nothing
        (60, None, 30, 2),
        (60, 20, 60, 1),  # the video counts more than labels
    ],
)
def test_baidu_comes_at_1_or_2(tmp_path, rows, last_s, video_s, fps):
    folder = make_part(tmp_path, rows, "baidu_soccer_embeddings", None if last_s is None else [5, last_s])
    if video_s:
        write_video(folder / "1_224p.mp4", video_s)
    assert rate(tmp_path, "baidu_soccer_embeddings").fps == fps


def test_many_labels_in_the_first_half_alone_tell_baidus_rate(tmp_path):
    make_part(tmp_path, 3600, "baidu", range(10, 1500, 60))
    assert (rate(tmp_path, "baidu").fps, rate(tmp_path, "baidu").sure) == (2, True)


def test_parts_that_do_not_tell_baidus_rate_follow_those_that_do(tmp_path):
    make_part(tmp_path, 720, "baidu", [5, 100])
    make_part(tmp_path, 720, "baidu", range(10, 355, 20), game=GAME.format(day=2))
    make_part(tmp_path, 720, "baidu", range(10, 300, 20), game=GAME.format(day=3))
    opened = open_root(tmp_path)
    assert [feature_rate(opened, game, game.parts[0], "baidu").fps for game in opened.games] == [1, 2, 2]
    assert one_rate(opened, opened.games, "baidu").fps == 2
    assert list(check_root(opened)) == []
    make_part(tmp_path, 720, "baidu", range(10, 700, 20), game=GAME.format(day=4))
    opened = open_root(tmp_path)
    with pytest.raises(UserError, match="two rates"):
        one_rate(opened, opened.games, "baidu")


def test_a_damaged_file_does_not_hide_the_rate(tmp_path):
    folder = make_part(tmp_path, 10, "baidu")
    (folder / "1_baidu.npy").write_bytes(b"")
    assert rate(tmp_path, "baidu").fps == 1


def test_nothing_is_opened_for_a_name_that_says_it(tmp_path, monkeypatch):
    make_part(tmp_path, 10, "x_5fps")
    opened = open_root(tmp_path)
    assert opened.games
    monkeypatch.setattr(np, "load", None)
    monkeypatch.setattr(json, "loads", None)
    assert one_rate(opened, opened.games, "x_5fps").fps == 5


def test_two_rates_in_a_split_name_both_games(tmp_path):
    make_part(tmp_path, 10)
    folder = make_part(tmp_path, 10, game=GAME.format(day=2))
    write_json(folder / "F.json", {"fps": 5})
    opened = open_root(tmp_path)
    with pytest.raises(UserError, match=r"2 rows a second .*08-01 .* 5 rows a second .*08-02 .*--fps"):
        one_rate(opened, opened.games, "F")
    assert one_rate(opened, opened.games, "F", fps=3).fps == 3
    assert one_rate(opened, opened.games[1:], "F").fps == 5
    faults = [finding.sentence for finding in check_root(opened) if finding.fault]
    assert len(faults) == 1
    assert "two rates" in faults[0]
    write_json(tmp_path / "splits.json", {"train": [opened.games[0].name], "test": [opened.games[1].name]})
    assert not [finding for finding in check_root(open_root(tmp_path)) if finding.fault]


def test_check_names_a_sidecar_and_goes_on(tmp_path):
    folder = make_part(tmp_path, 10)
    make_part(tmp_path, 10, game=GAME.format(day=2))
    (folder / "F.json").write_text('{"fps": "fast"}')
    faults = [finding.sentence for finding in check_root(open_root(tmp_path)) if finding.fault]
    assert len(faults) == 1
    assert "F.json gives the text 'fast'" in faults[0]
