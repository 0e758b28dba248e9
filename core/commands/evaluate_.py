"""`evaluate`: the official metric on a folder or zip of results."""

from __future__ import annotations

import argparse

from core.classes import CLASSES
from core.commands.common import add_json, add_mended, add_workspace, note, print_json, workspace
from core.data.formats.results import Results
from core.data.labels import read_truths
from core.data.root import DataRoot, open_root
from core.events import Events
from core.exceptions import UserError
from core.figures import percent, points, tolerance
from core.labels.export import edited_games, mended_truths
from core.metric.evaluation import METRICS, VIEWS, Evaluation, evaluate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--labels", required=True, help="SoccerNet folder or labels zip")
    parser.add_argument("--predictions", required=True, help="results folder or zip")
    parser.add_argument("--split", default="test", help="train, valid, test, local or all (default: test)")
    parser.add_argument("--metric", choices=tuple(METRICS), default="loose")
    parser.add_argument(
        "--allow-missing", action="store_true", help="evaluate only the games that have results, and say so"
    )
    add_mended(parser)
    add_workspace(parser)
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
    evaluation, beside = evaluate(truths, spots, METRICS[arguments.metric]), None
    if arguments.mended:
        place = workspace(arguments).path
        if not set(edited_games(place)) & {game.name for game in games}:
            note(f"{place} holds no edits of these games' labels, so both figures are the same")
        truths = mended_truths(place, root, games)
        beside = evaluate(truths, spots, METRICS[arguments.metric])
    if arguments.json:
        found = evaluation.official(arguments.metric)
        print_json(found if beside is None else {**found, "mended_labels": beside.official(arguments.metric)})
    else:
        print_table(evaluation, arguments.metric, beside)


def print_table(evaluation: Evaluation, metric: str, beside: Evaluation | None = None) -> None:
    """The averages and the AP per class, in percent. beside: by mended labels, with the change."""
    print(f"{len(evaluation.games)} games, {_tolerances(metric)}; AP in percent")
    print(f"{'':<24}" + "".join(f" {view:>8}" for view in VIEWS) + _mended_head(beside))
    for (name, values), (_, mended) in zip(
        _rows(evaluation, metric), _rows(beside or evaluation, metric), strict=True
    ):
        line = f"{name:<24}" + "".join(f" {percent(value):>8}" for value in values)
        if beside is not None:
            pairs = zip(mended, values, strict=True)
            line += "".join(f" {percent(new):>8} {points(new - old):>7}" for new, old in pairs)
        print(line)


def _tolerances(metric: str) -> str:
    first, last = METRICS[metric][0], METRICS[metric][-1]
    return f"tolerance {tolerance(first)}" if first == last else f"{metric} ({first} to {last} s)"


def _rows(evaluation: Evaluation, metric: str) -> list[tuple[str, list[float]]]:
    """(name, figure of each view): the average, then the classes."""
    average = "mAP" if metric.startswith("at") else "Average-mAP"
    per_class = [evaluation.average_per_class(metric, view) for view in VIEWS]
    return [
        (average, [evaluation.average(metric, view) for view in VIEWS]),
        *((name, [float(view[index]) for view in per_class]) for index, name in enumerate(CLASSES)),
    ]


def _mended_head(beside: Evaluation | None) -> str:
    return "" if beside is None else "".join(f" {'mended':>8} {'':>7}" for _ in VIEWS)


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
