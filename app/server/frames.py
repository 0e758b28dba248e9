"""Single frames of a video, exact to the frame, as small JPEGs."""

from __future__ import annotations

import io
import threading
from functools import lru_cache
from pathlib import Path

import av

from core.exceptions import UserError

WIDTH = 398
_lock = threading.Lock()


@lru_cache(maxsize=512)
def jpeg(path: Path, version: str, time_ms: int) -> bytes | None:
    """The frame on screen at a time, at most 398 pixels wide; None beyond the video's end.

    version: of the file, so that a new file gets new frames. Raises UserError naming a file that cannot be
    decoded.
    """
    with _lock:  # one decoder at a time: seven frames of a strip must not take all cores from the page
        try:
            image = _frame_at(path, time_ms)
        except (av.FFmpegError, OSError, IndexError) as error:
            raise UserError(f"{path} cannot be decoded ({error}); fetch or export it again.") from error
    if image is None:
        return None
    height = round(WIDTH * image.height / image.width)
    buffer = io.BytesIO()
    image.resize((WIDTH, height)).save(buffer, "JPEG", quality=82)
    return buffer.getvalue()


def _frame_at(path: Path, time_ms: int):
    """The last frame that starts at or before a time, as a PIL image."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        start = stream.start_time or 0
        target = start + round(time_ms / 1000 / float(stream.time_base))
        container.seek(target, stream=stream)
        shown = None
        for frame in container.decode(stream):
            if frame.pts is None:
                continue
            if frame.pts > target:
                return (shown or frame).to_image()
            shown = frame
        # The stream ended: the last frame counts only if the time is within one frame of it.
        if shown is None:
            return None
        rate = float(stream.average_rate or 25)
        late = (target - shown.pts) * float(stream.time_base)
        return shown.to_image() if late <= 1 / rate + 1e-3 else None


@lru_cache(maxsize=64)
def facts(path: Path, version: str) -> tuple[float, int] | None:
    """(frames per second, duration in ms) of a video, None when it cannot be opened."""
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            rate = float(stream.average_rate or 25)
            duration = container.duration or 0
            return rate, int(duration / 1000)
    except (av.FFmpegError, OSError, IndexError):
        return None
