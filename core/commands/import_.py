"""`import`: make a run of somebody's results or checkpoint; what a file is, is told by its content."""

from __future__ import annotations

import argparse

from core.commands import common
from core.data.formats.entries import read_mapping
from core.exceptions import UserError
from core.runs.import_run import import_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", help="Import this zip or folder of results, OSL or E2E-Spot JSON, or checkpoint."
    )
    common.add_run(parser, "Make this run.")
    common.add_replace(parser, "Set an existing run of that name aside.")
    parser.add_argument(
        "--map",
        metavar="FILE",
        help='Give labels a class by this JSON: {"their label": "our label" or null}.',
    )
    common.add_places(parser)
    common.add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    try:
        known = {game.name for game in common.data_root(arguments).games}
    except UserError:
        known = None  # a run can be imported before its labels
    space = common.workspace(arguments)
    mapping = read_mapping(arguments.map) if arguments.map else None
    with common.Bar("Importing") as progress:
        imported = import_file(
            arguments.file,
            space,
            arguments.run,
            replace=arguments.replace,
            mapping=mapping,
            progress=progress,
        )
    if arguments.json:
        common.print_json({"run": imported.run.name, "kind": imported.run.kind, "games": len(imported.games)})
        return
    print(f"Run {imported.run.name!r}: {imported.summary}.")
    unknown = [name for name in imported.games if known is not None and name not in known]
    if unknown:
        common.note(
            f"The data root lacks {len(unknown)} of its {len(imported.games)} games, first {unknown[0]!r}."
        )
