"""What the browser fetches by itself: the components' files, curves, videos and single frames.

Everything is addressed by ids that are looked up among the known games and runs; no part of a URL ever
becomes part of a path, so there is nothing to escape from. What is not known is a 404.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from pathlib import PurePath
from typing import Any

import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.server import assets, frames, rescoring, thumbnails
from app.server import remux as remuxing
from app.server.catalog import file_version, open_catalog
from app.server.explain import reasons
from app.server.urls import PREFIX, scores_version
from app.server.video_files import Footage, footage_of, playable, why_no_video
from core.data.games import Part
from core.exceptions import UserError
from core.runs.run import Run

_VIDEO_TYPES = {".mp4": "video/mp4", ".mkv": "video/x-matroska", ".webm": "video/webm"}
_BYTES = "application/octet-stream"
_FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}
_REVALIDATE = {"Cache-Control": "private, no-cache"}
BOOT = secrets.token_hex(8)
"""Differs each time the server starts."""
_MAX_FRAMES = 400
"""The most frames on one side of a window: more would only cost time."""


def pack_curves(scores: np.ndarray, fps: float) -> bytes:
    """Scores (N, 17) for the browser, little endian: "TLS1", N and 17 (uint32), fps, then 17 x N float32."""
    head = b"TLS1" + np.array(scores.shape, "<u4").tobytes() + np.array([fps], "<f4").tobytes()
    return head + np.ascontiguousarray(scores.T, dtype="<f4").tobytes()


class _NotFound(Exception):
    """A request for what is not known."""


def _not_found() -> Response:
    return Response("not found", 404, media_type="text/plain")


def _answering(handle: Callable[[Request], Any]) -> Callable[[Request], Awaitable[Response]]:
    """A route that answers 404 for what is not known, and 422 with the sentence for what cannot be read."""

    async def answer(request: Request) -> Response:
        try:
            if iscoroutinefunction(handle):
                return await handle(request)
            return await run_in_threadpool(handle, request)
        except _NotFound:
            return _not_found()
        except UserError as error:
            return Response(str(error), 422, media_type="text/plain")

    return answer


def _known(value: Any) -> Any:
    """A value that there is. Raises _NotFound."""
    if value is None:
        raise _NotFound
    return value


def _number(request: Request, name: str, digits: int) -> int:
    """A whole number in the path. Raises _NotFound for anything else, or too many digits."""
    text = request.path_params[name]
    if not (text.isascii() and text.isdigit() and len(text) <= digits):
        raise _NotFound
    return int(text)


def _half(request: Request) -> Part:
    """The half that a request names. Raises _NotFound."""
    try:
        game = _known(open_catalog().game(request.path_params["game"]))
    except UserError as error:
        raise _NotFound from error
    return _known({str(half.number): half for half in game.parts}.get(request.path_params["half"]))


def _footage(request: Request) -> tuple[Footage, int]:
    """The footage of the part that a request names, and the time in the part. Raises _NotFound."""
    footage, time_ms = _known(footage_of(_half(request))), _number(request, "ms", 8)
    if not footage.stretch.holds(time_ms):
        raise _NotFound
    return footage, time_ms


def _run(request: Request) -> Run:
    """The run that a request names. Raises _NotFound."""
    return _known(open_catalog().run(request.path_params["run"]))


def _sides(request: Request) -> tuple[int, int] | None:
    """The frames before and after that a request names; None for those of the saved scores."""
    before, after = (_number(request, name, 3) for name in ("before", "after"))
    return (before, after) if min(before, after) >= 1 and max(before, after) <= _MAX_FRAMES else None


def _caching(request: Request, version: str) -> dict[str, str]:
    """Headers: kept for good under its own version."""
    return _FOREVER if request.query_params.get("v") == version else _REVALIDATE


def _tagged(request: Request, version: str, make: Callable[[], bytes], media_type: str = _BYTES):
    """A response with an ETag; empty when the browser has it already."""
    headers = {"ETag": f'"{version}"', **_caching(request, version)}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    # Naming the encoding keeps the server from spending 50 ms on compressing numbers that hardly compress.
    return Response(make(), headers={**headers, "Content-Encoding": "identity"}, media_type=media_type)


def first_page(request: Request) -> Response:
    """The first page under its own name: Streamlit knows it at the root alone."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{query}")


def boot(request: Request) -> Response:
    """The token of this start of the server."""
    return Response(BOOT, headers={"Cache-Control": "no-store"}, media_type="text/plain")


