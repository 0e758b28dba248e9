"""`reproduce`: the lab report's experiment in one command."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands import common
from core.commands.train_ import add_recipe, request_of
from core.files import atomic, write_json
from core.runs.reproduce import reproduce


def add_arguments(parser: argparse.ArgumentParser) -> None:
    common.add_root(parser)
    common.add_workspace(parser)
    parser.add_argument("--run", default="reproduce", dest="name", metavar="RUN", help="name of the run")
    add_recipe(parser)
    parser.add_argument("--replace", action="store_true", help="start again, setting an existing run aside")
    parser.add_argument("--out", help="folder for table.md and table.json (default: the run's folder)")
    common.add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    done = reproduce(
        common.data_root(arguments),
        common.workspace(arguments),
        arguments.name,
        request_of(arguments),
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
        common.note(f"written to {out / 'table.md'} and {out / 'table.json'}")
