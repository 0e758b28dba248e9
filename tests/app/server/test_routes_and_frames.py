"""Curves as bytes, ids in place of paths, frames exact."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from app.server import frames
from app.server.catalog import forget_catalog, open_catalog
from app.server.routes import pack_curves
from core.exceptions import UserError
from core.files import short_id
from tests.app.league import add_video, make_league


def test_curves_keep_every_value():
    scores = np.random.default_rng(0).random((7, 17)).astype(np.float32)
    data = pack_curves(scores, 2.0)
    assert data[:4] == b"TLS1"
    assert np.frombuffer(data, "<u4", 2, 4).tolist() == [7, 17]
    assert np.frombuffer(data, "<f4", 1, 12)[0] == 2
    np.testing.assert_array_equal(np.frombuffer(data, "<f4", offset=16).reshape(17, 7), scores.T)


def test_the_catalog_finds_games_and_runs_by_id_only(tmp_path, monkeypatch):
    root, workspace = make_league(tmp_path, games=2, minutes=2, video=False)
    monkeypatch.setenv("TOUCHLINE_ROOT", str(root))
    monkeypatch.setenv("TOUCHLINE_WORKSPACE", str(workspace))
    forget_catalog()
    catalog = open_catalog()
    name = catalog.root.games[0].name
    assert catalog.game(short_id(name)).name == name
    assert catalog.game(name) is None
    assert catalog.run(short_id("dense")).name == "dense"
    assert catalog.run("dense") is None
    forget_catalog()


@pytest.mark.parametrize("second", [0, 3, 7, 9])
def test_frames_are_those_of_their_time(tmp_path, second):
    """The test video brightens by 8 each second: 40 ms decide which brightness is right."""
    add_video(tmp_path, 1, 10)
    path = tmp_path / "1_224p.mp4"
    for at, brightness in ((second * 1000, 20 + 8 * second), (second * 1000 + 970, 20 + 8 * second)):
        image = Image.open(io.BytesIO(frames.jpeg(path, f"v{second}", at)))
        assert image.width == 398
        assert abs(np.asarray(image)[200:, :].mean() - brightness) < 3


def test_no_frame_beyond_the_end_and_a_sentence_for_what_is_no_video(tmp_path):
    add_video(tmp_path, 1, 2)
    assert frames.jpeg(tmp_path / "1_224p.mp4", "v", 60_000) is None
    broken = tmp_path / "2_224p.mp4"
    broken.write_bytes(b"no video at all")
    with pytest.raises(UserError, match=r"2_224p\.mp4"):
        frames.jpeg(broken, "v", 0)
    assert frames.facts(broken, "v") is None
    assert frames.facts(tmp_path / "1_224p.mp4", "v")[:2] == (25.0, 2000)
