"""One server and one browser for all browser tests, on a small simulated league."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from benchmarks.server import ROOT, SIZE, Server, browsing, serving
from core.data.root import open_root
from core.runs.workspace import Workspace
from tests.app.league import add_model_run, make_league

OUTPUT = ROOT / "test-output"
WAIT_MS = 60_000
"""How long a condition is waited for: speed is no matter of these tests, and a busy machine is slow."""

expect.set_options(timeout=WAIT_MS)


def pytest_collection_modifyitems(items):
    """All of these share one server: mark them, and keep them in one worker."""
    for item in items:
        if Path(item.fspath).parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    root, workspace = make_league(tmp_path_factory.mktemp("browser"), games=3, minutes=4)
    add_model_run(open_root(root), Workspace(workspace))
    OUTPUT.mkdir(exist_ok=True)
    with (OUTPUT / "server.log").open("w") as log, serving(root, workspace, log=log) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with browsing() as launched:
        yield launched


@pytest.fixture(scope="session")
def context(browser) -> Iterator[BrowserContext]:
    """One browser profile for all tests, so that the explorer's own files are loaded once."""
    shared = browser.new_context(viewport=SIZE)
    yield shared
    shared.close()


@pytest.fixture
def page(context) -> Iterator[Page]:
    """A page of 1440 x 900 that fails the test on an error of our scripts."""
    opened = context.new_page()
    opened.set_default_timeout(WAIT_MS)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    for each in context.pages:
        each.close()
    assert errors == []
