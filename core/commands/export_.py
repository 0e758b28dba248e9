"""`export`: a run's spots, a root's labels or another system's file, in any of the formats."""

from __future__ import annotations

import argparse

from core.commands import common
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
    common.add_places(parser)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--run", metavar="RUN", help="Write the spots of this run.")
    source.add_argument("--labels", action="store_true", help="Write the labels of the data root.")
    source.add_argument("--file", help="Convert this OSL or E2E-Spot file.")
    common.add_split(parser)
    add_nms(parser)
    parser.add_argument(
        "--map",
        metavar="FILE",
        help='With --file, give labels a class by this JSON: {"their label": "our label" or null}.',
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="soccernet", help="Write this format (default: soccernet)."
    )
    parser.add_argument(
        "--fps", type=float, default=2.0, help="Give E2E-Spot files this many frames a second (default: 2)."
    )
    parser.add_argument(
        "--check", action="store_true", help="Evaluate the written results with the SoccerNet package too."
    )
    parser.add_argument(
        "--out", required=True, metavar="PATH", help="Write this file; soccernet: a zip (.zip) or a folder."
    )
    common.add_replace(parser)
    common.add_json(parser)


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
    if arguments.json:
        summary = {"games": len(events.games), what: len(events), "format": arguments.format, "out": str(out)}
        common.print_json(summary | ({"package": {**vars(checked)}} if checked else {}))
    else:
        number, games = count(len(events), what.removesuffix("s")), count(len(events.games), "game")
        print(f"{number} in {games} written to {out}.")
        if checked:
            print(f"The SoccerNet package gives Average-mAP {checked.metric} {percent(checked.package)}.")


def _events(arguments: argparse.Namespace, root: DataRoot) -> Events:
    """The truths of a split's labelled games, or a run's spots of every game of the split."""
    games = common.split_games(root, arguments.split, labelled=arguments.labels)
    if arguments.labels:
        return read_truths(root, games)
    run = common.workspace(arguments).run(arguments.run)
    return spots_of(run, games, chosen_settings(arguments, run))
