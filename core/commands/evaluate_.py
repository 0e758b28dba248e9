"""`evaluate`: the official metric on a folder or zip of results."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace

from core.commands import common
from core.commands.common import add, flag, option, report
from core.data.formats.results import Results
from core.data.labels import read_labels
from core.data.root import DataRoot
from core.data.splits import splits_there
from core.evaluation_rule import EvaluationRule
from core.events import Events
from core.exceptions import UserError
from core.figures import count, name_width, percent, points, tolerance
from core.label_set import LabelSet
from core.label_sets import TEAM_METRIC, with_metric
from core.labels.mended import edited_games, mended_truths
from core.metric.evaluation import Evaluation, evaluate
from core.metric.grid import passed_over, passed_over_sentence
from core.metric.team import TeamEvaluation, evaluate_teams


def add_arguments(parser: argparse.ArgumentParser) -> None:
    labels = "Judge by these labels, a SoccerNet folder or a zip."
    option(parser, "--labels", labels, required=True, metavar="PATH")
    predictions = "Evaluate these results, a folder or a zip."
    option(parser, "--predictions", predictions, required=True, metavar="PATH")
    add(parser, "--label-set", "--split")
    metric = (
        "Take this metric of the data set, as loose, tight or at1, average over tolerances 1,2,3, or judge "
    )
    metric += "by team too, at the data set's own metric: team (default: the data set's own)."
    option(parser, "--metric", metric, metavar="NAME|SECONDS,..|team")
    flag(parser, "--allow-missing", "Evaluate only the games that have results.")
    option(parser, "--mended", "Also judge by the mended labels of the workspace.")
    add(parser, "--workspace", "--json")


def run(arguments: argparse.Namespace) -> None:
    root = common.opened_root(arguments.labels, arguments)
    games = [game for game in root.split(arguments.split) if game.labelled]
    if not games:
        results = bool(Results(root.path).games())
        hint = splits_there(root.games, labelled=True)
        hint = "It holds results: are --labels and --predictions swapped?" if results else hint
        raise UserError(f"{root.path} has no labelled game of the split {arguments.split!r}. {hint}")
    _note_partial_split(root, arguments.split, len(games))
    results = Results(arguments.predictions)
    missing = [game for game in games if results.find(game.name) is None]
    if missing and not arguments.allow_missing:
        raise UserError(
            f"{results.path} lacks {len(missing)} of {len(games)} games, first {missing[0].name!r}; predict "
            "them, or add --allow-missing to evaluate the others."
        )
    if missing:
        total, games = len(games), [game for game in games if game not in missing]
        common.note(f"Only {len(games)} of {total} games are evaluated; the others have no results.")
    opening = root.label_set.rule.opening
    by_team = arguments.metric == TEAM_METRIC
    label_set = with_metric(root.label_set, opening if by_team else arguments.metric or opening)
    labels = [read_labels(root, game) for game in games]
    truths = replace(Events.concat([each.whole() for each in labels]), label_set=label_set)
    unknown: Counter[str] = Counter()
    spots = Events.concat([results.read(game.name, label_set, unknown) for game in games])
    if unknown and not len(spots):
        raise UserError(
            f"{results.path} predicts none of the classes of {label_set.title}, but {_listed(unknown)}; take "
            "results of this data set, or give --label-set."
        )
    _note_unknown("label", sum((Counter(dict(each.unknown)) for each in labels), Counter()), label_set)
    _note_unknown("prediction", unknown, label_set)
    _note_odd_confidences(spots)
    passed = {"labels": passed_over(truths), "predictions": passed_over(spots)}
    common.note(*filter(None, [passed_over_sentence(truths, spots)]))
    if by_team:
        if without := int((spots.team == 0).sum()):
            common.note(f"Left out: {count(without, 'prediction')} of {len(spots):,} that name no team.")
        _report_teams(evaluate_teams(truths, spots, opening), arguments, passed)
        return
    metric = label_set.rule.opening
    evaluation, beside = evaluate(truths, spots, label_set.rule.tolerances(metric)), None
    if arguments.mended:
        place = common.workspace(arguments).path
        if not set(edited_games(place)) & {game.name for game in games}:
            common.note(f"{place} holds no edits of these games' labels, so both figures are the same.")
        truths = replace(mended_truths(place, root, games), label_set=label_set)
        beside = evaluate(truths, spots, label_set.rule.tolerances(metric))
    if arguments.json:
        figures = evaluation.official(metric) | {"passed_over": passed}
        if beside is not None:
            figures["mended_labels"] = beside.official(metric)
        common.print_json(figures)
    else:
        print_table(evaluation, metric, beside)


def _report_teams(evaluation: TeamEvaluation, arguments: argparse.Namespace, passed: dict[str, int]) -> None:
    """The team-aware figures: the mean, and a line for each class."""
    label_set, per_class = evaluation.label_set, evaluation.per_class.tolist()
    per_class = [None if value != value else value for value in per_class]
    teams = label_set.teams[1:]
    sides = [[None if value != value else value for value in row] for row in evaluation.ap.tolist()]
    value = {
        "team_mAP": evaluation.average,
        "team_mAP_per_class": per_class,
        "AP_per_class_and_team": [dict(zip(teams, row, strict=True)) for row in sides],
        "labels_without_team": evaluation.without_team,
        "predictions_without_team": evaluation.spots_without_team,
        "passed_over": passed,
    }
    width = name_width(label_set.classes)
    heading = f"{'':<{width}} {'both':>8}" + "".join(f" {team:>8}" for team in teams)
    rows = [("Team mAP", evaluation.average, [None] * len(teams))]
    rows += list(zip(label_set.classes, per_class, sides, strict=True))
    lines = [
        f"{name:<{width}} {percent(both):>8}" + "".join(f" {percent(side):>8}" for side in of_teams)
        for name, both, of_teams in rows
    ]
    numbers = {"label": evaluation.without_team, "prediction": evaluation.spots_without_team}
    if any(numbers.values()):
        left_out = " and ".join(count(number, what) for what, number in numbers.items() if number)
        common.note(f"Left out: {left_out} without a team.")
    report(arguments, value, heading, *lines)


def print_table(evaluation: Evaluation, metric: str, beside: Evaluation | None = None) -> None:
    """The averages and the AP per class, in percent. beside: by mended labels, with the change."""
    print(f"{count(len(evaluation.games), 'game')}, {_tolerances(evaluation.rule, metric)}; AP in percent")
    views = evaluation.label_set.views
    mended_head = f" {'mended':>8} {'':>7}" * len(views) if beside else ""
    width = name_width(evaluation.label_set.classes)
    print(f"{'':<{width}}" + "".join(f" {view:>8}" for view in views) + mended_head)
    average = evaluation.rule.title(metric)
    both = (_rows(evaluation, metric), _rows(beside or evaluation, metric))
    for name, values, mended in zip((average, *evaluation.label_set.classes), *both, strict=True):
        line = f"{name:<{width}}" + "".join(f" {percent(value):>8}" for value in values)
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
        (evaluation.average(metric, view), *evaluation.average_per_class(metric, view))
        for view in evaluation.label_set.views
    ]
    return list(zip(*columns, strict=True))


def _listed(unknown: Counter[str]) -> str:
    """The most frequent labels, at most three."""
    names = ", ".join(repr(name[:40]) for name, _ in unknown.most_common(3))
    return names + (", .." if len(unknown) > 3 else "")


def _note_unknown(what: str, unknown: Counter[str], label_set: LabelSet) -> None:
    if number := sum(unknown.values()):
        are = "is" if number == 1 else "are"
        outside = f"{count(number, what)} that {are} no class of {label_set.name}"
        common.note(f"Left out, as officially: {outside}: {_listed(unknown)}.")


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
    present = sum((game := root.find(name)) is not None and game.labelled for name in listed)
    if 0 < present < len(listed) and present == labelled:
        common.note(
            f"Only {present} of the {len(listed)} {split} games have labels here: the figure is partial."
        )
