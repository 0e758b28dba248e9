"""Which video a half has, and which of its forms the browser gets."""

from __future__ import annotations

from pathlib import Path

from app.server.catalog import Catalog, file_version
from app.server.remux import needs_remux
from core.data.games import Part
from core.files import short_id


def video_of(half: Part) -> Path | None:
    """The video of a half; None when there is none, or no longer."""
    return half.video if half.video is not None and half.video.is_file() else None


def remuxed_path(catalog: Catalog, half: Part, path: Path) -> Path:
    """Where the remux of a half's video is, or would be, in the workspace's cache."""
    name = f"{short_id(half.game)}-{half.number}-{file_version(path)}.mp4"
    return catalog.workspace.path / "cache" / "video" / name


def playable(catalog: Catalog, half: Part) -> Path | None:
    """What the browser plays: the remux where there is one, else the video itself."""
    path = video_of(half)
    if path is None:
        return None
    remuxed = remuxed_path(catalog, half, path)
    return remuxed if remuxed.is_file() else path


def to_remux(catalog: Catalog, half: Part) -> Path | None:
    """The video of a half that had better be remuxed first, None when there is nothing to do."""
    path = video_of(half)
    if path is None or not needs_remux(path, file_version(path)):
        return None
    return None if remuxed_path(catalog, half, path).is_file() else path
