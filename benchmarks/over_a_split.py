"""Seconds of what works over a whole split, beside their budgets: sweep, bootstrap, lens, auto-tune.

    python -m benchmarks.over_a_split [--labels LABELS] [--games 100] [--tune]

Work: real or simulated label timelines with made scores, dense (every local maximum is a spot).
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable

import numpy as np

from benchmarks.after_scores import FPS, FRAMES, timelines
from core.comparison.bootstrap import bootstrap
from core.comparison.compare import changes
from core.demo.made_scores import make_scores
from core.events import Events
from core.figures import points
from core.metric.lens import evaluate_variants
from core.metric.operating import operating_curves
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores
from core.tuning.search import Objective, tune
from core.tuning.sweep import sweep

WINDOWS_S = tuple(np.linspace(2, 80, 40))


def main() -> None:
    """Print a line for each piece of work: seconds after one round to warm up, and the budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", help="label files for the timelines (default: simulated matches)")
    parser.add_argument("--games", type=int, default=100)
    parser.add_argument("--tune", action="store_true", help="auto-tune half of the games too (a minute)")
    arguments = parser.parse_args()
    truths = timelines(arguments.labels, arguments.games)
    scores = SplitScores.from_halves(
        truths.games,
        [
            (game, half, make_scores(truths.of_game(game), half, FRAMES, FPS, seed=index), FPS)
            for index, game in enumerate(truths.games)
            for half in (1, 2)
        ],
    )
    one, other = scores.spots(Settings()), scores.spots(Settings.uniform("peaks", 20.0))
    few = truths.for_games(truths.games[:2])
    print(f"{len(truths.games)} games, {len(one):,} spots, {os.cpu_count()} cores")
    for methods in (("hard", "symmetric", "peaks"), ("hard", "soft-linear", "peaks")):
        sweep(few, scores, (5.0,), methods)
        _line(
            f"sweep, 40 windows x {', '.join(methods)}",
            20.0,
            lambda m=methods: sweep(truths, scores, WINDOWS_S, m),
        )
    runs = {"one": one, "other": other}
    bootstrap(few, runs, resamples=2)
    _line("bootstrap of two runs, 1,000 resamples", 10.0, lambda: bootstrap(truths, runs))
    for name, budget, work in (
        ("lens", 1.0, lambda: evaluate_variants(truths, one)),
        ("moments that changed", None, lambda: changes(truths, one, other, 5.0)),
        ("operating curves of all classes", None, lambda: operating_curves(truths, one, 5.0)),
    ):
        work()
        _line(name, budget, work)
    if arguments.tune:
        _tune(truths, scores)


def _tune(truths: Events, scores: SplitScores) -> None:
    half = truths.for_games(truths.games[::2])
    began = time.perf_counter()
    tuned = tune(half, scores.for_games(half.games), Settings(), Objective("loose"))
    seconds = time.perf_counter() - began
    gain = points(tuned.after.mean() - tuned.before.mean())
    print(f"{'auto-tune, ' + str(len(half.games)) + ' games':<56} {seconds:7.2f} s, {gain}")


def _line(name: str, budget_s: float | None, work: Callable[[], object]) -> None:
    began, used = time.perf_counter(), time.process_time()
    work()
    seconds, used = time.perf_counter() - began, time.process_time() - used
    budget = "" if budget_s is None else f", budget {budget_s:g} s"
    print(f"{name:<56} {seconds:7.2f} s ({used:.2f} s of processor{budget})")


if __name__ == "__main__":
    main()
