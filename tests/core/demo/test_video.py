"""The drawn broadcast: says SIMULATED, keeps step with the labels, plays anywhere, and can be stopped."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from core.data.features import open_features
from core.data.root import open_root
from core.demo import graphics
from core.demo.broadcast import TICKS_PER_S, View, stage
from core.demo.drawing import Painter
from core.demo.features import FPS, NAME
from core.demo.league import make_league
from core.demo.simulator import simulate
from core.demo.stadium import HEIGHT, WIDTH
from core.demo.video import make_video, video_path
from core.exceptions import Cancelled, UserError
from tests.conftest import make_root
from tests.soccernet_v2 import INDEX


@pytest.fixture(scope="module")
def painter() -> Painter:
    half = simulate(0, 7).halves[1]
    broadcast = stage(half.events, 2, half.length_ms * TICKS_PER_S // 1000, 0, "a game")
    return Painter(broadcast, "Lorem Athletic", "Ipsum United", 0, "a game")


@pytest.fixture(scope="module")
def league(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("video") / "league"
    make_league(root, games=3, seed=4, half_s=60)
    return root


def one_tick_of_each_view(painter: Painter) -> list[int]:
    return [int(np.flatnonzero(painter.broadcast.view == view)[0]) + 3 for view in View]


def test_simulated_is_on_every_kind_of_picture(painter):
    tag = graphics.simulated_tag()
    for tick in one_tick_of_each_view(painter):
        image = painter.picture(tick)
        assert image.shape == (HEIGHT, WIDTH, 3)
        assert (image[HEIGHT - 18 : HEIGHT - 5, WIDTH - 84 : WIDTH - 6] == tag).all()


def test_same_tick_same_picture_whatever_came_before(painter):
    for tick in one_tick_of_each_view(painter):
        first = painter.picture(tick).copy()
        painter.picture(tick + 400)
        assert (painter.picture(tick) == first).all()


def test_pictures_follow_the_play(painter):
    pictures = [painter.picture(tick).astype(int) for tick in (600, 603, 900)]
    assert np.abs(pictures[0] - pictures[1]).mean() < np.abs(pictures[0] - pictures[2]).mean()


def test_cards_are_shown_at_their_moment(painter):
    events = painter.broadcast.events
    chosen = (events.label == INDEX["Yellow card"]) & events.visible
    tick = int(events.time_ms[chosen][0]) * TICKS_PER_S // 1000
    yellow = np.abs(painter.picture(tick + 2).astype(int) - (252, 218, 30)).sum(axis=2) < 40
    assert yellow.sum() > 300


def test_video_is_h264_in_step_with_the_features(league):
    root = open_root(league)
    game = root.games[0]
    seen: list[float] = []
    paths = make_video(league, game.name, progress=lambda done, total, what: seen.append(done / total))
    assert seen[-1] == 1
    for half, path in zip(game.parts, paths, strict=True):
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            assert stream.codec_context.name == "h264"
            assert (stream.width, stream.height, stream.pix_fmt) == (WIDTH, HEIGHT, "yuv420p")
            assert stream.average_rate == TICKS_PER_S
            assert stream.frames == len(open_features(half.features[NAME])) * TICKS_PER_S // FPS
            assert sum(1 for _ in container.decode(stream)) == stream.frames
        data = path.read_bytes()
        assert 0 < data.index(b"moov") < data.index(b"mdat")  # faststart: plays before it is there whole
    assert open_root(league).game(game.name).parts[0].video == paths[0]
    stamps = [path.stat().st_mtime_ns for path in paths]
    assert [path.stat().st_mtime_ns for path in make_video(league, game.name)] == stamps


def test_stopped_video_leaves_nothing(league):
    game = open_root(league).games[1].name

    def stop(done: float, total: float, what: str) -> None:
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        make_video(league, game, progress=stop)
    assert not video_path(league, game, 1).exists()
    assert not list(league.rglob("*.part"))


def test_video_of_what_is_no_demo_league_is_refused(tmp_path, league):
    (name,) = make_root(tmp_path, 1, minutes=1)
    with pytest.raises(UserError, match="not a demo league"):
        make_video(tmp_path, name)
    with pytest.raises(UserError, match="no game 'nobody'"):
        make_video(league, "nobody")
