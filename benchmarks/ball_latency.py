"""How fast whole matches at 25 fps are: 12 classes of some 145,000 scores a match, in core and in Chromium.

    python -m benchmarks.ball_latency [--games 4] [--steps 20] [--json]

The league is simulated (core/demo/ball.py). Steps in the browser are measured inside the page, from the key
on a slider to the end of the paint that shows its answer.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from benchmarks import latency, tuning_latency
from benchmarks.ball_league import RUN, make_ball_league
from benchmarks.in_page import key_times
from benchmarks.latency import line, markdown
from benchmarks.server import explorer
from benchmarks.table import median_s
from core.data.labels import read_truths
from core.data.root import open_root
from core.demo.ball import BALL
from core.metric.evaluation import evaluate
from core.runs.spots import split_scores
from core.runs.workspace import Workspace
from core.spotting.settings import Settings
from tests.browser.view import ask, open_match


def core_lines(root: Path, workspace: Path) -> list[dict]:
    """A new window to the complete evaluation of all games, by method."""
    opened = open_root(root)
    run = next(run for run in Workspace(workspace).runs() if run.name == RUN)
    truths = read_truths(opened, opened.games)
    scores = split_scores(run, opened.games)
    found = []
    for method in ("hard", "peaks", "soft-square"):
        settings = Settings.uniform(method, 1.0, label_set=BALL)
        seconds = median_s(lambda: evaluate(truths, scores.spots(settings)))  # noqa: B023
        name = f"new window to figures in core, {method}, {len(opened.games)} games"
        found.append(line(name, [1000 * seconds], "ms", 250 if method == "hard" else None))
    return found


def match_lines(page: Page, url: str, steps: int) -> list[dict]:
    """The match view of one game, the whole match on screen."""
    received, fetched = latency.recorded(page)
    open_match(page, url, f"?run={RUN}&threshold=0.1")
    ask(page, latency.WATCH)
    frames, spots = ask(page, "view.curves.rows"), ask(page, "view.model.moments.length")
    found = [
        line("frames of a class", [frames], ""),
        line("moments at a threshold of 0.1", [spots], ""),
    ]
    for slider, name in (("NMS window", "window"), ("NMS threshold", "threshold")):
        page.get_by_role("slider", name=slider).focus()
        page.wait_for_timeout(1000)
        times = key_times(page, steps, pause_ms=60)  # from where it stands: without a window all is a spot
        found.append(line(f"{name} slider, key to repainted spots", times, "ms", 200))
    found.append(
        line("received per step of the threshold", latency.bytes_per_step(page, received, steps), "kB")
    )
    curves = sum("/scores/" in address for address in fetched)
    found.append(line("fetches of curves in all these steps", [curves], "", 1))
    opening = latency.opening_times(page, min(steps, 10))
    return [*found, line("another match, click to first paint", opening, "ms", 1000)]


def table_lines(page: Page, url: str, steps: int) -> list[dict]:
    """The table of all games on Tuning."""
    thresholds = _tuning_times(page, url, "threshold=0", "Threshold", "ArrowRight", steps)
    windows: list[float] = []
    # A small step of a window may be none in frames, after which nothing changes. Large ones end soon.
    while len(windows) < steps:
        start = f"window={0.5 + 0.01 * len(windows):g}"
        windows += _tuning_times(page, url, start, "Window, s", "PageUp", 6)
    return [
        line("Tuning, threshold to painted figures", thresholds, "ms"),
        line("Tuning, window to painted figures", windows, "ms", 250),
    ]


def _tuning_times(page: Page, url: str, start: str, slider: str, key: str, steps: int) -> list[float]:
    page.goto(f"{url}/tuning?run={RUN}&split=test&{start}")
    page.wait_for_selector(".tl-table tbody tr")
    page.wait_for_timeout(2000)
    page.evaluate(tuning_latency.WATCH)
    return tuning_latency.step_times(page, slider, steps, key)


def measure(games: int, steps: int) -> list[dict]:
    """Every line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        root, workspace = Path(folder) / "root", Path(folder) / "workspace"
        make_ball_league(root, workspace, games=games)
        found = core_lines(root, workspace)
        with explorer(root, workspace) as (server, page):
            found += match_lines(page, server.url, steps)
            found += table_lines(page, server.url, steps)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--games", type=int, default=4)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    table = measure(arguments.games, arguments.steps)
    print(json.dumps(table, indent=2) if arguments.json else markdown(table))


if __name__ == "__main__":
    main()
