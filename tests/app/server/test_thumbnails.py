"""Pictures of the gallery: the exact frame, kept on disk within bounds, of known halves and nothing else."""

from __future__ import annotations

import io
import os
from bisect import bisect_right

import av
import numpy as np
import pytest
from PIL import Image

from app.server import frames, thumbnails
from app.server.catalog import file_version
from app.server.urls import picture_url
from app.server.video_files import footage_of
from core.exceptions import UserError
from core.files import short_id
from tests.app.league import add_video
from tests.app.numbered import number_in, numbered
from tests.conftest import not_root

SECONDS, FPS, SIZE = 12, 25, (398, 224)


def make(path, **options: str) -> None:
    numbered(path, SECONDS, size=SIZE, preset="veryfast", **options)


def number_of(data: bytes) -> int:
    return number_in(data, SIZE[0])


def number_on_screen(video, ms: int) -> int:
    """The number of the frame on screen, by the times of all frames."""
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        times = sorted(packet.pts for packet in container.demux(stream) if packet.pts is not None)
        target = round(ms / 1000 / float(stream.time_base))
    return max(bisect_right(times, target) - 1, 0)


KINDS = {
    "no B-frames": {"bf": "0", "g": "250"},
    "B-frames": {"bf": "3", "b-pyramid": "normal", "g": "250"},
    "open GOP": {"bf": "3", "g": "30", "x264-params": "open-gop=1"},
    "keyframes only": {"g": "1"},
}


@pytest.fixture(scope="module", params=[(kind, suffix) for kind in KINDS for suffix in ("mp4", "mkv")])
def video(request, tmp_path_factory):
    kind, suffix = request.param
    path = tmp_path_factory.mktemp("video") / f"1_224p.{suffix}"
    make(path, **KINDS[kind])
    return path


def test_the_frame_is_the_one_on_screen_at_that_time(video):
    rng = np.random.default_rng(1)
    edges = [0, 39, 40, 41, 79, 80, 9_999, 10_000, 10_001, SECONDS * 1000 - 40, SECONDS * 1000 - 1]
    for ms in [*edges, *rng.integers(0, SECONDS * 1000, 24).tolist()]:
        data = thumbnails.jpeg(video, "v", ms)
        assert number_of(data) == number_of(frames.jpeg(video, "v", ms)) == number_on_screen(video, ms), ms
        if video.suffix == ".mp4":  # Matroska rounds its times to milliseconds
            assert number_of(data) == ms * FPS // 1000, ms


def test_a_picture_is_small_and_there_is_none_after_the_end(video):
    assert Image.open(io.BytesIO(thumbnails.jpeg(video, "v", 5000))).size == (240, 135)
    assert thumbnails.jpeg(video, "v", SECONDS * 1000 + 500) is None
    assert thumbnails.jpeg(video, "v", 99_999_999) is None


def test_nothing_after_the_target_is_decoded_and_few_frames_before(tmp_path):
    """Of frames with no B-frames all before are needed; with them, those that no other refers to are not."""
    decoded = {}
    for kind in ("no B-frames", "B-frames"):
        path = tmp_path / f"{kind}.mp4"
        make(path, **KINDS[kind])
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            stream.thread_count = 1
            target = round(4.0 / float(stream.time_base))
            container.seek(target, stream=stream)
            packets, _ = frames._packets_up_to(container, stream, target)
            wanted = max(packet.pts for packet in packets if packet.pts <= target)
            assert frames._decoded(stream, packets, wanted).pts == wanted
            container.seek(target, stream=stream)
            stream.codec_context.skip_frame = "NONREF"
            decoded[kind] = sum(len(stream.codec_context.decode(packet)) for packet in packets)
    assert decoded["B-frames"] < 0.8 * decoded["no B-frames"]


def test_a_picture_is_kept_and_read_again(tmp_path):
    add_video(tmp_path, 1, 2)
    path, folder = tmp_path / "1_224p.mp4", tmp_path / "kept"
    made = thumbnails.picture(folder, path, "v1", 1000).result()
    thumbnails.wait_for_writes()
    (kept,) = folder.iterdir()
    assert kept.name.endswith("-v1-1000.jpg")
    assert kept.read_bytes() == made
    kept.write_bytes(b"kept")
    assert thumbnails.picture(folder, path, "v1", 1000).result() == b"kept"
    assert thumbnails.picture(folder, path, "v2", 1000).result() == made  # another file, another picture


