"""Roots, labels, features and results: what is found, and the sentence each fault gets."""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np
import pytest

from core.classes import INDEX
from core.data.doctor import check_root
from core.data.features import feature_fps, open_features
from core.data.formats.results import Results, parse_results, read_results, write_results
from core.data.games import make_game
from core.data.labels import labels_json, parse_labels, read_labels, read_truths
from core.data.root import open_root
from core.data.splits import official_games, official_split
from core.events import Events
from core.exceptions import UserError
from core.files import write_json
from tests.conftest import make_root, random_truths


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
            assert official_split(name) == split


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
    assert game.half(1).video.name == "1_224p.mp4"
    assert game.half(2).video.name == "2.mkv"
    assert game.feature_names == ()


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


def annotation(**changes) -> dict:
    return {
        "gameTime": "1 - 01:05",
        "label": "Goal",
        "position": "65480",
        "team": "home",
        "visibility": "visible",
    } | changes


def test_position_beats_game_time():
    entries = [annotation(), {key: value for key, value in annotation().items() if key != "position"}]
    labels = parse_labels({"annotations": entries}, "g", "x.json")
    assert labels.events.time_ms.tolist() == [65480, 65000]
    assert labels.events.team.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"position": "soon"}, "position 'soon' is not a whole number"),
        ({"position": None}, "position None is not a whole number"),
        ({"position": "-5"}, "before the start"),
        ({"position": "9" * 30}, "later than any half"),
        ({"position": float("inf")}, "position inf is not a whole number"),
        ({"gameTime": f"1 - {'9' * 20}:00"}, "no time of a half"),
        ({"gameTime": "3 - 00:10"}, "half 3 is neither 1 nor 2"),
        ({"gameTime": "first half"}, "not of the form"),
    ],
)
def test_a_bad_annotation_never_hides_the_good_ones(changes, sentence):
    labels = parse_labels({"annotations": [annotation(**changes), annotation()]}, "g", "x.json")
    assert len(labels.events) == 1
    assert labels.problems[0].startswith("x.json, annotation 1: ")
    assert sentence in labels.problems[0]


@pytest.mark.parametrize("entry", [{"label": "Goal"}, {}, 7, None, "Goal"])
def test_annotations_that_are_no_annotations(entry):
    labels = parse_labels({"annotations": [entry, annotation()]}, "g", "x.json")
    assert len(labels.events) == 1
    assert "annotation 1" in labels.problems[0]


def test_unknown_labels_are_counted():
    labels = parse_labels({"annotations": [annotation(label="VAR"), annotation(label="VAR")]}, "g", "x")
    assert labels.unknown == (("VAR", 2),)
    assert not labels.problems


@pytest.mark.parametrize("value", [[], {}, {"annotations": 3}, None])
def test_what_is_no_label_file(value):
    with pytest.raises(UserError, match=r"x\.json has no list"):
        parse_labels(value, "g", "x.json")


def test_labels_round_trip():
    truths = random_truths(np.random.default_rng(1), "g")
    again = parse_labels(labels_json(truths, {}), "g", "x").events
    order = np.lexsort((truths.time_ms, truths.half))
    for column in ("half", "time_ms", "label", "team", "visible"):
        np.testing.assert_array_equal(getattr(again, column), getattr(truths, column)[order])


def test_one_bad_game_never_hides_the_good_ones(small_root):
    root = open_root(small_root)
    (small_root / root.games[1].name / "Labels-v2.json").write_text("{")
    with pytest.raises(UserError, match="not valid JSON"):
        read_truths(root, root.games)
    truths = read_truths(root, root.games, strict=False)
    assert truths.games == tuple(game.name for game in root.games)
    assert set(truths.game.tolist()) == {0, 2}


def npy(array, **options) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


GOOD = np.ones((6, 4), np.float32)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "cannot be read"),
        (b"not an array", "not a plain .npy"),
        (npy(GOOD)[:-8], "truncated"),
        (npy(np.array([{}, 1], dtype=object), allow_pickle=True), "not a plain .npy"),
        (npy(GOOD.astype(np.float64)), "holds float64"),
        (npy(np.ones(6, np.float32)), r"shape \(6,\)"),
        (npy(np.ones((0, 4), np.float32)), r"shape \(0, 4\)"),
        (npy(np.where(np.arange(24).reshape(6, 4) == 13, np.nan, GOOD).astype(np.float32)), "first in row 3"),
        (npy(np.full((6, 4), np.inf, np.float32)), "first in row 0"),
    ],
)
def test_bad_features_are_named(tmp_path, content, sentence):
    path = tmp_path / "1_F.npy"
    path.write_bytes(content)
    with pytest.raises(UserError, match=sentence) as error:
        open_features(path, finite=True)
    assert str(path) in str(error.value)


