"""A server of the explorer and a browser for it, as benchmarks, pictures and browser tests start them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SIZE = {"width": 1440, "height": 900}
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
PAGE_TIMEOUT_MS = 120_000


@dataclass(frozen=True)
class Server:
    """A running server: its address, its process, and the data root and workspace that it shows."""

    url: str
    port: int
    root: Path
    workspace: Path
    process: subprocess.Popen

    def stop(self) -> None:
        """End it and wait until it has ended."""
        self.process.terminate()
        self.process.wait(20)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def start_server(
    root: Path, workspace: Path, *, port: int | None = None, log: IO[str] | None = None
) -> Server:
    """Start a server and wait until it answers. log: for all that it prints; None for errors alone, here.

    Raises RuntimeError when it ends or does not come up.
    """
    port = port or free_port()
    url = f"http://localhost:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app/main.py", "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, "TOUCHLINE_ROOT": str(root), "TOUCHLINE_WORKSPACE": str(workspace)},
        stdout=log or subprocess.DEVNULL,
        stderr=log and subprocess.STDOUT,
    )
    server = Server(url, port, root, workspace, process)
    until = time.monotonic() + READY_S
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2)
            return server
        except OSError:
            time.sleep(0.1)
    server.stop()
    raise RuntimeError(f"The server on port {port} did not come up; see {log.name if log else 'its errors'}.")


@contextmanager
def serving(root: Path, workspace: Path, *, log: IO[str] | None = None) -> Iterator[Server]:
    """A server that runs inside the context."""
    server = start_server(root, workspace, log=log)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def browsing() -> Iterator[Browser]:
    """A Chromium that runs inside the context."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def explorer(root: Path, workspace: Path) -> Iterator[tuple[Server, Page]]:
    """A server, and a page of 1440 x 900 in a browser."""
    with serving(root, workspace) as server, browsing() as browser:
        page = browser.new_page(viewport=SIZE)
        page.set_default_timeout(PAGE_TIMEOUT_MS)
        yield server, page
