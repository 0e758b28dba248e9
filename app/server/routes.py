"""What the browser fetches by itself: the components' files, curves, videos and single frames.

Everything is addressed by ids that are looked up among the known games and runs; no part of a URL ever
becomes part of a path, so there is nothing to escape from. What is not known is a 404.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from pathlib import PurePath

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
from app.server.video_files import playable, video_of
from core.data.games import Half
from core.exceptions import UserError
from core.files import short_id

_VIDEO_TYPES = {".mp4": "video/mp4", ".mkv": "video/x-matroska", ".webm": "video/webm"}
_FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}
_REVALIDATE = {"Cache-Control": "private, no-cache"}
BOOT = secrets.token_hex(8)
"""Differs each time the server starts."""
MAGIC = b"TLS1"
_BYTES = "application/octet-stream"
_MAX_FRAMES = 400
"""The most frames on one side of a window: more would only cost time."""


def pack_curves(scores: np.ndarray, fps: float) -> bytes:
    """Scores (N, 17) for the browser, little endian: "TLS1", N and 17 (uint32), fps, then 17 x N float32."""
    head = MAGIC + np.array(scores.shape, "<u4").tobytes() + np.array([fps], "<f4").tobytes()
    return head + np.ascontiguousarray(scores.T, dtype="<f4").tobytes()


def _not_found() -> Response:
    return Response("not found", 404, media_type="text/plain")


def _half(request: Request) -> Half | None:
    """The known half that a request names."""
    number = request.path_params["half"]
    if number not in ("1", "2"):
        return None
    try:
        game = open_catalog().game(request.path_params["game"])
    except UserError:
        return None
    return None if game is None else game.half(int(number))


def boot(request: Request) -> Response:
    """The token of this start of the server."""
    return Response(BOOT, headers={"Cache-Control": "no-store"}, media_type="text/plain")


def asset(request: Request) -> Response:
    """A file of a component, kept by the browser until its version changes."""
    folder, name = request.path_params["folder"], request.path_params["name"]
    files = assets.files()
    if (folder, name) not in files:
        return _not_found()
    current = request.path_params["version"] == assets.version(files)
    headers = _FOREVER if current else _REVALIDATE
    return Response(files[folder, name], headers=headers, media_type=assets.TYPES[PurePath(name).suffix])


def scores(request: Request) -> Response:
    """The curves of a half as one compact binary."""
    half = _half(request)
    run = None if half is None else open_catalog().run(request.path_params["run"])
    if run is None:
        return _not_found()
    sides = _sides(request)
    try:
        if sides is not None:
            if not rescoring.can_score(run, (half,)):
                return _not_found()
            version = scores_version(run, half, sides)
            return _tagged(
                request, version, _BYTES, lambda: pack_curves(rescoring.scores(run, half, sides), run.fps)
            )
        values = run.scores(half.game, half.number)
    except UserError as error:
        return Response(str(error), 422, media_type="text/plain")
    if values is None or "before" in request.path_params:
        return _not_found()
    version = file_version(run.scores_path(half.game, half.number))
    return _tagged(request, version, _BYTES, lambda: pack_curves(values, run.fps))


def _sides(request: Request) -> tuple[int, int] | None:
    """The frames before and after that a request names; None for those of the saved scores, or nonsense."""
    texts = [request.path_params.get(name, "") for name in ("before", "after")]
    if not all(text.isascii() and text.isdigit() and len(text) <= 3 for text in texts):
        return None
    before, after = (int(text) for text in texts)
    return (before, after) if min(before, after) >= 1 and max(before, after) <= _MAX_FRAMES else None


def _tagged(request: Request, version: str, media_type: str, make) -> Response:
    """A response with an ETag; empty when the browser has it already, kept for good under its own version."""
    tag = f'"{version}"'
    caching = _FOREVER if request.query_params.get("v") == version else _REVALIDATE
    headers = {"ETag": tag, **caching}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    # Naming the encoding keeps the server from spending 50 ms on compressing numbers that hardly compress.
    return Response(make(), headers={**headers, "Content-Encoding": "identity"}, media_type=media_type)


async def why(request: Request) -> Response:
    """What the score of one frame and class is made of."""
    half = _half(request)
    run = None if half is None else open_catalog().run(request.path_params["run"])
    texts = [request.path_params[name] for name in ("frame", "c")]
    if not all(text.isascii() and text.isdigit() and len(text) <= 6 for text in texts):
        return _not_found()
    if run is None or not rescoring.can_score(run, (half,)):
        return _not_found()
    frame, label = (int(text) for text in texts)
    try:
        terms = await run_in_threadpool(reasons, run, half, frame, label, _sides(request))
    except UserError as error:
        return Response(str(error), 422, media_type="text/plain")
    return JSONResponse(terms, headers=_REVALIDATE)


def first_page(request: Request) -> Response:
    """The first page under its own name: Streamlit knows it at the root alone."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{query}")


