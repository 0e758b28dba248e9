"""`export`: a run's spots, a root's labels or another system's file, in any of the formats."""

from __future__ import annotations

import argparse

from core.commands import common
from core.commands.spot_ import add_nms, spots_asked
from core.data.formats.convert import FORMATS, read_foreign, write_events
from core.data.formats.entries import read_mapping
from core.data.labels import read_truths
from core.data.root import DataRoot
from core.events import Events
from core.exceptions import UserError
from core.figures import percent
from core.runs.official_check import check_with_package


def add_arguments(parser: argparse.ArgumentParser) -> None:
    common.add_root(parser)
    common.add_workspace(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--run", dest="name", metavar="RUN", help="the spots of a run")
    what.add_argument("--labels", action="store_true", help="the labels of the data root")
    what.add_argument("--file", help="the events of an OSL or E2E-Spot file")
    parser.add_argument("--split", default="test", help="train, valid, test, challenge, local or all")
    add_nms(parser)
    parser.add_argument("--settings", metavar="NAME", help="saved settings of each class")
    parser.add_argument("--map", help='with --file, JSON of labels: {"their label": "our label" or null}')
    parser.add_argument("--format", choices=FORMATS, default="soccernet", dest="form")
    parser.add_argument("--fps", type=float, default=2.0, help="rate of E2E-Spot's frames (default: 2)")
    parser.add_argument(
        "--check", action="store_true", help="evaluate the results written with the SoccerNet package too"
    )
    parser.add_argument("--out", required=True, help="file to write; soccernet: a zip (.zip) or folder")
    parser.add_argument("--replace", action="store_true", help="write over what is there")
    common.add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    if not 0 < arguments.fps <= 1000:
        raise UserError(f"--fps {arguments.fps} is no frame rate; give one above 0, at most 1000.")
    if arguments.file:
        foreign = read_foreign(arguments.file)
        events = foreign.events(read_mapping(arguments.map) if arguments.map else None)
        labels, root = not foreign.scored, None
    else:
        root = common.data_root(arguments)
        events, labels = _events(arguments, root), arguments.labels
    if arguments.check and (not arguments.name or arguments.form != "soccernet"):
        raise UserError("--check is for --run with --format soccernet: the package reads results of a split.")
    out = common.output_path(arguments.out, root, arguments.replace)
    write_events(out, events, arguments.form, labels=labels, fps=arguments.fps)
    what = "labels" if labels else "spots"
    checked = check_with_package(root, root.split(arguments.split), out) if arguments.check else None
    if checked and not checked.agrees:
        raise UserError(
            f"{out}: the SoccerNet package says {checked.package}, "
            f"here it is {checked.ours}; please report this."
        )
    if arguments.json:
        told = {"games": len(events.games), what: len(events), "format": arguments.form, "out": str(out)}
        common.print_json(told | ({"package": {**vars(checked)}} if checked else {}))
    else:
        print(f"{len(events):,} {what} in {len(events.games)} games written to {out}.")
        if checked:
            print(f"The SoccerNet package gives Average-mAP {checked.metric} {percent(checked.package)}.")


def _events(arguments: argparse.Namespace, root: DataRoot) -> Events:
    """The truths of a split's labelled games, or a run's spots of every game of the split."""
    games = root.split(arguments.split)
    if arguments.labels:
        games = tuple(game for game in games if game.labelled)
    if not games:
        kind = "labelled game" if arguments.labels else "game"
        raise UserError(f"{root.path} has no {kind} of the split {arguments.split!r}.")
    if arguments.labels:
        return read_truths(root, games)
    run = common.workspace(arguments).run(arguments.name)
    return spots_asked(arguments, run, games)
