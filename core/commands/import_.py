"""`import`: make a run of somebody's results or checkpoint; what a file is, is told by its content."""

from __future__ import annotations

import argparse

from core.commands import common
from core.commands.common import add, note, option, report
from core.data.formats.entries import read_mapping
from core.exceptions import UserError
from core.runs.import_run import import_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    option(parser, "file", "Import this zip or folder of results, OSL or E2E-Spot JSON, or checkpoint.")
    option(parser, "--run", "Make this run.")
    option(parser, "--replace", "Set an existing run of that name aside.")
    add(parser, "--map", "--root", "--workspace", "--json")


def run(arguments: argparse.Namespace) -> None:
    try:
        known = {game.name for game in common.data_root(arguments).games}
    except UserError:
        known = None  # a run can be imported before its labels
    space = common.workspace(arguments)
    mapping = read_mapping(arguments.map) if arguments.map else None
    keywords = {"replace": arguments.replace, "mapping": mapping}
    with common.Bar("Importing") as progress:
        imported = import_file(arguments.file, space, arguments.run, progress=progress, **keywords)
    run, games = imported.run, imported.games
    value = {"run": run.name, "kind": run.kind, "games": len(games)}
    report(arguments, value, f"Run {run.name!r}: {imported.summary}.")
    unknown = [name for name in games if known is not None and name not in known]
    if unknown and not arguments.json:
        note(f"The data root lacks {len(unknown)} of its {len(games)} games, first {unknown[0]!r}.")