def test_good_features(tmp_path):
    for array in (GOOD, GOOD.astype(np.float16), GOOD.reshape(6, 1, 4), np.asfortranarray(GOOD)):
        np.save(tmp_path / "f.npy", array)
        np.testing.assert_array_equal(open_features(tmp_path / "f.npy", finite=True), GOOD)
    with pytest.raises(UserError, match="does not exist"):
        open_features(tmp_path / "none.npy")
    assert feature_fps("baidu_soccer_embeddings") == 1.0
    assert feature_fps("ResNET_TF2_PCA512") == 2.0


def spots(game: str, n: int = 50) -> Events:
    rng = np.random.default_rng(2)
    truths = random_truths(rng, game, n)
    return Events.build((game,), 0, truths.half, truths.time_ms, truths.label, confidence=rng.random(2 * n))


@pytest.mark.parametrize("target", ["results.zip", "results"])
def test_results_round_trip(tmp_path, target):
    both = Events.concat([spots("l/s/a"), Events.empty(("l/s/empty",)), spots("l/s/b", 5)])
    write_results(tmp_path / target, both)
    assert Results(tmp_path / target).games() == tuple(sorted(both.games))
    again = read_results(tmp_path / target, both.games)
    for column in ("game", "half", "time_ms", "label", "confidence"):
        np.testing.assert_array_equal(getattr(again, column), getattr(both, column))


def test_results_are_strings_as_the_server_asks(tmp_path):
    write_results(tmp_path / "r.zip", Events.build(("g",), 0, 1, 5499, 2, confidence=0.875))
    with zipfile.ZipFile(tmp_path / "r.zip") as archive:
        value = json.loads(archive.read("g/results_spotting.json"))
    assert value == {
        "UrlLocal": "g",
        "predictions": [
            {"gameTime": "1 - 0:5", "label": "Goal", "position": "5499", "half": "1", "confidence": "0.875"}
        ],
    }


def test_results_with_a_missing_game(tmp_path):
    write_results(tmp_path / "r.zip", spots("a"))
    with pytest.raises(UserError, match="no results for the game 'b'"):
        read_results(tmp_path / "r.zip", ("a", "b"))
    with pytest.raises(UserError, match="no results at"):
        Results(tmp_path / "nothing.zip")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"half": "3"}, "half 3"),
        ({"position": "x"}, "prediction 1"),
        ({"confidence": "high"}, "prediction 1"),
        ({"position": "-4"}, "at -4 ms"),
    ],
)
def test_bad_results_are_named(changes, sentence):
    entry = {"label": "Goal", "position": "1", "half": "1", "confidence": "0.5"} | changes
    with pytest.raises(UserError, match=sentence) as error:
        parse_results({"predictions": [entry]}, "g", "r.json")
    assert "r.json" in str(error.value)


def test_the_doctor_finds_each_fault(tmp_path):
    names = make_root(tmp_path, 4)
    (tmp_path / names[0] / "1_ResNET_TF2_PCA512.npy").unlink()
    np.save(tmp_path / names[1] / "2_ResNET_TF2_PCA512.npy", np.full((600, 512), np.nan, np.float32))
    np.save(tmp_path / names[2] / "1_ResNET_TF2_PCA512.npy", np.zeros((4, 100), np.float32))
    (tmp_path / names[3] / "Labels-v2.json").write_text("[")
    findings = list(check_root(open_root(tmp_path)))
    faults = [finding.sentence for finding in findings if finding.fault]
    assert len(faults) == 4
    for part in ("has no 1_ResNET", "NaN or infinity", "100 dimensions", "not valid JSON"):
        assert any(part in sentence for sentence in faults), part
    assert any("cannot be learned or found" in finding.sentence for finding in findings)
    assert not [f for f in check_root(open_root(tmp_path), deep=False) if "NaN" in f.sentence]


def test_the_doctor_is_content_with_a_good_root(small_root):
    assert list(check_root(open_root(small_root))) == []


def test_a_feature_name_that_no_game_has_is_one_sentence(small_root):
    with pytest.raises(UserError, match=r"has features 'typo'; there are ResNET_TF2_PCA512\."):
        list(check_root(open_root(small_root), "typo"))


def test_labels_of_one_game(small_root):
    root = open_root(small_root)
    assert len(read_labels(root, root.games[0]).events) == 60
