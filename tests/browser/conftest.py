"""One server and one browser for all browser tests, on a small simulated league."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from core.data.root import open_root
from core.runs.workspace import Workspace
from tests.app.league import add_model_run, make_league

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "test-output"
CHROMIUM = next(
    (
        path
        for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        if Path(path).exists()
    ),
    None,
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY_S = 60
WAIT_MS = 60_000
"""How long a condition is waited for: speed is no matter of these tests, and a busy machine is slow."""

expect.set_options(timeout=WAIT_MS)


def pytest_collection_modifyitems(items):
    """All of these share one server: mark them, and keep them in one worker."""
    for item in items:
        if Path(item.fspath).parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass(frozen=True)
class Server:
    url: str
    port: int
    root: Path
    workspace: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    root, workspace = make_league(tmp_path_factory.mktemp("browser"), games=3, minutes=4)
    add_model_run(open_root(root), Workspace(workspace))
    port = free_port()
    environment = {**os.environ, "TOUCHLINE_ROOT": str(root), "TOUCHLINE_WORKSPACE": str(workspace)}
    command = [sys.executable, "-m", "streamlit", "run", "app/main.py", "--server.port", str(port)]
    OUTPUT.mkdir(exist_ok=True)
    with (OUTPUT / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until_up(f"http://localhost:{port}/_stcore/health", process)
            yield Server(f"http://localhost:{port}", port, root, workspace)
        finally:
            process.terminate()
            process.wait(20)


def wait_until_up(url: str, process: subprocess.Popen) -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended; see test-output/server.log"
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not come up; see test-output/server.log")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def context(browser) -> Iterator[BrowserContext]:
    """One browser profile for all tests, so that the explorer's own files are loaded once."""
    shared = browser.new_context(viewport={"width": 1440, "height": 900})
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
