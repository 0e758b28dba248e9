"""Our routes without a server: what a browser would get for a path."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from app.server import routes
from app.server.catalog import forget_catalog, open_catalog
from tests.app.league import make_league


@pytest.fixture
def served(tmp_path, monkeypatch):
    """(get, catalog): get(path) -> (status, body, headers) from our routes; one half has a video."""
    root, workspace = make_league(tmp_path, games=2, minutes=1)
    monkeypatch.setenv("TOUCHLINE_ROOT", str(root))
    monkeypatch.setenv("TOUCHLINE_WORKSPACE", str(workspace))
    forget_catalog()
    app = Starlette(routes=routes.ROUTES, middleware=routes.MIDDLEWARE)

    def get(path: str, query: str = "") -> tuple[int, bytes, dict]:
        sent = []

        async def ask() -> None:
            scope = {
                **{"type": "http", "method": "GET", "path": path, "raw_path": path.encode()},
                **{"query_string": query.encode(), "headers": [], "root_path": "", "http_version": "1.1"},
                **{"scheme": "http", "server": ("localhost", 80), "client": ("localhost", 1)},
            }
            assert Request(scope).url.path == path

            asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

            async def receive():
                return next(asked, None) or await asyncio.Event().wait()  # the browser stays

            async def send(message):
                sent.append(message)

            await app(scope, receive, send)

        with ThreadPoolExecutor(1) as thread:  # the browser tests keep a loop running in this one
            thread.submit(lambda: asyncio.run(ask())).result()
        body = b"".join(message.get("body", b"") for message in sent)
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], body, headers

    yield get, open_catalog()
    forget_catalog()
