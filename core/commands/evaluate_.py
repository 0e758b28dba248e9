"""`evaluate`: the official metric on a folder or zip of results."""

from __future__ import annotations

import argparse

from core.classes import CLASSES
from core.commands.common import add_json, note, print_json
from core.data.labels import read_truths
from core.data.results import Results
from core.data.root import DataRoot, open_root
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
        swapped = " It holds results: are --labels and --predictions swapped?" if _holds_results(root) else ""
        raise UserError(f"{root.path} has no labelled game of the split {arguments.split!r}.{swapped}")
    _say_what_is_absent(root, arguments.split, len(games))
    results = Results(arguments.predictions)
    there = set(results.games())
    missing = [game for game in games if game.name not in there]
    if missing and not arguments.allow_missing:
        raise UserError(
            f"{results.path} lacks {len(missing)} of {len(games)} games, first {missing[0].name!r}; "
            f"{_below(there, missing[0].name)}predict them, or add --allow-missing to evaluate the others."
        )
    if missing:
        games = [game for game in games if game.name in there]
        note(f"evaluating {len(games)} of {len(games) + len(missing)} games; the others have no results")
    truths = read_truths(root, tuple(games))
    spots = Events.concat([results.read(game.name) for game in games]) if games else Events.empty()
    _say_what_is_odd(spots)
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


def _holds_results(root: DataRoot) -> bool:
    return bool(Results(root.path).games())


def _below(there: set[str], game: str) -> str:
    """A hint when the results are there, but below another folder."""
    found = next((name for name in there if name.endswith(f"/{game}")), None)
    return f"they are one level down, below {found.removesuffix(game)!r}: give that; else " if found else ""


def _say_what_is_odd(spots: Events) -> None:
    """Say what the official metric passes over or takes as it is, so that nobody wonders."""
    dropped = int((~(spots.confidence >= 0)).sum())
    above = int((spots.confidence > 1).sum())
    if dropped:
        note(f"spots whose confidence is below 0 or no number, dropped as officially: {dropped}")
    if above:
        note(f"spots with a confidence above 1, counted at each threshold as officially: {above}")


def _say_what_is_absent(root: DataRoot, split: str, here: int) -> None:
    """Say when a figure covers less than the split, so that nobody compares it with a full one."""
    listed = root.listed(split)
    of_the_list = sum(name in root and root.game(name).labelled for name in listed)
    if 0 < of_the_list < len(listed) and of_the_list == here:
        note(f"labels of {of_the_list} of the {len(listed)} {split} games are here: a partial figure")
