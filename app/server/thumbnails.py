"""Small pictures of exact frames for the gallery, made on demand, two at a time, and kept on disk."""

from __future__ import annotations

import itertools
import logging
import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import av
from av.video.reformatter import Interpolation

from app.server.frames import decoding, frame_at, jpeg_of
from core.exceptions import UserError
from core.files import atomic, short_id

WIDTH = 240
MAX_BYTES = 200 * 2**20
"""What all pictures on disk may take; beyond it the oldest are removed."""
_CHECK_EVERY = 200
_OPEN = 2
"""Videos that each worker keeps open, since cards of one half come one after the other."""

_workers = ThreadPoolExecutor(2, "thumbs")
_writer = ThreadPoolExecutor(1, "thumbs-kept")
_per_thread = threading.local()
_written = itertools.count()


def picture(folder: Path, path: Path, version: str, file_ms: int) -> Future[bytes | None]:
    """The picture of a video at a time of the file as a JPEG: from the folder, or made now and kept there.

    version: of the file. The result is None beyond the video's end; raises UserError naming a file that
    cannot be decoded. At most two are made at once, for all sessions.
    """
    name = f"{short_id(str(path))}-{version}-{file_ms}.jpg"
    return _workers.submit(_read_or_make, folder / name, path, version, file_ms)


def _read_or_make(file: Path, path: Path, version: str, file_ms: int) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        pass
    data = jpeg(path, version, file_ms)
    if data is not None:
        _writer.submit(save, file, data)
    return data


def jpeg(path: Path, version: str, file_ms: int) -> bytes | None:
    """The frame on screen at a time of the file, WIDTH pixels wide; see `picture`."""
    try:
        with decoding(path):
            frame = frame_at(_opened(path, version), file_ms)
            if frame is None:
                return None
            height = max(2, round(WIDTH * frame.height / frame.width))
            small = frame.reformat(WIDTH, height, "rgb24", interpolation=Interpolation.AREA)
    except UserError:
        _close(path, version)
        raise
    return jpeg_of(small.to_image(), quality=80)


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


def _close(path: Path, version: str) -> None:
    container = _per_thread.__dict__.get("videos", {}).pop((path, version), None)
    if container is not None:
        container.close()


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
