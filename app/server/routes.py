"""What the browser fetches by itself: the components' files, curves, videos and single frames."""

from __future__ import annotations

import re
import secrets
from pathlib import PurePath

import numpy as np
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.server import assets, rescoring
from app.server.catalog import file_version
from app.server.explain import reasons
from app.server.media_routes import clip, frame, thumb, video
from app.server.requested import (
    FOREVER,
    REVALIDATE,
    NotFound,
    answering,
    known,
    not_found,
    number,
    part_of,
    run_of,
    sides_of,
    tagged,
)
from app.server.urls import PREFIX, scores_version

BOOT = secrets.token_hex(8)
"""Differs each time the server starts."""


def pack_curves(scores: np.ndarray, fps: float) -> bytes:
    """Scores (N, C) for the browser, little endian: "TLS1", N and C (uint32), fps, then C x N float32."""
    head = b"TLS1" + np.array(scores.shape, "<u4").tobytes() + np.array([fps], "<f4").tobytes()
    return head + np.ascontiguousarray(scores.T, dtype="<f4").tobytes()


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
    content = known(files.get((folder, name)))
    current = request.path_params["version"] == assets.version(files)
    headers = FOREVER if current else REVALIDATE
    return Response(content, headers=headers, media_type=assets.TYPES[PurePath(name).suffix])


def scores(request: Request) -> Response:
    """The curves of a half as saved, as one compact binary."""
    half, run = part_of(request), run_of(request)
    values = known(run.scores(half.game, half.number))
    version = file_version(run.scores_path(half.game, half.number))
    return tagged(request, version, lambda: pack_curves(values, run.fps))


def other_scores(request: Request) -> Response:
    """The curves of a half with another window of the model."""
    half, run, sides = part_of(request), run_of(request), known(sides_of(request))
    if not rescoring.can_score(run, (half,)):
        raise NotFound
    version = scores_version(run, half, sides)
    return tagged(request, version, lambda: pack_curves(rescoring.scores(run, half, sides), run.fps))


def why(request: Request) -> Response:
    """What the score of one frame and class is made of."""
    half, run = part_of(request), run_of(request)
    frame, label = (number(request, name, 6) for name in ("frame", "c"))
    if not rescoring.can_score(run, (half,)):
        raise NotFound
    return JSONResponse(reasons(run, half, frame, label, sides_of(request)), headers=REVALIDATE)


def nothing(request: Request) -> Response:
    """Anything else below the prefix: without this it would be answered with the explorer's own page."""
    raise NotFound


class PlainPaths:
    """Answers 404 to every URL below our prefix that is not made of plain names, before it is parsed."""

    _PLAIN = re.compile(rf"{PREFIX}(/[A-Za-z0-9_-]+(\.[a-z]+)?)+")

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or end it."""
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith(PREFIX) and not self._PLAIN.fullmatch(path):
            await not_found()(scope, receive, send)
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
    *(Route(f"{PREFIX}/{path}", answering(handle)) for path, handle in _HANDLERS.items()),
]