def nothing(request: Request) -> Response:
    """Not found."""
    return _not_found()


async def video(request: Request) -> Response:
    """The video of a half; ranges are answered with 206, so memory does not grow with its size."""
    half = _half(request)
    path = None if half is None else playable(open_catalog(), half)
    if path is None:
        return _not_found()
    caching = _FOREVER if request.query_params.get("v") == file_version(path) else _REVALIDATE
    return FileResponse(path, media_type=_VIDEO_TYPES.get(path.suffix, "video/mp4"), headers=caching)


async def frame(request: Request) -> Response:
    """One exact frame of a half's video as a small JPEG."""
    half = _half(request)
    path = None if half is None else video_of(half)
    at = request.path_params["ms"]
    if path is None or not at.isascii() or not at.isdigit() or len(at) > 8:
        return _not_found()
    try:
        data = await run_in_threadpool(frames.jpeg, path, file_version(path), int(at))
    except UserError as error:
        return Response(str(error), 422, media_type="text/plain")
    if data is None:
        return _not_found()
    return Response(data, headers=_FOREVER, media_type="image/jpeg")


async def thumb(request: Request) -> Response:
    """A small picture of one exact frame, for the gallery."""
    half = _half(request)
    path = None if half is None else video_of(half)
    at = request.path_params["ms"]
    if path is None or not at.isascii() or not at.isdigit() or len(at) > 8:
        return _not_found()
    version = file_version(path)
    folder = open_catalog().workspace.path / "cache" / "thumbs"
    name = f"{short_id(half.game)}-{half.number}"
    try:
        data = await asyncio.wrap_future(thumbnails.picture(folder, name, path, version, int(at)))
    except UserError as error:
        return Response(str(error), 422, media_type="text/plain")
    return _not_found() if data is None else _tagged(request, version, "image/jpeg", lambda: data)


async def clip(request: Request) -> Response:
    """A few seconds around a time of a half's video as an MP4 to save."""
    half = _half(request)
    path = None if half is None else video_of(half)
    texts = [request.path_params[name] for name in ("ms", "s")]
    if path is None or not all(text.isascii() and text.isdigit() and len(text) <= 8 for text in texts):
        return _not_found()
    middle, around = int(texts[0]), int(texts[1])
    if not 1 <= around <= remuxing.CLIP_MAX_S:
        return _not_found()
    begin, end = max(0, middle - 1000 * around), middle + 1000 * around
    try:
        data = await run_in_threadpool(remuxing.clip, path, begin, end)
    except UserError as error:
        return Response(str(error), 422, media_type="text/plain")
    if data is None:
        return _not_found()
    headers = {"Content-Disposition": 'attachment; filename="clip.mp4"', **_REVALIDATE}
    return Response(data, headers=headers, media_type="video/mp4")


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
ROUTES = [
    Route("/games", first_page),
    Route(f"{PREFIX}/boot", boot),
    Route(f"{PREFIX}/assets/{{version}}/{{folder}}/{{name}}", asset),
    Route(f"{PREFIX}/scores/{{run}}/{{game}}/{{half}}", scores),
    Route(f"{PREFIX}/scores/{{run}}/{{game}}/{{half}}/{{before}}/{{after}}", scores),
    Route(f"{PREFIX}/why/{{run}}/{{game}}/{{half}}/{{before}}/{{after}}/{{c}}/{{frame}}", why),
    Route(f"{PREFIX}/video/{{game}}/{{half}}", video),
    Route(f"{PREFIX}/frame/{{game}}/{{half}}/{{ms}}", frame),
    Route(f"{PREFIX}/thumb/{{game}}/{{half}}/{{ms}}", thumb),
    Route(f"{PREFIX}/clip/{{game}}/{{half}}/{{ms}}/{{s}}", clip),
    # Anything else below the prefix: without this it would be answered with the explorer's own page.
    Route(f"{PREFIX}/{{rest:path}}", nothing),
]
