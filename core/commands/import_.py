"""`import`: make a run of somebody's results or checkpoint; what a file is, is told by its content."""

from __future__ import annotations

import argparse

from core.commands.common import (
    Bar,
    add_json,
    add_root,
    add_workspace,
    data_root,
    note,
    print_json,
    workspace,
)
from core.errors import UserError
from core.runs.importing import import_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="results zip or folder, or an official checkpoint (.pth.tar)")
    parser.add_argument("--run", required=True, dest="name", help="name of the run to make", metavar="RUN")
    parser.add_argument("--replace", action="store_true", help="set an existing run of that name aside")
    common.add_root(parser)
    common.add_workspace(parser)
    common.add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    try:
        known = {game.name for game in common.data_root(arguments).games}
    except UserError:
        known = None  # a run can be imported before its labels are there
    with Bar("Importing") as progress:
        imported = import_file(
            arguments.file, common.workspace(arguments), arguments.name, replace=arguments.replace, progress=progress
        )
    if arguments.json:
        print_json({"run": imported.run.name, "kind": imported.run.kind, "games": len(imported.games)})
        return
    print(f"Run {imported.run.name!r}: {imported.summary}.")
    unknown = [name for name in imported.games if known is not None and name not in known]
    if unknown:
        note(f"{len(unknown)} of its {len(imported.games)} games are not in the data root: {unknown[0]!r} ..")
