"""`export`: a run's spots, a root's labels or another system's file, in any of the formats."""

from __future__ import annotations

import argparse

from core.commands import common
from core.commands.common import add, flag, option, report
from core.commands.spot_ import add_nms, chosen_settings
from core.data.formats.convert import FORMATS, read_foreign, write_events
from core.data.formats.entries import read_mapping
from core.data.labels import read_truths
from core.data.root import DataRoot
from core.events import Events
from core.exceptions import UserError
from core.figures import count, percent
from core.runs.official_check import check_with_package
from core.runs.spots import spots_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add(parser, "--root", "--workspace")
    source = parser.add_mutually_exclusive_group(required=True)
    option(source, "--run", "Write the spots of this run.", required=False)
    flag(source, "--labels", "Write the labels of the data root.")
    option(source, "--file", "Convert this OSL or E2E-Spot file.")
    add(parser, "--split")
    add_nms(parser)
    mapping = 'With --file, give labels a class by this JSON: {"their label": "our label" or null}.'
    option(parser, "--map", mapping)
    option(parser, "--format", choices=FORMATS)
    rate = "Give E2E-Spot files this many frames a second (default: 2)."
    option(parser, "--fps", rate, type=float, default=2.0)
    flag(parser, "--check", "Evaluate the written results with the SoccerNet package too.")
    out = "Write this file; soccernet: a zip (.zip) or a folder."
    option(parser, "--out", out, required=True, metavar="PATH")
    add(parser, "--replace", "--json")


def run(arguments: argparse.Namespace) -> None:
    if not 0 < arguments.fps <= 1000:
        raise UserError(f"--fps {arguments.fps} is no frame rate; it must be above 0 and at most 1000.")
    if arguments.file:
        foreign = read_foreign(arguments.file)
        events = foreign.events(read_mapping(arguments.map) if arguments.map else None)
        labels, root = not foreign.scored, None
    else:
        root = common.data_root(arguments)
        events, labels = _events(arguments, root), arguments.labels
    if arguments.check and (not arguments.run or arguments.format != "soccernet"):
        raise UserError(
            "--check needs --run and --format soccernet, since the package reads the results of a split."
        )
    out = common.output_path(arguments.out, root, arguments.replace)
    write_events(out, events, arguments.format, labels=labels, fps=arguments.fps)
    what = "labels" if labels else "spots"
    checked = check_with_package(root, root.split(arguments.split), out) if arguments.check else None
    if checked and not checked.agrees:
        raise UserError(
            f"{out}: the SoccerNet package gives {checked.package} where Touchline gives {checked.ours}; "
            "please report this."
        )
    value = {"games": len(events.games), what: len(events), "format": arguments.format, "out": str(out)}
    number, games = count(len(events), what.removesuffix("s")), count(len(events.games), "game")
    lines = [f"{number} in {games} written to {out}."]
    if checked:
        value["package"] = {**vars(checked)}
        lines.append(f"The SoccerNet package gives Average-mAP {checked.metric} {percent(checked.package)}.")
    report(arguments, value, *lines)


def _events(arguments: argparse.Namespace, root: DataRoot) -> Events:
    """The truths of a split's labelled games, or a run's spots of every game of the split."""
    games = common.split_games(root, arguments.split, labelled=arguments.labels)
    if arguments.labels:
        return read_truths(root, games)
    run = common.workspace(arguments).run(arguments.run)
    return spots_of(run, games, chosen_settings(arguments, run))
