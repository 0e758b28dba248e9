"""The doctor on label sets, parts, videos and names."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest

from core.data.doctor import Finding, check_root
from core.data.root import open_root

GAME = "league/2020/game"


def add(root: Path, game: str, *labels: str, file: str = "Labels-v2.json", part: int = 1) -> Path:
    folder = root / game
    folder.mkdir(parents=True, exist_ok=True)
    entries = [{"gameTime": f"{part} - 00:01", "label": label, "position": "1000"} for label in labels]
    (folder / file).write_text(json.dumps({"annotations": entries}))
    return folder


def findings(root: Path) -> list[Finding]:
    return list(check_root(open_root(root)))


def test_labels_of_another_set_are_named_with_the_way_out(tmp_path):
    add(tmp_path, "l/s/a", "Goal")
    add(tmp_path, "l/s/b", "Goal")
    add(tmp_path, "l/s/c", "PASS", file="Labels-ball.json")
    (finding,) = findings(tmp_path)
    assert (finding.game, finding.fault) == ("l/s/c", True)
    assert "Labels-ball.json holds labels of another set than soccernet-v2" in finding.sentence
    assert "--label-set ball-2023 or ball-2024" in finding.sentence


def test_unknown_labels_say_who_knows_them(tmp_path):
    add(tmp_path, GAME, "Goal", "PASS", "VAR")
    known, unknown = findings(tmp_path)
    assert "1 x 'PASS' is not one of the 17 classes of soccernet-v2" in known.sentence
    assert known.sentence.endswith("left out; ball-2023 and ball-2024 have it.")
    assert unknown.sentence.endswith("'VAR' is not one of the 17 classes of soccernet-v2 and is left out.")


def test_labels_that_no_figure_counts(tmp_path):
    add(tmp_path, GAME, "Goal", part=3)
    (finding,) = findings(tmp_path)
    assert (finding.fault, finding.sentence) == (
        False,
        f"{GAME} has 1 label of parts after part 2, which no figure counts.",
    )


def test_parts_without_features(tmp_path):
    folder = add(tmp_path, GAME, "Goal", part=2)
    np.save(folder / "1_X.npy", np.ones((20, 4), np.float32))
    assert [(f.fault, "1 labels of part 2 cannot be learned" in f.sentence) for f in findings(tmp_path)] == [
        (True, True)
    ]


def test_names_that_differ_only_in_writing(tmp_path):
    add(tmp_path, "l/s/a b", "Goal")
    add(tmp_path, "l/s/a_b", "Goal")
    (finding,) = findings(tmp_path)
    assert finding.fault
    assert "'l/s/a b' and 'l/s/a_b' are one name" in finding.sentence


def test_a_game_in_two_splits(tmp_path):
    add(tmp_path, "l/s/a b", "Goal")
    lists = {"train": ["l/s/a_b"], "test": ["l/s/a b", "l/s/gone"]}
    (tmp_path / "splits.json").write_text(json.dumps(lists))
    twice, gone = findings(tmp_path)
    assert "splits.json names 'l/s/a b' twice, in train and test; leave one out." in twice.sentence
    assert "splits.json names 'l/s/gone', which does not exist." in gone.sentence


@pytest.fixture
def video(tmp_path) -> Path:
    """A video of two seconds."""
    path = tmp_path / "video.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(20):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))))
        container.mux(stream.encode())
    return path


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ({"number": 1, "start_s": 0.5, "end_s": 2}, None),
        ({"number": 1, "start_s": 1, "end_s": 60}, "part 1 lies up to 01:00"),
        ({"number": 1, "start_s": 90}, "part 1 lies up to 01:30"),
        ({"number": 2.5}, "a part 2.5"),
    ],
)
def test_parts_beyond_their_video(part, sentence, video, tmp_path):
    folder = add(tmp_path / "root", GAME, "Goal")
    (folder / "game.json").write_text(json.dumps({"video": str(video), "parts": [part]}))
    found = findings(tmp_path / "root")
    assert [finding.fault for finding in found] == [True] * (sentence is not None)
    assert all(sentence in finding.sentence for finding in found)


def test_what_is_no_video_is_named(tmp_path):
    folder = add(tmp_path, GAME, "Goal")
    (folder / "1_224p.mp4").write_bytes(b"no video")
    (folder / "game.json").write_text(json.dumps({"video": "x" * 300}))
    bad_json, corrupt = findings(tmp_path)
    (folder / "1_224p.mp4").unlink()
    (folder / "game.json").write_text(json.dumps({"parts": [{"number": 1, "start_s": 5}]}))
    (none,) = findings(tmp_path)
    assert "says where part 1 lies in a video, and there is none" in none.sentence
    assert 'must give "video" as the path of a file' in bad_json.sentence
    assert "1_224p.mp4 cannot be opened as a video" in corrupt.sentence


@pytest.mark.parametrize("more", [{}, {"parts": [{"number": 1, "start_s": 5}]}])
def test_a_video_that_is_not_there(more, tmp_path):
    folder = add(tmp_path, GAME, "Goal")
    (folder / "game.json").write_text(json.dumps({"video": "x.mp4", **more}))
    (finding,) = findings(tmp_path)
    assert f"there is no video {folder / 'x.mp4'} for part 1" in finding.sentence
