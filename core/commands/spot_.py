"""`spot`: turn a run's scores into spots and write them as results."""

from __future__ import annotations

import argparse

from core.commands import common
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
    parser.add_argument("--method", choices=METHODS, help="Use this NMS method (default: the run's).")
    parser.add_argument(
        "--window",
        type=float,
        metavar="SECONDS",
        help="Use an NMS window of this full width (default: the run's).",
    )
    parser.add_argument(
        "--threshold", type=float, help="Drop spots below this confidence (default: the run's)."
    )
    parser.add_argument("--settings", metavar="NAME", help="Use saved settings of each class instead.")


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
    return load_settings(common.workspace(arguments), arguments.settings).settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    common.add_places(parser)
    common.add_run(parser)
    common.add_split(parser)
    add_nms(parser)
    parser.add_argument(
        "--out", required=True, metavar="PATH", help="Write this zip (its name ends in .zip) or folder."
    )
    common.add_replace(parser)
    common.add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    root, a_run = common.data_root(arguments), common.workspace(arguments).run(arguments.run)
    games = common.split_games(root, arguments.split)
    out = common.output_path(arguments.out, root, arguments.replace)
    spots = spots_of(a_run, games, chosen_settings(arguments, a_run))
    write_results(out, spots)
    if arguments.json:
        common.print_json({"games": len(games), "spots": len(spots), "out": str(out)})
    else:
        print(f"{count(len(spots), 'spot')} in {count(len(games), 'game')} written to {out}.")