def asset(request: Request) -> Response:
    """A file of a component, kept by the browser until its version changes."""
    folder, name = request.path_params["folder"], request.path_params["name"]
    files = assets.files()
    content = _known(files.get((folder, name)))
    current = request.path_params["version"] == assets.version(files)
    headers = _FOREVER if current else _REVALIDATE
    return Response(content, headers=headers, media_type=assets.TYPES[PurePath(name).suffix])


def scores(request: Request) -> Response:
    """The curves of a half as saved, as one compact binary."""
    half, run = _half(request), _run(request)
    values = _known(run.scores(half.game, half.number))
    version = file_version(run.scores_path(half.game, half.number))
    return _tagged(request, version, lambda: pack_curves(values, run.fps))


def other_scores(request: Request) -> Response:
    """The curves of a half with another window of the model."""
    half, run, sides = _half(request), _run(request), _known(_sides(request))
    if not rescoring.can_score(run, (half,)):
        raise _NotFound
    version = scores_version(run, half, sides)
    return _tagged(request, version, lambda: pack_curves(rescoring.scores(run, half, sides), run.fps))


def why(request: Request) -> Response:
    """What the score of one frame and class is made of."""
    half, run = _half(request), _run(request)
    frame, label = (_number(request, name, 6) for name in ("frame", "c"))
    if not rescoring.can_score(run, (half,)):
        raise _NotFound
    return JSONResponse(reasons(run, half, frame, label, _sides(request)), headers=_REVALIDATE)


def video(request: Request) -> Response:
    """The file in which a part lies; ranges are answered with 206, so memory does not grow with its size."""
    part = _half(request)
    if reason := why_no_video(part):
        raise UserError(reason)
    path = _known(playable(open_catalog(), part))
    media_type = _VIDEO_TYPES.get(path.suffix, "video/mp4")
    return FileResponse(path, media_type=media_type, headers=_caching(request, file_version(path)))


def frame(request: Request) -> Response:
    """One exact frame of a part's video as a small JPEG."""
    footage, time_ms = _footage(request)
    data = _known(frames.jpeg(footage.path, footage.version, footage.stretch.in_file(time_ms)))
    return Response(data, headers=_caching(request, footage.url_version), media_type="image/jpeg")


async def thumb(request: Request) -> Response:
    """A small picture of one exact frame, for the gallery, made by workers of its own."""
    footage, time_ms = _footage(request)
    folder = open_catalog().workspace.path / "cache" / "thumbs"
    file_ms = footage.stretch.in_file(time_ms)
    made = thumbnails.picture(folder, footage.path, footage.version, file_ms)
    data = _known(await asyncio.wrap_future(made))
    return _tagged(request, footage.url_version, lambda: data, "image/jpeg")


def clip(request: Request) -> Response:
    """A few seconds around a time of a part as an MP4 to save, all of them of the part."""
    footage, middle = _footage(request)
    around = _number(request, "s", 8)
    if not 1 <= around <= remuxing.CLIP_MAX_S:
        raise _NotFound
    data = _known(remuxing.clip(footage.path, *footage.stretch.around(middle, 1000 * around)))
    headers = {"Content-Disposition": 'attachment; filename="clip.mp4"', **_REVALIDATE}
    return Response(data, headers=headers, media_type="video/mp4")


def nothing(request: Request) -> Response:
    """Anything else below the prefix: without this it would be answered with the explorer's own page."""
    raise _NotFound


class PlainPaths:
    """Answers 404 to every URL below our prefix that is not made of plain names, before it is parsed."""

    _PLAIN = re.compile(rf"{PREFIX}(/[A-Za-z0-9_-]+(\.[a-z]+)?)+")

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or end it."""
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith(PREFIX) and not self._PLAIN.fullmatch(path):
            await _not_found()(scope, receive, send)
            return
        await self.app(scope, receive, send)


MIDDLEWARE = [Middleware(PlainPaths)]
_HANDLERS = {
    "boot": boot,
    "assets/{version}/{folder}/{name}": asset,
    "scores/{run}/{game}/{half}": scores,
    "scores/{run}/{game}/{half}/{before}/{after}": other_scores,
    "why/{run}/{game}/{half}/{before}/{after}/{c}/{frame}": why,
    "video/{game}/{half}": video,
    "frame/{game}/{half}/{ms}": frame,
    "thumb/{game}/{half}/{ms}": thumb,
    "clip/{game}/{half}/{ms}/{s}": clip,
    "{rest:path}": nothing,
}
ROUTES = [
    Route("/games", first_page),
    *(Route(f"{PREFIX}/{path}", _answering(handle)) for path, handle in _HANDLERS.items()),
]
