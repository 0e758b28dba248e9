"""Which video a half has."""

from __future__ import annotations

from pathlib import Path

from core.data.games import Half


def video_of(half: Half) -> Path | None:
    """The video of a half, None when there is none (any more)."""
    return half.video if half.video is not None and half.video.is_file() else None
