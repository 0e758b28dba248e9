"""NMS and evaluation over a split: ours against the literal loop and the SoccerNet package in the same run.

Work: real or simulated label timelines with made scores (core.demo.made_scores), 100 games, threshold 0.
"""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.table import Row, median_s, once_s
from core.data.formats.results import write_results
from core.data.labels import read_truths
from core.data.root import open_root
from core.demo.made_scores import make_scores
from core.demo.simulator import simulate
from core.events import Events
from core.metric.evaluation import evaluate
from core.metric.grid import spots_on_grid
from core.spotting.methods import METHODS
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores, cut

FRAMES, FPS = 5400, 2.0
WINDOW, OTHER_WINDOW = Settings.uniform(window_s=30.0), Settings.uniform(window_s=28.0)


def timelines(labels: str | None, games: int) -> Events:
    """Truths of real label files where they are given, else of simulated matches."""
    if labels:
        root = open_root(labels)
        return read_truths(root, root.games[:games])
    parts = []
    for number in range(games):
        played = Events.concat([half.events for half in simulate(0, number).halves])
        parts.append(replace(played, games=(f"league/season/game {number:03d}",)))
    return Events.concat(parts)


def run(quick: bool = False, labels: str | None = None) -> list[Row]:
    """The rows of NMS and evaluation; quick: 10 games in place of 100."""
    truths = timelines(labels, 10 if quick else 100)
    halves = [
        (game, half, make_scores(truths.of_game(game), half, FRAMES, FPS, seed=index), FPS)
        for index, game in enumerate(truths.games)
        for half in (1, 2)
    ]
    split = SplitScores.from_halves(truths.games, halves)
    spots = split.spots(WINDOW)
    note = f"{len(truths.games)} games, {len(spots):,} spots"
    literal_s = once_s(lambda: literal_nms(halves[: max(len(halves) // 10, 2)], 30.0)) * (
        len(halves) / max(len(halves) // 10, 2)
    )
    package_s, cold_package_s, cold_ours_s = package(truths, spots)
    evaluate_s = median_s(lambda: evaluate(truths, spots))
    nms_s = median_s(lambda: split.spots(OTHER_WINDOW))
    both_s = median_s(lambda: evaluate(truths, split.spots(OTHER_WINDOW)))
    higher = Settings.uniform(threshold=0.2)
    threshold_s = median_s(lambda: evaluate(truths, cut(spots, higher)))
    literal = "literal loop, a tenth of the halves x 10"
    return [
        Row(
            "evaluate loose + tight, spots in memory",
            evaluate_s,
            package_s,
            "SoccerNet package",
            100,
            None,
            note,
        ),
        Row("NMS at a new window", nms_s, literal_s, literal, 25),
        Row("new window to complete table", both_s, literal_s + package_s, "literal loop + package", 60, 0.4),
        Row("new threshold to complete table", threshold_s, None, "", None, 0.15),
        Row("results zip to loose figure, cold process", cold_ours_s, cold_package_s, "SoccerNet package", 8),
        Row(
            "ranking the scores, once per run", once_s(lambda: SplitScores.from_halves(truths.games, halves))
        ),
        *(
            Row(f"NMS {method}", once_s(lambda m=method: split.spots(Settings.uniform(m, 10.0))))
            for method in METHODS[1:]
        ),
        Row("spots to the evaluator's grid", median_s(lambda: spots_on_grid(spots, truths.label_set))),
    ]


def literal_nms(halves: list, window_s: float) -> int:
    """The official loop, class by class, on float32 scores; returns the number of spots."""
    kept = 0
    for _, _, scores, fps in halves:
        window = window_s * fps
        for label in range(scores.shape[1]):
            left = np.copy(scores[:, label])
            while np.max(left) >= 0:
                at = int(np.argmax(left))
                kept += 1
                left[int(np.maximum(at - window / 2, 0)) : int(min(at + int(window / 2), len(left)))] = -1
    return kept


def package(truths: Events, spots: Events) -> tuple[float, float, float]:
    """Seconds of the package's evaluate for loose + tight, and of both tools from a cold process on a zip."""
    from SoccerNet.Evaluation.ActionSpotting import evaluate as official
    from SoccerNet.Evaluation.utils import EVENT_DICTIONARY_V2

    from core.data.labels import write_labels

    with tempfile.TemporaryDirectory() as folder:
        labels, results = Path(folder) / "labels", Path(folder) / "results.zip"
        for game in truths.games:
            write_labels(labels / game / "Labels-v2.json", truths.of_game(game), {"UrlLocal": game})
        write_results(results, spots)
        quiet = {"dataset": None, "EVENT_DICTIONARY": EVENT_DICTIONARY_V2}

        def both() -> None:
            with contextlib.redirect_stderr(io.StringIO()):
                for metric in ("loose", "tight"):
                    official(str(labels), str(results), metric=metric, **quiet)

        in_memory = once_s(both)
        script = (
            "from SoccerNet.Evaluation.ActionSpotting import evaluate\n"
            "from SoccerNet.Evaluation.utils import EVENT_DICTIONARY_V2 as D\n"
            f"evaluate({str(labels)!r}, {str(results)!r}, dataset=None, EVENT_DICTIONARY=D)"
        )
        theirs = [sys.executable, "-c", script]
        ours = [sys.executable, "-m", "core", "evaluate", "--labels", str(labels), "--split", "all"]
        ours += ["--predictions", str(results), "--json"]
        cold = once_s(lambda: _quiet(theirs))
        return in_memory, cold, median_s(lambda: _quiet(ours), 3)


def _quiet(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
