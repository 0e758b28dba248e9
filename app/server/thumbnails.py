"""Small pictures of exact frames for the gallery, made when asked for, two at a time, and kept on disk.

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
MOST_BYTES = 200 * 2**20
"""What all kept pictures may take; beyond it the oldest go."""
_LOOK_EVERY = 200
_OPEN = 2
"""Videos that each worker keeps open: cards of one half come one after the other."""
_BACK_S = 2.0

_workers = ThreadPoolExecutor(2, "thumbs")
_writer = ThreadPoolExecutor(1, "thumbs-kept")
_mine = threading.local()
_written = itertools.count()


def ask(folder: Path, name: str, path: Path, version: str, time_ms: int) -> Future[bytes | None]:
    """The picture of a video at a time as a JPEG, from the folder where it is kept or made now.

    name: unique to the half; version: of the video file. The result is None beyond the video's end; raises
    UserError naming a file that cannot be decoded. At most two are made at once, whoever asks.
    """
    return _workers.submit(_kept_or_made, folder / f"{name}-{version}-{time_ms}.jpg", path, version, time_ms)


def _kept_or_made(kept: Path, path: Path, version: str, time_ms: int) -> bytes | None:
    try:
        return kept.read_bytes()
    except OSError:
        pass
    made = jpeg(path, version, time_ms)
    if made is not None:
        _writer.submit(keep, kept, made)
    return made


def jpeg(path: Path, version: str, time_ms: int) -> bytes | None:
    """The frame on screen at a time, WIDTH pixels wide; see `ask`."""
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
    """A video of this worker's own, kept open for the next picture."""
    held: OrderedDict = _mine.__dict__.setdefault("held", OrderedDict())
    key = (path, version)
    if key not in held:
        while len(held) >= _OPEN:
            held.popitem(last=False)[1].close()
        held[key] = av.open(str(path))
        held[key].streams.video[0].thread_count = 1  # two pictures at once use two cores already
    held.move_to_end(key)
    return held[key]


def _forget(path: Path, version: str) -> None:
    container = _mine.__dict__.get("held", {}).pop((path, version), None)
    if container is not None:
        container.close()


def frame_at(container, time_ms: int) -> av.VideoFrame | None:
    """The last frame that starts at or before a time; None later than one frame after the last one."""
    stream = container.streams.video[0]
    target = (stream.start_time or 0) + _in(stream, time_ms / 1000)
    back = 0
    while True:
        container.seek(max(target - back, 0), stream=stream)
        packets, ended = _packets_up_to(container, stream, target)
        wanted = max((packet.pts for packet in packets if packet.pts <= target), default=None)
        # A keyframe is found by when it is decoded: it may be shown only after the target.
        if wanted is not None or back > target:
            break
        back = 2 * back or _in(stream, _BACK_S)
    if wanted is None:  # before the first frame
        wanted = min((packet.pts for packet in packets), default=None)
        return None if wanted is None else _decoded(stream, packets, wanted)
    if ended and (target - wanted) * float(stream.time_base) > 1 / float(stream.average_rate or 25) + 1e-3:
        return None
    return _decoded(stream, packets, wanted)


def _in(stream, seconds: float) -> int:
    """A duration in the units of a stream."""
    return round(seconds / float(stream.time_base))


def _packets_up_to(container, stream, target: int) -> tuple[list, bool]:
    """The packets from here to the first that is decoded after the target, and whether the video ended."""
    packets = []
    back = _in(stream, _BACK_S)
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


def _decoded(stream, packets: list, wanted: int) -> av.VideoFrame | None:
    """Decode what the wanted frame needs: nothing after it, and of what is before it no unreferred frame."""
    context = stream.codec_context
    frames = []
    for packet in packets:
        last = packet.pts == wanted
        context.skip_frame = "DEFAULT" if last else "NONREF"
        frames += context.decode(packet)
        if last:
            break
    frames += context.decode(None)
    return next((frame for frame in reversed(frames) if frame.pts == wanted), None)


def settle() -> None:
    """Wait until what was made is written."""
    _writer.submit(lambda: None).result()


def keep(path: Path, data: bytes) -> None:
    """Write a picture; a folder that cannot be written only means that it is made again next time."""
    try:
        with atomic(path) as file:
            file.write(data)
        if next(_written) % _LOOK_EVERY == 0:
            bound(path.parent, MOST_BYTES)
    except (UserError, OSError) as error:
        logging.getLogger(__name__).debug("not kept: %s", error)


def bound(folder: Path, most: int) -> None:
    """Where pictures take more than `most` bytes, remove the oldest until they take nine tenths of it."""
    found = []
    for path in folder.glob("*.jpg"):
        stat = path.stat()
        found.append((stat.st_mtime_ns, stat.st_size, path))
    total = sum(size for _, size, _ in found)
    if total <= most:
        return
    for _, size, path in sorted(found):
        if total <= 0.9 * most:
            return
        path.unlink(missing_ok=True)
        total -= size
