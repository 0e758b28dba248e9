"""How long the Errors page takes to answer, in Chromium, over 100 games with dense scores.

    python -m benchmarks.errors_latency [--labels LABELS] [--games 100] [--steps 20] [--show SECTION] [--json]

Label timelines are real where label files are given, else simulated; scores are made.
Each step is measured inside the page: from the key press on a slider to the frame after the last change of
the cost table, the section beside it or the gallery. Prints medians and 95th percentiles.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.in_page import key_times
from benchmarks.server import explorer
from benchmarks.tuning_latency import make_split, parser_of_a_split, show, summary
from core.label_sets import SOCCERNET_V2

_QUIET_MS = 400
_WATCH = """() => {
  window.__t = { key: 0, done: 0 };
  document.addEventListener("keydown", () => { window.__t = { key: performance.now(), done: 0 }; }, true);
  const painted = () => requestAnimationFrame(() => setTimeout(() => {
    window.__t.done = performance.now();
  }));
  const how = { childList: true, subtree: true, characterData: true };
  const seen = new WeakSet();
  const watch = (node) => {
    if (!seen.has(node)) new MutationObserver(() => { look(); painted(); }).observe(node, how);
    seen.add(node);
  };
  const look = () => {
    for (const part of document.querySelectorAll(".st-key-errors_body, .st-key-errors_gallery")) {
      watch(part);
      for (const node of part.querySelectorAll("*")) if (node.shadowRoot) watch(node.shadowRoot);
    }
  };
  look();
}"""
_OVER = f"""() => window.__t.done > window.__t.key
  && performance.now() - window.__t.done > {_QUIET_MS}
  && document.querySelector('[data-testid="stApp"]').dataset.testScriptState === "notRunning" """


def step_times(page: Page, url: str, name: str, steps: int) -> list[float]:
    """Milliseconds from a key on a slider of a fresh page to the painted page, for each step."""
    page.goto(url)
    page.wait_for_selector('[aria-label^="Errors and"] td')
    slider = page.get_by_role("slider", name=name)
    slider.focus()
    page.wait_for_timeout(5000)
    page.evaluate(_WATCH)
    return key_times(page, steps, warm=2, over=_OVER, polling_ms=20, pause_ms=100)


def measure_at(root: Path, workspace: Path, steps: int, section: str) -> dict[str, dict[str, float]]:
    """Median and 95th percentile in ms of a tolerance, a threshold and a window, over a run "made"."""
    few = min(steps, len(SOCCERNET_V2.rule.tolerances_s) - 3)
    with explorer(root, workspace) as (server, page):
        base = f"{server.url}/errors?run=made&split=test&show={section}"
        found = {
            "tolerance to painted page": step_times(page, f"{base}&tolerance=1", "Tolerance, s", few),
            "threshold to painted page": step_times(page, base, "Threshold", steps),
            "window to painted page": step_times(page, base, "Window, s", steps),
        }
    return {name: summary(times) for name, times in found.items()}


def measure(labels: str | None, games: int, steps: int, section: str) -> dict[str, dict[str, float]]:
    """As `measure_at`, over games made for it."""
    with tempfile.TemporaryDirectory() as folder:
        root, workspace = make_split(Path(folder), labels, games)
        return measure_at(root, workspace, steps, section)


def main() -> None:
    parser = parser_of_a_split(__doc__)
    parser.add_argument("--show", default="confusion", help="the section that is open (default: confusion)")
    arguments = parser.parse_args()
    table = measure(arguments.labels, arguments.games, arguments.steps, arguments.show)
    show(table, as_json=arguments.json)


if __name__ == "__main__":
    main()
