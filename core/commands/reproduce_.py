"""`reproduce`: the lab report's experiment in one command."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands import common
from core.commands.common import add, option
from core.commands.train_ import add_recipe, train_request
from core.files import write_bytes, write_json
from core.runs.reproduce import reproduce


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add(parser, "--root", "--workspace")
    run = {"required": False, "default": "reproduce"}
    option(parser, "--run", "Save the model as this run (default: reproduce).", **run)
    add_recipe(parser)
    option(parser, "--replace", "Start again and set an existing run of that name aside.")
    out = "Write table.md and table.json here (default: the run's folder)."
    option(parser, "--out", out, metavar="FOLDER")
    add(parser, "--json")


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
    write_bytes(out / "table.md", done.to_markdown().encode())
    common.report(arguments, done.to_json(), done.to_markdown())
    if not arguments.json:
        common.note(f"The table is in {out / 'table.md'} and {out / 'table.json'}.")
