"""Single frames of a video, exact to the frame, as JPEGs.

To reach a frame quickly, nothing is decoded that it does not need: decoding starts at the keyframe before it,
leaves out the frames that no other refers to, and ends with the frame itself.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import av
from PIL.Image import Image

from core.exceptions import UserError
from core.timebase import time_stamp

WIDTH = 398
FPS = 25
"""The frame rate of a video that does not say its own."""
FAILURES = (av.FFmpegError, OSError, IndexError)
"""What PyAV raises for a file that is damaged, or no video."""
_BACK_MS = 2000
_lock = threading.Lock()


class Facts(NamedTuple):
    """What is known of a video without decoding it.

    duration_ms: 0 where the file does not say it; codec: its name as FFmpeg has it.
    """

    fps: float
    duration_ms: int
    codec: str


@lru_cache(maxsize=256)
def facts(path: Path, version: str) -> Facts | None:
    """The facts of a video, None when it cannot be opened. version: of the file."""
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            rate, duration_ms = float(stream.average_rate or FPS), int((container.duration or 0) / 1000)
            return Facts(rate, duration_ms, stream.codec_context.name)
    except FAILURES:
        return None


@contextmanager
def decoding(path: Path) -> Iterator[None]:
    """Raises UserError naming a file that cannot be decoded."""
    try:
        yield
    except (*FAILURES, ValueError) as error:
        raise UserError(f"{path} cannot be decoded ({error}); fetch or export it again.") from error


@lru_cache(maxsize=512)
def jpeg(path: Path, version: str, file_ms: int) -> bytes | None:
    """The frame on screen at a time of the file, 398 pixels wide; None beyond the video's end.

    version: of the file, so that a new file gets new frames. Raises UserError as `decoding` does.
    """
    # One decoder at a time: seven frames of a strip must not take all cores from the page.
    with _lock, decoding(path), av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        frame = frame_at(container, file_ms)
        if frame is None:
            return None
        image = frame.to_image()
    return jpeg_of(image.resize((WIDTH, round(WIDTH * image.height / image.width))), quality=82)


def jpeg_of(image: Image, *, quality: int) -> bytes:
    """An image as a JPEG."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def frame_at(container, file_ms: int) -> av.VideoFrame | None:
    """The last frame that starts at or before a time of the file; None more than one frame after the last."""
    stream = container.streams.video[0]
    # On the clock of a browser's player: it shows the frames' own time stamps, whatever the first one is.
    target = time_stamp(file_ms, stream.time_base)
    back = 0
    while True:
        container.seek(max(target - back, 0), stream=stream)
        packets, ended = _packets_up_to(container, stream, target)
        shown = max((packet.pts for packet in packets if packet.pts <= target), default=None)
        # A keyframe is found by when it is decoded: it may be shown only after the target.
        if shown is not None or back > target:
            break
        back = 2 * back or time_stamp(_BACK_MS, stream.time_base)
    if shown is None:  # before the first frame
        shown = min((packet.pts for packet in packets), default=None)
        return None if shown is None else _decoded(stream, packets, shown)
    if ended and (target - shown) * float(stream.time_base) > 1 / float(stream.average_rate or FPS) + 1e-3:
        return None
    return _decoded(stream, packets, shown)


def _packets_up_to(container, stream, target: int) -> tuple[list, bool]:
    """The packets from here to the first that is decoded after the target, and whether the video ended."""
    packets = []
    back = time_stamp(_BACK_MS, stream.time_base)
    for packet in container.demux(stream):
        if packet.pts is None:
            if packet.size:
                raise ValueError("its frames carry no times")
            return packets, True
        packets.append(packet)
        # Matroska does not say when the first ones are decoded: no frame is held back for longer than this.
        decoded = packet.pts - back if packet.dts is None else packet.dts
        if decoded > target:
            return packets, False
    return packets, True


def _decoded(stream, packets: list, pts: int) -> av.VideoFrame | None:
    """The frame of a time stamp; of the frames before it, those that no other refers to are not decoded."""
    context = stream.codec_context
    frames = []
    for packet in packets:
        last = packet.pts == pts
        context.skip_frame = "DEFAULT" if last else "NONREF"
        frames += context.decode(packet)
        if last:
            break
    frames += context.decode(None)
    return next((frame for frame in reversed(frames) if frame.pts == pts), None)
