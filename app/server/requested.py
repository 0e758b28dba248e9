"""What a request asks for, looked up among the known games and runs, and the headers and errors of answers.

No part of a URL ever becomes part of a path, so there is nothing to escape from. What is not known is a 404.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.server.catalog import open_catalog
from core.data.games import Part
from core.exceptions import UserError
from core.runs.run import Run

FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}
REVALIDATE = {"Cache-Control": "private, no-cache"}
_BYTES = "application/octet-stream"
_MAX_FRAMES = 400
"""The most frames on one side of a window: more would only cost time."""


class NotFound(Exception):
    """A request for what is not known."""


def not_found() -> Response:
    """The answer to a request for what is not known."""
    return Response("not found", 404, media_type="text/plain")


def answering(handle: Callable[[Request], Any]) -> Callable[[Request], Awaitable[Response]]:
    """A route that answers 404 for what is not known, and 422 with the sentence for what cannot be read."""

    async def answer(request: Request) -> Response:
        try:
            if iscoroutinefunction(handle):
                return await handle(request)
            return await run_in_threadpool(handle, request)
        except NotFound:
            return not_found()
        except UserError as error:
            return Response(str(error), 422, media_type="text/plain")

    return answer


def known(value: Any) -> Any:
    """A value that there is. Raises NotFound."""
    if value is None:
        raise NotFound
    return value


def number(request: Request, name: str, digits: int) -> int:
    """A whole number in the path. Raises NotFound for anything else, or too many digits."""
    text = request.path_params[name]
    if not (text.isascii() and text.isdigit() and len(text) <= digits):
        raise NotFound
    return int(text)


def part_of(request: Request) -> Part:
    """The part of a game that a request names, one without files where it has none. Raises NotFound."""
    try:
        game = known(open_catalog().game(request.path_params["game"]))
    except UserError as error:
        raise NotFound from error
    asked = number(request, "half", digits=1)
    parts = {part.number: part for part in game.parts}
    return parts.get(asked) or Part(game.name, known(asked or None))


def run_of(request: Request) -> Run:
    """The run that a request names. Raises NotFound."""
    return known(open_catalog().run(request.path_params["run"]))


def sides_of(request: Request) -> tuple[int, int] | None:
    """The frames before and after that a request names; None for those of the saved scores."""
    before, after = (number(request, name, 3) for name in ("before", "after"))
    return (before, after) if min(before, after) >= 1 and max(before, after) <= _MAX_FRAMES else None


def caching(request: Request, version: str) -> dict[str, str]:
    """Headers: kept for good under its own version."""
    return FOREVER if request.query_params.get("v") == version else REVALIDATE


def tagged(request: Request, version: str, make: Callable[[], bytes], media_type: str = _BYTES):
    """A response with an ETag; empty when the browser has it already."""
    headers = {"ETag": f'"{version}"', **caching(request, version)}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    # Naming the encoding keeps the server from spending 50 ms on compressing numbers that hardly compress.
    return Response(make(), headers={**headers, "Content-Encoding": "identity"}, media_type=media_type)
