"""Which video a half has: the data root's own, else one made for it in the workspace."""

from __future__ import annotations

from pathlib import Path

from app.library import library, short_id
from core.data.games import Half


def made_video_path(game: str, half: int) -> Path:
    """Where a video that we make for a half goes: in the workspace, never beside the user's files."""
    return library().workspace.path / "videos" / short_id(game) / f"{half}.mp4"


def video_of(half: Half) -> Path | None:
    """The video of a half, None when there is none."""
    if half.video is not None and half.video.is_file():
        return half.video
    made = made_video_path(half.game, half.number)
    return made if made.is_file() else None
