"""How fast the match view is, in Chromium, over full halves with the video playing: a table in Markdown.

    python benchmarks/latency.py [--steps 30] [--json]

Each step is measured inside the page, from the key press to the end of the paint that shows its answer.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Page  # noqa: E402

from benchmarks.in_page import key_times, percentile_95  # noqa: E402
from benchmarks.server import explorer  # noqa: E402
from core.data.root import open_root  # noqa: E402
from core.files import short_id  # noqa: E402
from core.runs.workspace import Workspace  # noqa: E402
from tests.app.league import add_model_run, make_league  # noqa: E402
from tests.browser.view import ask, open_match, wait_for  # noqa: E402

WATCH = """(() => {
  window.__t = { key: 0, done: 0, curves: 0 };
  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => { window.__t.key = performance.now();
      window.__t.done = window.__t.curves = 0; }, true);
  }
  const paint = view.painter.paint.bind(view.painter);
  let rev = view.payload.rev;
  let curves = view.curves;
  view.painter.paint = () => {
    paint();
    if (view.curves !== curves) {
      curves = view.curves;
      window.__t.curves = performance.now();
    }
    if (view.payload.rev === rev) return;
    rev = view.payload.rev;
    window.__t.done = performance.now();
  };
})()"""


def slider_times(page: Page, name: str, steps: int, answer: str = "done", first: str = "Home") -> list[float]:
    """Milliseconds from a key on a slider to the painted answer, for each step.

    answer: "done" for the spots, "curves" for new curves. first: the key that sends the slider to its start.
    """
    slider = page.get_by_role("slider", name=name)
    slider.focus()
    page.keyboard.press(first)
    page.wait_for_timeout(1000)
    return key_times(page, steps, answer=answer, pause_ms=60)


def click_times(page: Page, steps: int) -> list[float]:
    """Milliseconds from a click on the lanes until Python's answer, the new address, is there."""
    box = page.locator(".tl-plot").bounding_box()
    times = []
    for step in range(steps):
        before = page.url
        page.mouse.click(box["x"] + 40 + 23 * step, box["y"] + 60)
        page.wait_for_function("(before) => location.href !== before", arg=before, polling=5)
        times.append(page.evaluate("() => performance.now() - window.__t.key"))
        page.wait_for_timeout(150)
    return times


def frame_times(page: Page) -> list[float]:
    """Milliseconds between two positions of the playhead while the video plays, over three seconds."""
    return page.evaluate(
        """() => new Promise((done) => {
          const times = []; let last = performance.now(); const end = last + 3000;
          const frame = (now) => { times.push(now - last); last = now;
            if (now < end) requestAnimationFrame(frame); else done(times.slice(1)); };
          requestAnimationFrame(frame);
        })"""
    )


def opening_times(page: Page, steps: int) -> list[float]:
    """Milliseconds from the click on "next game" to the painted lanes of that game."""
    times = []
    for step in range(steps):
        name = "chevron_right" if step % 2 == 0 else "chevron_left"
        before = ask(page, "view.payload.half.id")
        page.get_by_role("button", name=name).click()
        wait_for(page, f"view.payload.half.id !== '{before}'")
        page.wait_for_function("() => window.__t.done > window.__t.key", polling=10)
        times.append(page.evaluate("() => window.__t.done - window.__t.key"))
        page.wait_for_timeout(300)
    return times


def bytes_per_step(page: Page, received: list[int], steps: int) -> list[float]:
    """Kilobytes that the server sends for each step of the threshold."""
    page.get_by_role("slider", name="NMS threshold").focus()
    sizes = []
    for _ in range(steps):
        page.wait_for_timeout(200)
        received.clear()
        page.keyboard.press("ArrowLeft")
        page.wait_for_function("() => window.__t.done > window.__t.key", polling=10)
        page.wait_for_timeout(200)
        sizes.append(sum(received) / 1000)
    return sizes