def test_a_read_only_workspace_means_no_more_than_work(open_path):
    add_video(open_path, 1, 2)
    folder = open_path / "kept"
    folder.mkdir()
    folder.chmod(0o555)
    with not_root():
        assert thumbnails.picture(folder, open_path / "1_224p.mp4", "v", 0).result()
        thumbnails.wait_for_writes()
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_means_no_more_than_work(tmp_path):
    add_video(tmp_path, 1, 2)
    (tmp_path / "file").write_bytes(b"")
    folder = tmp_path / "file" / "cache"
    assert thumbnails.picture(folder, tmp_path / "1_224p.mp4", "v", 0).result()
    thumbnails.wait_for_writes()


def test_the_oldest_pictures_go_first(tmp_path):
    for index in range(10):
        path = tmp_path / f"{index}.jpg"
        path.write_bytes(bytes(100))
        os.utime(path, (1000 + index, 1000 + index))
    thumbnails.remove_oldest(tmp_path, 1000)
    assert len(list(tmp_path.iterdir())) == 10
    thumbnails.remove_oldest(tmp_path, 600)
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["5", "6", "7", "8", "9"]


@pytest.mark.parametrize("data", [b"", b"no video at all", bytes(3000)])
def test_what_is_no_video_is_named(tmp_path, data):
    path = tmp_path / "1_224p.mp4"
    path.write_bytes(data)
    with pytest.raises(UserError, match=r"1_224p\.mp4"):
        thumbnails.picture(tmp_path / "kept", path, "v", 0).result()


def test_a_video_cut_short_gives_its_pictures_or_a_sentence(tmp_path):
    whole, cut = tmp_path / "whole.mkv", tmp_path / "1_224p.mkv"
    make(whole, **KINDS["B-frames"])
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert number_of(thumbnails.jpeg(cut, "v", 1000)) == 25
    assert thumbnails.jpeg(cut, "v", 11_500) is None


def test_the_route_gives_the_picture_and_keeps_it_in_the_workspace(served):
    get, catalog = served
    game = catalog.root.games[0]
    name = short_id(game.name)
    path, version = game.part(1).video, file_version(game.part(1).video)
    url = picture_url(game.part(1), footage_of(game.part(1)), "thumb", "/7000")
    status, body, headers = get(*url.split("?"))
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert "immutable" in headers["cache-control"]
    assert body == thumbnails.jpeg(path, version, 7000)
    thumbnails.wait_for_writes()
    (kept,) = (catalog.workspace.path / "cache" / "thumbs").iterdir()
    assert kept.read_bytes() == body
    _, _, headers = get(f"/touchline/thumb/{name}/1/7000", "v=other")
    assert "immutable" not in headers["cache-control"]


def test_what_is_not_known_is_not_found(served):
    get, catalog = served
    first, second = (short_id(game.name) for game in catalog.root.games)
    for path in (
        *(f"{first}/2/0", f"{second}/1/0", f"{first}/3/0", f"{first}/1/999999999", f"{first}/1/99999999"),
        *(f"{first}/1/-1", f"{first}/1/x", f"{first}/1/١", "000000000000/1/0", "x/1/0", f"{first}/1"),
        *("../1/0", "%2e%2e/1/0", f"{first}/../1/0", f"{first}/1/..", f"{first}/1/0/..", ""),
    ):
        assert get(f"/touchline/thumb/{path}")[0] == 404, path
    assert not (catalog.workspace.path / "cache").exists()


def test_a_broken_video_is_said_and_hurts_nothing(served):
    get, catalog = served
    game = catalog.root.games[0]
    game.part(1).video.write_bytes(b"broken")
    status, body, _ = get(f"/touchline/thumb/{short_id(game.name)}/1/0")
    assert status == 422
    assert b"1_224p.mp4" in body
