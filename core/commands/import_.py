"""`import`: make a run of somebody's results or checkpoint; what a file is, is told by its content."""

from __future__ import annotations

import argparse
from dataclasses import replace

from core.commands import common
from core.commands.common import add, note, option, report
from core.data.formats.entries import read_mapping
from core.paths import root_path
from core.runs.import_run import ImportOptions, import_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    option(parser, "file", "Import this zip or folder of results, OSL or E2E-Spot JSON, or checkpoint.")
    option(parser, "--run", "Make this run.")
    option(parser, "--replace", "Set an existing run of that name aside.")
    add(parser, "--map", "--root", "--workspace")
    rate = "Give videos without a rate, and a checkpoint's features, this many frames a second."
    option(parser, "--fps", rate)
    add(parser, "--json")


def run(arguments: argparse.Namespace) -> None:
    there = root_path(arguments.root, arguments.workspace).exists()
    root = common.data_root(arguments) if there else None  # a run can be imported before its labels
    options = ImportOptions(root, common.label_set(arguments), fps=common.rate(arguments))
    if arguments.map:
        options = replace(options, mapping=read_mapping(arguments.map, options.labels))
    space = common.workspace(arguments)
    with common.Bar("Importing") as progress:
        imported = import_file(
            arguments.file, space, arguments.run, options, replace=arguments.replace, progress=progress
        )
    run, games = imported.run, imported.games
    value = {"run": run.name, "kind": run.kind, "games": len(games)}
    report(arguments, value, f"Run {run.name!r}: {imported.summary}.")
    unknown = [name for name in games if root is not None and name not in root]
    if unknown and not arguments.json:
        note(f"The data root lacks {len(unknown)} of its {len(games)} games, first {unknown[0]!r}.")
