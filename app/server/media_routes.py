"""Videos of parts, their frames and clips, as the browser fetches them; times in a URL are the part's."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from app.server import frames, thumbnails
from app.server import remux as remuxing
from app.server.catalog import file_version, open_catalog
from app.server.requested import REVALIDATE, NotFound, caching, known, number, part_of, tagged
from app.server.video_files import Footage, footage_of, playable, why_no_video
from core.exceptions import UserError

_VIDEO_TYPES = {".mp4": "video/mp4", ".mkv": "video/x-matroska", ".webm": "video/webm"}


def _footage(request: Request) -> tuple[Footage, int]:
    """The footage of the part that a request names, and the time in the part. Raises NotFound."""
    footage, time_ms = known(footage_of(part_of(request))), number(request, "ms", 8)
    if not footage.stretch.holds(time_ms):
        raise NotFound
    return footage, time_ms


def video(request: Request) -> Response:
    """The file in which a part lies; ranges are answered with 206, so memory does not grow with its size."""
    part = part_of(request)
    if reason := why_no_video(part):
        raise UserError(reason)
    path = known(playable(open_catalog(), part))
    media_type = _VIDEO_TYPES.get(path.suffix, "video/mp4")
    return FileResponse(path, media_type=media_type, headers=caching(request, file_version(path)))


def frame(request: Request) -> Response:
    """One exact frame of a part's video as a small JPEG."""
    footage, time_ms = _footage(request)
    data = known(frames.jpeg(footage.path, footage.version, footage.stretch.in_file(time_ms)))
    return Response(data, headers=caching(request, footage.url_version), media_type="image/jpeg")


async def thumb(request: Request) -> Response:
    """A small picture of one exact frame, for the gallery, made by workers of its own."""
    footage, time_ms = _footage(request)
    folder = open_catalog().workspace.path / "cache" / "thumbs"
    file_ms = footage.stretch.in_file(time_ms)
    made = thumbnails.picture(folder, footage.path, footage.version, file_ms)
    data = known(await asyncio.wrap_future(made))
    return tagged(request, footage.url_version, lambda: data, "image/jpeg")


def clip(request: Request) -> Response:
    """A few seconds around a time of a part as an MP4 to save, all of them of the part."""
    footage, middle = _footage(request)
    around = number(request, "s", 8)
    if not 1 <= around <= remuxing.CLIP_MAX_S:
        raise NotFound
    data = known(remuxing.clip(footage.path, *footage.stretch.around(middle, 1000 * around)))
    headers = {"Content-Disposition": 'attachment; filename="clip.mp4"', **REVALIDATE}
    return Response(data, headers=headers, media_type="video/mp4")
