"""Is the demo league a fair stand-in? Trains three poolings on it with three seeds and writes the table.

    python benchmarks/demo_table.py [--root FOLDER] [--seeds 0 1 2] [--pools NetVLAD++ NetVLAD AVG] [--json]

Every training has one recipe: the official one but for smaller batches (32, since seven games are few), less
patience and fewer epochs. Scores of the test games, NMS 30 s at threshold 0, the official metric.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from core.data.labels import read_truths
from core.data.root import DataRoot, open_root
from core.demo.features import NAME
from core.demo.league import make_league
from core.figures import percent
from core.metric.evaluation import evaluate
from core.model.config import ModelConfig, TrainingConfig
from core.model.scores import score_half
from core.model.training import train
from core.runs.pipeline import features_of, training_halves
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores

RECIPE = {"batch": 32, "patience": 2, "stop_lr": 1e-5}
EPOCHS = {"NetVLAD++": 14, "NetVLAD": 14, "AVG": 240}
"""At most so many; AVG learns slowly and cheaply, so it gets more than the others, never less."""
FIGURES = (("loose", "all"), ("tight", "all"), ("loose", "visible"), ("loose", "unshown"))


def measure(root: DataRoot, pool: str, seed: int) -> dict[str, Any]:
    """Train one network and evaluate it: Average-mAP by figure, epochs and seconds."""
    started = time.perf_counter()
    halves = [training_halves(root, root.split(split), NAME) for split in ("train", "valid")]
    with tempfile.TemporaryDirectory() as folder:
        done = train(
            *halves,
            ModelConfig(pool=pool),
            TrainingConfig(seed=seed, max_epochs=EPOCHS.get(pool, 14), **RECIPE),
            Path(folder),
        )
    seconds = time.perf_counter() - started
    games = root.split("test")
    scores = [
        (game.name, half.number, score_half(done.network, features_of(half, NAME)), 2.0)
        for game in games
        for half in game.parts
    ]
    names = tuple(game.name for game in games)
    spots = SplitScores.from_halves(names, scores).spots(Settings.uniform(window_s=30.0, threshold=0.0))
    result = evaluate(read_truths(root, games), spots)
    figures = {f"{metric} {view}": result.average(metric, view) for metric, view in FIGURES}
    classes = dict(
        zip(result.label_set.classes, result.average_per_class("loose").round(3).tolist(), strict=True)
    )
    return figures | {
        "classes": classes,
        "epochs": done.epochs,
        "best epoch": done.best_epoch,
        "seconds": seconds,
    }


def table(rows: dict[str, list[dict[str, Any]]]) -> str:
    """The Markdown table: a line a pooling, mean and spread over the seeds."""
    lines = ["| pooling | loose, by seed | loose | tight | visible | unshown |", "|---|---|---|---|---|---|"]
    for pool, runs in rows.items():
        cells = [" ".join(percent(run["loose all"]) for run in runs)]
        for metric, view in FIGURES:
            values = [run[f"{metric} {view}"] for run in runs]
            spread = f" ± {percent(statistics.stdev(values))}" if len(values) > 1 else ""
            cells.append(f"{percent(statistics.mean(values))}{spread}")
        lines.append(f"| {pool} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", help="a demo league; without it one is made and removed")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--pools", nargs="+", default=["NetVLAD++", "NetVLAD", "AVG"])
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(arguments.root) if arguments.root else Path(folder) / "league"
        make_league(path)
        root, rows = open_root(path), {}
        for pool in arguments.pools:
            for seed in arguments.seeds:
                rows.setdefault(pool, []).append(measure(root, pool, seed))
                sys.stderr.write(f"{pool} seed {seed}: {json.dumps(rows[pool][-1])}\n")
    print(json.dumps(rows, indent=2) if arguments.json else table(rows))


if __name__ == "__main__":
    main()
