"""Remux and clips: what is copied stays as it is, what is not is encoded, a stop leaves nothing."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest

from app.server import remux
from app.server.frames import facts
from core.exceptions import Cancelled, UserError


def video(path: Path, codec: str, seconds: int = 4, size=(128, 72)) -> Path:
    """A video that brightens by 20 each second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25, options={"g": "50"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for index in range(seconds * 25):
            picture = np.full((size[1], size[0], 3), 20 + index // 25 * 20 % 220, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def brightness(data: Path | bytes) -> list[float]:
    with av.open(io.BytesIO(data) if isinstance(data, bytes) else str(data)) as container:
        return [frame.to_ndarray(format="gray").mean() for frame in container.decode(video=0)]


def test_h264_is_copied_bit_by_bit_with_its_index_in_front(tmp_path):
    source, target = video(tmp_path / "a.mkv", "libx264"), tmp_path / "cache" / "a.mp4"
    assert remux.needs_remux(source, "1")
    remux.remux(source, target)
    assert len(packets(target)) == 100
    assert brightness(target) == brightness(source)
    with av.open(str(source)) as one, av.open(str(target)) as other:
        times = [[frame.time for frame in each.decode(video=0)] for each in (one, other)]
    assert times[0] == pytest.approx(times[1], abs=1e-3), "in step with the labels"
    head = target.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")
    assert not remux.needs_remux(target, "1")


def test_another_codec_is_encoded_again_frame_by_frame(tmp_path):
    source, target = video(tmp_path / "a.mkv", "mpeg4"), tmp_path / "a.mp4"
    remux.remux(source, target)
    assert facts(target, "x").codec == "h264"
    assert len(brightness(target)) == 100
    assert np.abs(np.subtract(brightness(target), brightness(source))).max() < 4


def test_a_stop_and_a_bad_file_leave_nothing(tmp_path):
    source, folder = video(tmp_path / "a.mkv", "mpeg4"), tmp_path / "cache"

    def stop(done, total, what):
        raise Cancelled

    with pytest.raises(Cancelled):
        remux.remux(source, folder / "a.mp4", progress=stop)
    assert list(folder.iterdir()) == []
    (tmp_path / "b.mkv").write_bytes(b"no video")
    with pytest.raises(UserError, match=r"b\.mkv"):
        remux.remux(tmp_path / "b.mkv", folder / "b.mp4")
    assert list(folder.iterdir()) == []
    assert not remux.needs_remux(tmp_path / "b.mkv", "1"), "nothing is offered for what cannot be opened"


def test_progress_grows_to_the_length(tmp_path):
    said = []
    remux.remux(
        video(tmp_path / "a.mkv", "libx264", 30), tmp_path / "a.mp4", progress=lambda *step: said.append(step)
    )
    assert [step[0] for step in said] == sorted(step[0] for step in said)
    assert {step[1] for step in said} == {30}
    assert said[0][2] == "repacking a.mkv"


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
def test_a_clip_begins_and_ends_where_it_was_asked_to(tmp_path, codec):
    source = video(tmp_path / "a.mkv", codec, 8)
    found = brightness(remux.clip(source, 3000, 5000))
    assert len(found) in (50, 51)
    whole = brightness(source)
    assert np.abs(np.subtract(found[:50], whole[75:125])).max() < 4


def test_a_clip_at_the_edges(tmp_path):
    source = video(tmp_path / "a.mp4", "libx264", 4)
    assert len(brightness(remux.clip(source, 0, 1000))) in (25, 26)
    assert len(brightness(remux.clip(source, 3000, 9000))) == 25
    assert remux.clip(source, 60_000, 70_000) is None
    (tmp_path / "b.mp4").write_bytes(b"no")
    with pytest.raises(UserError, match=r"b\.mp4"):
        remux.clip(tmp_path / "b.mp4", 0, 1000)


def test_odd_sides_are_cut_to_even_ones(tmp_path):
    source = video(tmp_path / "a.avi", "ffv1" if "ffv1" in av.codecs_available else "mpeg4", 1, (127, 71))
    remux.remux(source, tmp_path / "a.mp4")
    with av.open(str(tmp_path / "a.mp4")) as container:
        picture = container.streams.video[0]
        assert (picture.width, picture.height) == (126, 70)
