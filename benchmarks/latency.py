"""How long the match view takes to answer, in Chromium, over a full half with its video playing.

    python benchmarks/latency.py [--steps 30] [--json]

Each step is measured inside the page: from the key press on a slider to the end of the paint that shows its
spots. Prints medians and 95th percentiles.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Page, sync_playwright  # noqa: E402

from tests.app.league import make_league  # noqa: E402
from tests.browser.conftest import ARGUMENTS, CHROMIUM, free_port, wait_until_up  # noqa: E402
from tests.browser.view import ask, open_match, wait_for  # noqa: E402

_WATCH = """(() => {
  window.__t = { key: 0, done: 0 };
  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => { window.__t.key = performance.now(); window.__t.done = 0; }, true);
  }
  const paint = view.painter.paint.bind(view.painter);
  let rev = view.payload.rev;
  view.painter.paint = () => {
    paint();
    if (view.payload.rev === rev) return;
    rev = view.payload.rev;
    window.__t.done = performance.now();
  };
})()"""


def slider_times(page: Page, name: str, steps: int) -> list[float]:
    """Milliseconds from a key on a slider to the painted answer, for each step."""
    slider = page.get_by_role("slider", name=name)
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_timeout(1000)
    times = []
    for step in range(steps + 3):
        before = ask(page, "JSON.stringify(view.payload.settings)")
        page.keyboard.press("ArrowRight")  # always on: a setting seen before would come from a cache
        page.wait_for_function("() => window.__t.done > window.__t.key", polling=10)
        assert ask(page, "JSON.stringify(view.payload.settings)") != before
        if step >= 3:  # the first ones fill caches
            times.append(page.evaluate("() => window.__t.done - window.__t.key"))
        page.wait_for_timeout(60)
    return times


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


def measure(steps: int) -> dict[str, dict[str, float]]:
    """Median and 95th percentile in ms of everything."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root, workspace = make_league(Path(folder), games=2, minutes=45)
        port = free_port()
        environment = {**os.environ, "TOUCHLINE_ROOT": str(root), "TOUCHLINE_WORKSPACE": str(workspace)}
        command = [sys.executable, "-m", "streamlit", "run", "app/main.py", "--server.port", str(port)]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
            try:
                url = f"http://localhost:{port}"
                wait_until_up(f"{url}/_stcore/health", server)
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                open_match(page, url, "?run=dense&threshold=0.1")
                ask(page, _WATCH)
                page.locator('[data-do="play"]').click()
                wait_for(page, "view.player.playing")
                found = {
                    "threshold slider to painted spots": slider_times(page, "NMS threshold", steps),
                    "window slider to painted spots": slider_times(page, "NMS window", steps),
                    "tolerance slider to painted spots": slider_times(page, "Tolerance", min(steps, 12)),
                    "between playhead positions": frame_times(page),
                }
                page.locator('[data-do="play"]').click()
                found["click to Python and back"] = click_times(page, min(steps, 30))
                found["another game to first paint"] = opening_times(page, min(steps, 10))
                browser.close()
            finally:
                server.terminate()
    return {name: summary(times) for name, times in found.items()}


def summary(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1),
        "n": len(ordered),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    table = measure(arguments.steps)
    if arguments.json:
        print(json.dumps(table, indent=2))
        return
    print(f"{'':36}{'median':>9}{'p95':>9}{'n':>5}")
    for name, row in table.items():
        print(f"{name:36}{row['median_ms']:>6.0f} ms{row['p95_ms']:>6.0f} ms{row['n']:>5}")


if __name__ == "__main__":
    main()
