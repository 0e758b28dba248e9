"""`reproduce`: the lab report's experiment in one command."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands import common
from core.commands.train_ import add_recipe, train_request
from core.files import atomic, write_json
from core.runs.reproduce import reproduce


def add_arguments(parser: argparse.ArgumentParser) -> None:
    common.add_places(parser)
    common.add_run(parser, "Save the model as this run (default: reproduce).", default="reproduce")
    add_recipe(parser)
    common.add_replace(parser, "Start again and set an existing run of that name aside.")
    parser.add_argument(
        "--out", metavar="FOLDER", help="Write table.md and table.json here (default: the run's folder)."
    )
    common.add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    done = reproduce(
        common.data_root(arguments),
        common.workspace(arguments),
        arguments.run,
        train_request(arguments),
        common.Bar,
        again=arguments.replace,
    )
    out = Path(arguments.out).expanduser() if arguments.out else done.run.folder
    write_json(out / "table.json", done.to_json())
    with atomic(out / "table.md") as file:
        file.write(done.to_markdown().encode())
    if arguments.json:
        common.print_json(done.to_json())
    else:
        print(done.to_markdown())
        common.note(f"The table is in {out / 'table.md'} and {out / 'table.json'}.")
