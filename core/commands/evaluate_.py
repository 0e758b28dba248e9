"""`evaluate`: the official metric on a folder or zip of results."""

from __future__ import annotations

import argparse

from core.classes import CLASSES
from core.commands.common import add_json, note, print_json
from core.data.labels import read_truths
from core.data.results import Results
from core.data.root import DataRoot, open_root
from core.data.splits import official_games
from core.errors import UserError
from core.events import Events
from core.post.evaluation import METRICS, VIEWS, Evaluation, evaluate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--labels", required=True, help="SoccerNet folder or labels zip")
    parser.add_argument("--predictions", required=True, help="results folder or zip")
    parser.add_argument("--split", default="test", help="train, valid, test, local or all (default: test)")
    parser.add_argument("--metric", choices=tuple(METRICS), default="loose")
    parser.add_argument(
        "--allow-missing", action="store_true", help="evaluate only the games that have results, and say so"
    )
    add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    root = open_root(arguments.labels)
    games = [game for game in root.split(arguments.split) if game.labelled]
    if not games:
        raise UserError(f"{root.path} has no labelled game of the split {arguments.split!r}.")
    _say_what_is_absent(root, arguments.split, len(games))
    results = Results(arguments.predictions)
    there = set(results.games())
    missing = [game for game in games if game.name not in there]
    if missing and not arguments.allow_missing:
        raise UserError(
            f"{results.path} lacks {len(missing)} of {len(games)} games, first {missing[0].name!r}; "
            "predict them, or add --allow-missing to evaluate the others."
        )
    if missing:
        games = [game for game in games if game.name in there]
        note(f"evaluating {len(games)} games; {len(missing)} have no results")
    truths = read_truths(root, tuple(games))
    spots = Events.concat([results.read(game.name) for game in games]) if games else Events.empty()
    evaluation = evaluate(truths, spots, METRICS[arguments.metric])
    if arguments.json:
        print_json(evaluation.official(arguments.metric))
    else:
        print_table(evaluation, arguments.metric)


def print_table(evaluation: Evaluation, metric: str) -> None:
    """The averages and the AP per class, in percent."""
    print(f"{len(evaluation.games)} games, {metric}{'':<12} {'all':>8} {'visible':>8} {'unshown':>8}")
    rows = {
        "mAP" if metric.startswith("at") else "Average-mAP": [evaluation.average(metric, v) for v in VIEWS]
    }
    per_class = [evaluation.average_per_class(metric, view) for view in VIEWS]
    rows |= {name: [view[index] for view in per_class] for index, name in enumerate(CLASSES)}
    for name, values in rows.items():
        print(f"{name:<24} " + " ".join(f"{100 * value:8.2f}" for value in values))


def _say_what_is_absent(root: DataRoot, split: str, here: int) -> None:
    """Say when a figure covers less than the official split, so that nobody compares it with a full one."""
    listed = official_games(split) if split in ("train", "valid", "test") else ()
    of_the_list = sum(name in root and root.game(name).labelled for name in listed)
    if 0 < of_the_list < len(listed) and of_the_list == here:
        note(
            f"labels of {of_the_list} of the {len(listed)} official {split} games are here: a partial figure"
        )
