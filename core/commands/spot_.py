"""`spot`: turn a run's scores into spots and write them as results."""

from __future__ import annotations

import argparse

from core.commands import common
from core.commands.common import add, option
from core.data.formats.results import write_results
from core.exceptions import UserError
from core.figures import count
from core.runs.run import Run
from core.runs.saved_settings import load_settings
from core.runs.spots import spots_of
from core.spotting.methods import METHODS
from core.spotting.settings import Settings


def add_nms(parser: argparse.ArgumentParser) -> None:
    """--method, --window and --threshold, which change a run's own, or --settings, which replaces them."""
    option(parser, "--method", "Use this NMS method (default: the run's).", choices=METHODS)
    window = "Use an NMS window of this full width (default: the run's)."
    option(parser, "--window", window, type=float, metavar="SECONDS")
    option(parser, "--threshold", "Drop spots below this confidence (default: the run's).", type=float)
    option(parser, "--settings", "Use saved settings of each class instead.", metavar="NAME")


def chosen_settings(arguments: argparse.Namespace, run: Run) -> Settings:
    """The saved settings that --settings names, else the run's own with what the arguments change.

    Raises UserError for both at once.
    """
    values = {"method": arguments.method, "window_s": arguments.window, "threshold": arguments.threshold}
    changes = {key: value for key, value in values.items() if value is not None}
    if not arguments.settings:
        return run.settings.with_all(**changes)
    if changes:
        raise UserError("--settings replaces --method, --window and --threshold; give one or the other.")
    return load_settings(common.workspace(arguments), arguments.settings, run.label_set).settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add(parser, "--root", "--workspace", "--run", "--split")
    add_nms(parser)
    out = "Write this zip (its name ends in .zip) or folder."
    option(parser, "--out", out, required=True, metavar="PATH")
    add(parser, "--replace", "--json")


def run(arguments: argparse.Namespace) -> None:
    root, a_run = common.root_and_run(arguments)
    a_run = a_run.for_root(root)
    games = common.split_games(root, arguments.split)
    out = common.output_path(arguments.out, root, arguments.replace)
    spots = spots_of(a_run, games, chosen_settings(arguments, a_run))
    write_results(out, spots)
    summary = f"{count(len(spots), 'spot')} in {count(len(games), 'game')} written to {out}."
    common.report(arguments, {"games": len(games), "spots": len(spots), "out": str(out)}, summary)
