"""How long the Tuning page takes to answer, in Chromium, over 100 games with dense scores.

    python -m benchmarks.tuning_latency [--labels LABELS] [--games 100] [--steps 20] [--json]

Label timelines are real where label files are given, else simulated; scores are made and
lie as a run in a temporary workspace. Each step is measured inside the page: from the key press on a slider
to the frame after the one in which the table of figures changed. Prints medians and 95th percentiles.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.after_scores import FPS, FRAMES, timelines
from benchmarks.in_page import key_times, percentile_95
from benchmarks.server import explorer
from core.data.labels import write_labels
from core.demo.made_scores import make_scores
from core.files import write_json
from core.runs.workspace import Workspace
from core.spotting.settings import Settings

WATCH = """() => {
  window.__t = { key: 0, done: 0 };
  document.addEventListener("keydown", () => { window.__t = { key: performance.now(), done: 0 }; }, true);
  const text = () => document.querySelector(".tl-table")?.textContent;
  let last = text();
  new MutationObserver(() => {
    const now = text();
    if (!now || now === last) return;
    last = now;
    requestAnimationFrame(() => setTimeout(() => { window.__t.done = performance.now(); }));
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


def make_split(folder: Path, labels: str | None, games: int, valid: int = 0) -> tuple[Path, Path]:
    """(data root, workspace): label files, and the run "made" with dense scores of every game.

    valid: how many of the games are of the split valid; the others are of test, and there is a second run.
    """
    truths = timelines(labels, games)
    root, space = folder / "root", Workspace(folder / "workspace")
    names = list(truths.games)
    write_json(root / "splits.json", {"train": [], "valid": names[:valid], "test": names[valid:]})
    write_json(root / "touchline.json", {"simulated": True})
    runs = (("made", Settings()), ("other", Settings.uniform("peaks", 20.0)))
    for name, settings in runs if valid else runs[:1]:
        run = space.create(name, "trained", features="none", settings=settings, simulated=True)
        for index, game in enumerate(names):
            own = truths.of_game(game)
            if name == "made":
                write_labels(root / game / "Labels-v2.json", own, {"UrlLocal": game, "UrlYoutube": ""})
            for half in (1, 2):
                seed = index if name == "made" else index + 1000
                run.save_scores(game, half, make_scores(own, half, FRAMES, FPS, seed=seed))
    return root, space.path


def step_times(page: Page, name: str, steps: int, key: str = "ArrowRight") -> list[float]:
    """Milliseconds from a key on a slider to the painted table, for each step."""
    slider = page.get_by_role("slider", name=name)
    slider.focus()
    page.wait_for_timeout(3000)
    return key_times(page, steps, key=key)


def measure(labels: str | None, games: int, steps: int) -> dict[str, dict[str, float]]:
    """Median and 95th percentile in ms of a threshold and of a window."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        root, workspace = make_split(Path(folder), labels, games)
        with explorer(root, workspace) as (server, page):
            for name, field, start in (("Threshold", "threshold", 0.0), ("Window, s", "window", 10.0)):
                page.goto(f"{server.url}/tuning?run=made&split=test&{field}={start}")
                page.wait_for_selector(".tl-table tbody tr")
                page.wait_for_timeout(2000)
                page.evaluate(WATCH)
                found[f"{field} to painted figures"] = step_times(page, name, steps)
    return {name: summary(times) for name, times in found.items()}


def summary(times: list[float]) -> dict[str, float]:
    """Median, 95th percentile and number."""
    return {
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(percentile_95(times), 1),
        "n": len(times),
    }


def parser_of_a_split(description: str) -> argparse.ArgumentParser:
    """The options of a measurement over games made for it."""
    parser = argparse.ArgumentParser(description=description.split("\n")[0])
    parser.add_argument("--labels", help="label files for the timelines (default: simulated matches)")
    parser.add_argument("--games", type=int, default=100)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    return parser


def main() -> None:
    arguments = parser_of_a_split(__doc__).parse_args()
    show(measure(arguments.labels, arguments.games, arguments.steps), as_json=arguments.json)


def show(table: dict[str, dict[str, float]], *, as_json: bool) -> None:
    """Print medians and 95th percentiles."""
    if as_json:
        print(json.dumps(table, indent=2))
        return
    print(f"{'':36}{'median':>9}{'p95':>9}{'n':>5}")
    for name, row in table.items():
        print(f"{name:36}{row['median_ms']:>6.0f} ms{row['p95_ms']:>6.0f} ms{row['n']:>5}")


if __name__ == "__main__":
    main()
