"""`tune`: settings searched per class on one split, frozen and applied to another."""

from __future__ import annotations

import argparse

from core.commands import common
from core.commands.common import NARROWEST, add, add_tolerance, option
from core.exceptions import UserError
from core.figures import count, fraction, name_width, percent, points, tolerance
from core.runs.saved_settings import load_settings, save_settings, settings_names
from core.runs.tune import ON_TEST, Side, TuneReport, tune_run
from core.runs.workspace import checked_name
from core.spotting.methods import METHODS
from core.tuning.search import Objective


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add(parser, "--root", "--workspace")
    option(parser, "--run", "Tune this run.")
    goal = "Maximise AP by a metric of the data set, as loose or tight, or F1 at --tolerance "
    option(parser, "--objective", f"{goal}(default: the first that pages show, loose).", metavar="METRIC|f1")
    add_tolerance(parser, "Judge F1 at this tolerance.", NARROWEST, type=float, metavar="SECONDS")
    option(parser, "--on", "Search on this split (default: valid).", default="valid", metavar="SPLIT")
    applied = "Apply to this split, or to none (default: test)."
    option(parser, "--apply", applied, default="test", metavar="SPLIT")
    option(parser, "--start", "Start from saved settings (default: the run's).", metavar="SETTINGS")
    methods = {"nargs": "+", "choices": METHODS, "default": METHODS}
    option(parser, "--methods", "Try these NMS methods (default: all).", **methods)
    add(parser, "--common")
    option(parser, "--save", "Save the settings under this name.", metavar="NAME")
    option(parser, "--replace", "Overwrite settings of that name.")
    add(parser, "--json")


def run(arguments: argparse.Namespace) -> None:
    space = common.workspace(arguments)
    a_run = space.run(arguments.run)
    start = load_settings(space, arguments.start, a_run.label_set).settings if arguments.start else None
    if arguments.save:
        checked_name(arguments.save, "settings")
    if arguments.save in settings_names(space) and not arguments.replace:
        raise UserError(
            f"Settings {arguments.save!r} exist already; choose another --save, or add --replace."
        )
    with common.Bar("Tuning") as progress:
        root = common.data_root(arguments)
        rule = root.label_set.rule
        objective = arguments.objective or rule.opening
        report = tune_run(
            root,
            a_run,
            Objective(objective, common.tolerance_s(arguments, rule) if objective == "f1" else None),
            start,
            tune_on=arguments.on,
            apply_to=None if arguments.apply == "none" else arguments.apply,
            common=arguments.common,
            methods=tuple(arguments.methods),
            progress=progress,
        )
    if report.tuned_on_test:
        common.note(f"Warning: {ON_TEST}")
    if arguments.save:
        save_settings(space, arguments.save, report.tuned.settings, report.origin, replace=arguments.replace)
    if arguments.json:
        common.print_json({**report.to_json(), "saved": arguments.save})
    else:
        print_report(report)


def print_report(report: TuneReport) -> None:
    """Both gains side by side, then the settings of each class."""
    objective = report.tuned.objective
    goal = str(objective) if objective.tolerance_s is None else f"F1 at {tolerance(objective.tolerance_s)}"
    print(f"Run {report.run.name}, tuned for {goal}: {report.tuned.trials:,} settings tried")
    sides = [("Tuned on", report.tuned_side)] + ([("Applied to", report.applied)] if report.applied else [])
    for what, side in sides:
        print(f"{what} {side.coverage.split}, {count(len(side.coverage.games), 'game')}, in percent:")
        _print_side(side)
    if report.not_applied:
        print(f"Not applied: {report.not_applied}")
    width = name_width(report.tuned.settings.label_set.classes)
    print(f"{'':<{width}} {'method':<14} {'window':>9} {'smoothing':>11} {'threshold':>10}")
    settings = report.tuned.settings
    for name, of_class in zip(settings.label_set.classes, settings.classes, strict=True):
        figures = (
            f"{of_class.window_s:7.2f} s {of_class.smoothing_s:9.2f} s {fraction(of_class.threshold):>10}"
        )
        print(f"{name:<{width}} {of_class.method:<14} {figures}")


def _print_side(side: Side) -> None:
    rule = side.before.rule
    for metric in rule.listed:
        for view in side.before.label_set.views:
            before, after = (figures.average(metric, view) for figures in (side.before, side.after))
            change = f"{percent(before):>6} -> {percent(after):>6}  {points(after - before)}"
            print(f"  {rule.title(metric)} {metric:<6} {view:<8} {change}")
