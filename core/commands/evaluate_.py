"""`evaluate`: the official metric on a folder or zip of results."""

from __future__ import annotations

import argparse
from dataclasses import replace

from core.commands import common
from core.commands.common import add, flag, option
from core.data.formats.results import Results
from core.data.labels import read_truths
from core.data.root import DataRoot, open_root
from core.events import Events
from core.exceptions import UserError
from core.figures import count, percent, points, tolerance
from core.label_set import EvaluationRule
from core.label_sets import with_metric
from core.labels.mended import edited_games, mended_truths
from core.metric.evaluation import VIEWS, Evaluation, evaluate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    labels = "Judge by these labels, a SoccerNet folder or a zip."
    option(parser, "--labels", labels, required=True, metavar="PATH")
    predictions = "Evaluate these results, a folder or a zip."
    option(parser, "--predictions", predictions, required=True, metavar="PATH")
    add(parser, "--split")
    average = "Take this metric of the data set, as loose, tight or at1, or average over tolerances 1,2,3 "
    option(parser, "--metric", f"{average}(default: the data set's own).", metavar="NAME|SECONDS,..")
    flag(parser, "--allow-missing", "Evaluate only the games that have results.")
    option(parser, "--mended", "Also judge by the mended labels of the workspace.")
    add(parser, "--workspace", "--json")


def run(arguments: argparse.Namespace) -> None:
    root = open_root(arguments.labels)
    games = [game for game in root.split(arguments.split) if game.labelled]
    if not games:
        swapped = " It holds results: are --labels and --predictions swapped?" * bool(
            Results(root.path).games()
        )
        raise UserError(f"{root.path} has no labelled game of the split {arguments.split!r}.{swapped}")
    _note_partial_split(root, arguments.split, len(games))
    results = Results(arguments.predictions)
    covered = set(results.games())
    missing = [game for game in games if game.name not in covered]
    if missing and not arguments.allow_missing:
        first = missing[0].name
        raise UserError(
            f"{results.path} lacks {len(missing)} of {len(games)} games, first {first!r}; "
            f"{_folder_hint(covered, first)}predict them, or add --allow-missing to evaluate the others."
        )
    if missing:
        games = [game for game in games if game.name in covered]
        total = len(games) + len(missing)
        common.note(f"Only {len(games)} of {total} games are evaluated; the others have no results.")
    label_set = with_metric(root.label_set, arguments.metric or root.label_set.rule.opening)
    metric = label_set.rule.opening
    truths = replace(read_truths(root, tuple(games)), label_set=label_set)
    spots = Events.concat([results.read(game.name, root.label_set) for game in games])
    _note_odd_confidences(spots)
    evaluation, beside = evaluate(truths, spots, label_set.rule.tolerances(metric)), None
    if arguments.mended:
        place = common.workspace(arguments).path
        if not set(edited_games(place)) & {game.name for game in games}:
            common.note(f"{place} holds no edits of these games' labels, so both figures are the same.")
        truths = replace(mended_truths(place, root, games), label_set=label_set)
        beside = evaluate(truths, spots, label_set.rule.tolerances(metric))
    if arguments.json:
        figures = evaluation.official(metric)
        if beside is not None:
            figures["mended_labels"] = beside.official(metric)
        common.print_json(figures)
    else:
        print_table(evaluation, metric, beside)


def print_table(evaluation: Evaluation, metric: str, beside: Evaluation | None = None) -> None:
    """The averages and the AP per class, in percent. beside: by mended labels, with the change."""
    print(f"{count(len(evaluation.games), 'game')}, {_tolerances(evaluation.rule, metric)}; AP in percent")
    mended_head = f" {'mended':>8} {'':>7}" * len(VIEWS) if beside else ""
    print(f"{'':<24}" + "".join(f" {view:>8}" for view in VIEWS) + mended_head)
    average = evaluation.rule.title(metric)
    both = (_rows(evaluation, metric), _rows(beside or evaluation, metric))
    for name, values, mended in zip((average, *evaluation.label_set.classes), *both, strict=True):
        line = f"{name:<24}" + "".join(f" {percent(value):>8}" for value in values)
        if beside is not None:
            pairs = zip(mended, values, strict=True)
            line += "".join(f" {percent(new):>8} {points(new - old):>7}" for new, old in pairs)
        print(line)


def _tolerances(rule: EvaluationRule, metric: str) -> str:
    first, *_, last = (*rule.tolerances(metric), rule.tolerances(metric)[-1])
    return f"tolerance {tolerance(first)}" if first == last else f"{metric} ({first} to {last} s)"


def _rows(evaluation: Evaluation, metric: str) -> list[tuple[float, ...]]:
    """The average, then the AP of each class, each for every view."""
    columns = [
        (evaluation.average(metric, view), *evaluation.average_per_class(metric, view)) for view in VIEWS
    ]
    return list(zip(*columns, strict=True))


def _folder_hint(covered: set[str], game: str) -> str:
    """A hint when the results lie below another folder."""
    name = next((name for name in covered if name.endswith(f"/{game}")), None)
    return f"they are one level down, below {name.removesuffix(game)!r}: give that; else " if name else ""


def _note_odd_confidences(spots: Events) -> None:
    """What the official metric drops or takes as it is, so that nobody wonders."""
    dropped = int((~(spots.confidence >= 0)).sum())
    above = int((spots.confidence > 1).sum())
    if dropped:
        common.note(
            f"Dropped, as officially: {count(dropped, 'spot')} with a confidence below 0 or no number."
        )
    if above:
        spots_above = count(above, "spot")
        common.note(f"Counted at each threshold, as officially: {spots_above} with a confidence above 1.")


def _note_partial_split(root: DataRoot, split: str, labelled: int) -> None:
    """That a figure covers less than the split, so that nobody compares it with a full one."""
    listed = root.listed(split)
    present = sum(name in root and root.game(name).labelled for name in listed)
    if 0 < present < len(listed) and present == labelled:
        common.note(
            f"Only {present} of the {len(listed)} {split} games have labels here: the figure is partial."
        )
