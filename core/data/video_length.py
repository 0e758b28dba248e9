"""How long a video is, read from its head alone."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from core.data.games import Part


def part_length_ms(part: Part) -> int | None:
    """How long a part of a game is by its video, in milliseconds; None without a video that can be read."""
    file_ms = None if part.video is None else video_length_ms(part.video)
    return part.stretch.length_ms(file_ms) or None if file_ms else None


def video_length_ms(path: Path) -> int | None:
    """The duration of a video in milliseconds; None where it cannot be opened or does not say."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return _length_ms(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4096)
def _length_ms(path: Path, changed_ns: int, size: int) -> int | None:
    """changed_ns, size: of the file, so that a new file is read anew."""
    import av  # late: most commands never look at a video

    try:
        with av.open(str(path)) as container:
            return int((container.duration or 0) / 1000) or None
    except (av.FFmpegError, OSError):
        return None
