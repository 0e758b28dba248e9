"""`spot`: turn a run's scores into spots and write them as results."""

from __future__ import annotations

import argparse

from core.commands.common import (
    add_json,
    add_root,
    add_workspace,
    data_root,
    output_path,
    print_json,
    workspace,
)
from core.data.formats.results import write_results
from core.data.games import Game
from core.events import Events
from core.exceptions import UserError
from core.runs.run import Run
from core.runs.saved_settings import load_settings
from core.runs.spots import spots_of
from core.spotting.methods import METHODS
from core.spotting.settings import Settings


def add_nms(parser: argparse.ArgumentParser) -> None:
    """--method, --window, --threshold; what is not given is the run's own."""
    parser.add_argument("--method", choices=METHODS, help="NMS method (default: the run's)")
    parser.add_argument("--window", type=float, help="NMS window, seconds (default: the run's)")
    parser.add_argument("--threshold", type=float, help="least confidence of a spot (default: the run's)")


def changed_settings(arguments: argparse.Namespace, base: Settings) -> Settings:
    """A run's own settings with what the arguments give, for all classes."""
    given = {
        "method": arguments.method,
        "window_s": arguments.window,
        "threshold": arguments.threshold,
    }
    return base.with_all(**{key: value for key, value in given.items() if value is not None})


def spots_asked(arguments: argparse.Namespace, run: Run, games: tuple[Game, ...]) -> Events:
    """The spots of a run: under saved settings, or its own with what the arguments change."""
    if not arguments.settings:
        return spots_of(run, games, changed_settings(arguments, run.settings))
    if any(value is not None for value in (arguments.method, arguments.window, arguments.threshold)):
        raise UserError("--settings says method, window and threshold already; give one or the other.")
    settings = load_settings(workspace(arguments), arguments.settings).settings
    return spots_of(run, games, settings)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_root(parser)
    add_workspace(parser)
    parser.add_argument("--run", required=True, dest="name", metavar="RUN")
    parser.add_argument("--split", default="test", help="train, valid, test, challenge, local or all")
    add_nms(parser)
    parser.add_argument("--settings", metavar="NAME", help="saved settings of each class")
    parser.add_argument("--out", required=True, help="results zip (ends in .zip) or folder to write")
    parser.add_argument("--replace", action="store_true", help="write over what is there")
    add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    root, a_run = data_root(arguments), workspace(arguments).run(arguments.name)
    games = root.split(arguments.split)
    if not games:
        raise UserError(f"{root.path} has no game of the split {arguments.split!r}.")
    out = output_path(arguments.out, root, arguments.replace)
    spots = spots_asked(arguments, a_run, games)
    write_results(out, spots)
    if arguments.json:
        print_json({"games": len(games), "spots": len(spots), "out": str(out)})
    else:
        print(f"{len(spots):,} spots in {len(games)} games written to {out}.")
