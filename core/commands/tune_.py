"""`tune`: settings searched per class on one split, frozen and applied to another."""

from __future__ import annotations

import argparse

from core.classes import CLASSES
from core.commands import common
from core.exceptions import UserError
from core.figures import percent, points
from core.metric.evaluation import VIEWS
from core.runs.saved_settings import load_settings, save_settings, settings_names
from core.runs.tune import METRIC_NAMES, ON_TEST, Side, TuneReport, tune_run
from core.spotting.methods import METHODS
from core.tuning.search import Objective


def add_arguments(parser: argparse.ArgumentParser) -> None:
    common.add_root(parser)
    common.add_workspace(parser)
    parser.add_argument("--run", required=True, dest="name", metavar="RUN")
    parser.add_argument("--objective", choices=("loose", "tight", "f1"), default="loose")
    parser.add_argument("--tolerance", type=float, default=5.0, help="for f1, seconds (default: 5)")
    parser.add_argument("--on", default="valid", help="split to search on (default: valid)")
    parser.add_argument("--apply", default="test", help="split to apply to, or none (default: test)")
    parser.add_argument("--start", metavar="SETTINGS", help="settings to start from (default: the run's)")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=METHODS)
    parser.add_argument("--common", action="store_true", help="leave out games without scores, and say so")
    parser.add_argument("--save", metavar="NAME", help="save the settings under this name")
    parser.add_argument("--replace", action="store_true", help="overwrite settings of that name")
    common.add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    space = common.workspace(arguments)
    start = load_settings(space, arguments.start).settings if arguments.start else None
    if arguments.save in settings_names(space) and not arguments.replace:
        raise UserError(
            f"There are settings {arguments.save!r} already; choose another --save, or add --replace."
        )
    with common.Bar("Tuning") as progress:
        report = tune_run(
            common.data_root(arguments),
            space.run(arguments.name),
            Objective(arguments.objective, arguments.tolerance if arguments.objective == "f1" else None),
            start,
            tune_on=arguments.on,
            apply_to=None if arguments.apply == "none" else arguments.apply,
            common=arguments.common,
            methods=tuple(arguments.methods),
            progress=progress,
        )
    if report.tuned_on_test:
        common.note(f"WARNING: {ON_TEST}")
    if arguments.save:
        save_settings(space, arguments.save, report.tuned.settings, report.origin, replace=arguments.replace)
    if arguments.json:
        common.print_json({**report.to_json(), "saved": arguments.save})
    else:
        print_report(report)


def print_report(report: TuneReport) -> None:
    """Both gains side by side, then the settings of each class."""
    print(f"{report.run.name}, tuned for {report.tuned.objective}, {report.tuned.trials} settings tried")
    sides = [("tuned on", report.tuned_side)] + ([("applied to", report.applied)] if report.applied else [])
    for what, side in sides:
        print(f"{what} {side.chosen.split}, {len(side.chosen.games)} games")
        _print_side(side)
    if report.not_applied:
        print(f"not applied: {report.not_applied}")
    print(f"{'':<20} {'method':<14} {'window':>7} {'smooth':>7} {'threshold':>10}")
    for name, one in zip(CLASSES, report.tuned.settings.classes, strict=True):
        print(f"{name:<20} {one.method:<14} {one.window_s:7.2f} {one.smoothing_s:7.2f} {one.threshold:10.4f}")


def _print_side(side: Side) -> None:
    for metric in METRIC_NAMES:
        for view in VIEWS:
            before, after = (one.average(metric, view) for one in (side.before, side.after))
            figures = f"{percent(before):>6} -> {percent(after):>6}  {points(after - before)}"
            print(f"  Average-mAP {metric:<6} {view:<8} {figures}")