def memory_mb(process: subprocess.Popen) -> float:
    """Resident memory of a process."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def streaming_growth(url: str, server: subprocess.Popen, video: Path) -> float:
    """Megabytes by which the server grows while it sends a video of 1 GB, in whole."""
    with video.open("r+b") as file:
        file.truncate(10**9)  # bytes after the last frame are no part of the picture
    before = most = memory_mb(server)
    with urllib.request.urlopen(url) as answer:
        while answer.read(1 << 20):
            most = max(most, memory_mb(server))
    return most - before


def measure(steps: int) -> list[dict]:
    """Every line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        root, workspace = make_league(Path(folder), games=2, minutes=45)
        opened = open_root(root)
        add_model_run(opened, Workspace(workspace), games=2, rows=5400, dim=512, clusters=64)
        with explorer(root, workspace) as (server, page):
            rows = lines(page, server.url, steps)
            page.close()
            video = f"{server.url}/touchline/video/{short_id(opened.games[0].name)}/1"
            grown = streaming_growth(video, server.process, opened.games[0].part(1).video)
            rows.append(line("server memory while it sends a 1 GB video", [grown], "MB", most=50))
    return rows


def recorded(page: Page) -> tuple[list[int], list[str]]:
    """Sizes of what the page receives over its socket, and what it fetches, from now on."""
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: received.append(len(data))))
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    return received, fetched


def lines(page: Page, url: str, steps: int) -> list[dict]:
    """What is measured in the page."""
    received, fetched = recorded(page)
    open_match(page, url, "?run=dense&threshold=0.1")
    ask(page, WATCH)
    page.locator('[data-do="play"]').click()
    wait_for(page, "view.player.playing")
    spots = "to repainted spots"
    found = [
        line(f"threshold slider, key {spots}", slider_times(page, "NMS threshold", steps), "ms", 150, 300),
        line(f"NMS window slider, key {spots}", slider_times(page, "NMS window", steps), "ms", 250),
        line(f"tolerance slider, key {spots}", slider_times(page, "Tolerance", min(steps, 12)), "ms"),
        line("received per step of the threshold", bytes_per_step(page, received, steps), "kB", 80),
        line("between positions of the playhead, playing", frame_times(page), "ms", 20),
    ]
    curves = sum("/scores/" in address for address in fetched)
    found.append(line("fetches of curves in all these steps", [curves], "", 1))
    page.locator('[data-do="play"]').click()
    found.append(line("click on a lane to Python and back", click_times(page, steps), "ms", 200))
    found.append(line("another game, click to first paint", opening_times(page, steps), "ms", 1000))
    open_match(page, url, "?run=model&threshold=0.05")
    ask(page, WATCH)
    page.locator('[data-do="play"]').click()
    wait_for(page, "view.player.playing")
    before = slider_times(page, "T before, s", steps // 2, "curves")
    after = slider_times(page, "T after, s", steps - steps // 2, "curves")
    found.append(line("T slider, key to repainted curves and spots", before + after, "ms", 250))
    return found


def line(
    name: str, values: list[float], unit: str, most: float | None = None, p95: float | None = None
) -> dict:
    """One line: median and 95th percentile, and what they may be at most."""
    return {
        "name": name,
        "unit": unit,
        "median": statistics.median(values),
        "p95": percentile_95(values),
        "n": len(values),
        "most": most,
        "most_p95": p95,
    }


def markdown(rows: list[dict]) -> str:
    """The table of the documentation."""
    text = ["| | median | 95th percentile | n | aimed at |", "|---|---:|---:|---:|---:|"]
    for row in rows:
        unit = f" {row['unit']}".rstrip()
        aims = [f"{row['most']:g}" if row["most"] else ""]
        aims.append(f"{row['most_p95']:g} p95" if row["most_p95"] else "")
        aim = " / ".join(filter(None, aims))
        aim = f"at most {aim}{unit}" if aim else ""
        figures = f"{row['median']:.0f}{unit} | {row['p95']:.0f}{unit} | {row['n']}"
        text.append(f"| {row['name']} | {figures} | {aim} |")
    return "\n".join(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    table = measure(arguments.steps)
    print(json.dumps(table, indent=2) if arguments.json else markdown(table))


if __name__ == "__main__":
    main()
