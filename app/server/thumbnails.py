"""Small pictures of exact frames for the gallery, made on demand, two at a time, and kept on disk.

To reach a frame quickly, nothing is decoded that it does not need: decoding starts at the keyframe before it,
leaves out the frames that no other refers to, and ends with the frame itself.
"""

from __future__ import annotations

import io
import itertools
import logging
import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import av
from av.video.reformatter import Interpolation

from core.exceptions import UserError
from core.files import atomic

WIDTH = 240
MAX_BYTES = 200 * 2**20
"""What all pictures on disk may take; beyond it the oldest are removed."""
_CHECK_EVERY = 200
_OPEN = 2
"""Videos that each worker keeps open, since cards of one half come one after the other."""
_BACK_S = 2.0

_workers = ThreadPoolExecutor(2, "thumbs")
_writer = ThreadPoolExecutor(1, "thumbs-kept")
_per_thread = threading.local()
_written = itertools.count()


def picture(folder: Path, name: str, path: Path, version: str, time_ms: int) -> Future[bytes | None]:
    """The picture of a video at a time as a JPEG: read from the folder, or made now and written there.

    name: unique to the half; version: of the video file. The result is None beyond the video's end; raises
    UserError naming a file that cannot be decoded. At most two are made at once, for all sessions.
    """
    return _workers.submit(_read_or_make, folder / f"{name}-{version}-{time_ms}.jpg", path, version, time_ms)


def _read_or_make(file: Path, path: Path, version: str, time_ms: int) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        pass
    data = jpeg(path, version, time_ms)
    if data is not None:
        _writer.submit(save, file, data)
    return data


def jpeg(path: Path, version: str, time_ms: int) -> bytes | None:
    """The frame on screen at a time, WIDTH pixels wide; see `picture`."""
    try:
        container = _opened(path, version)
        frame = frame_at(container, time_ms)
        return None if frame is None else _encoded(frame)
    except (av.FFmpegError, OSError, IndexError, ValueError) as error:
        _forget(path, version)
        raise UserError(f"{path} cannot be decoded ({error}); fetch or export it again.") from error


def _encoded(frame: av.VideoFrame) -> bytes:
    height = max(2, round(WIDTH * frame.height / frame.width))
    small = frame.reformat(WIDTH, height, "rgb24", interpolation=Interpolation.AREA)
    buffer = io.BytesIO()
    small.to_image().save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def _opened(path: Path, version: str):
    """A video that this worker alone uses, kept open for the next picture."""
    videos: OrderedDict = _per_thread.__dict__.setdefault("videos", OrderedDict())
    key = (path, version)
    if key not in videos:
        while len(videos) >= _OPEN:
            videos.popitem(last=False)[1].close()
        videos[key] = av.open(str(path))
        videos[key].streams.video[0].thread_count = 1  # two pictures at once use two cores already
    videos.move_to_end(key)
    return videos[key]


def _forget(path: Path, version: str) -> None:
    container = _per_thread.__dict__.get("videos", {}).pop((path, version), None)
    if container is not None:
        container.close()


def frame_at(container, time_ms: int) -> av.VideoFrame | None:
    """The last frame that starts at or before a time; None later than one frame after the last one."""
    stream = container.streams.video[0]
    target = (stream.start_time or 0) + _units(stream, time_ms / 1000)
    back = 0
    while True:
        container.seek(max(target - back, 0), stream=stream)
        packets, ended = _packets_up_to(container, stream, target)
        shown = max((packet.pts for packet in packets if packet.pts <= target), default=None)
        # A keyframe is found by when it is decoded: it may be shown only after the target.
        if shown is not None or back > target:
            break
        back = 2 * back or _units(stream, _BACK_S)
    if shown is None:  # before the first frame
        shown = min((packet.pts for packet in packets), default=None)
        return None if shown is None else _decoded(stream, packets, shown)
    if ended and (target - shown) * float(stream.time_base) > 1 / float(stream.average_rate or 25) + 1e-3:
        return None
    return _decoded(stream, packets, shown)


def _units(stream, seconds: float) -> int:
    """A duration in the units of a stream."""
    return round(seconds / float(stream.time_base))


def _packets_up_to(container, stream, target: int) -> tuple[list, bool]:
    """The packets from here to the first that is decoded after the target, and whether the video ended."""
    packets = []
    back = _units(stream, _BACK_S)
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


def wait_for_writes() -> None:
    """Wait until all pictures that were made are on disk."""
    _writer.submit(lambda: None).result()


def save(path: Path, data: bytes) -> None:
    """Write a picture; where that fails, it is made again next time."""
    try:
        with atomic(path) as file:
            file.write(data)
        if next(_written) % _CHECK_EVERY == 0:
            remove_oldest(path.parent, MAX_BYTES)
    except (UserError, OSError) as error:
        logging.getLogger(__name__).debug("a picture was not saved: %s", error)


def remove_oldest(folder: Path, max_bytes: int) -> None:
    """Where pictures take more than `max_bytes`, remove the oldest until they take nine tenths of it."""
    pictures = []
    for path in folder.glob("*.jpg"):
        stat = path.stat()
        pictures.append((stat.st_mtime_ns, stat.st_size, path))
    total = sum(size for _, size, _ in pictures)
    if total <= max_bytes:
        return
    for _, size, path in sorted(pictures):
        if total <= 0.9 * max_bytes:
            return
        path.unlink(missing_ok=True)
        total -= size
