"""`bench`: the speed table, each figure beside an independent reference in the same run."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
from pathlib import Path

from core.commands.common import add, flag, note, option, report
from core.exceptions import UserError

PARTS = ("after_scores", "scores", "training")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    flag(parser, "--quick", "Do a tenth of the work.")
    option(parser, "--only", "Measure these parts of the table.", choices=PARTS, nargs="+", default=PARTS)
    simulated = "(default: simulated matches)"
    option(parser, "--labels", f"Take timelines from these label files {simulated}.", metavar="PATH")
    add(parser, "--json")


def run(arguments: argparse.Namespace) -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the console script's path lacks it
    try:
        table = importlib.import_module("benchmarks.table")
    except ModuleNotFoundError as error:
        raise UserError(
            "The benchmarks are not installed with Touchline; run `touchline bench` from a clone of it."
        ) from error
    rows = []
    for part in arguments.only:
        note(f"Measuring {part} ...")
        options = {"labels": arguments.labels} if part == "after_scores" else {}
        rows += importlib.import_module(f"benchmarks.{part}").run(quick=arguments.quick, **options)
    processor = platform.processor() or platform.machine()
    machine = f"{processor}, {os.cpu_count()} cores, Python {platform.python_version()}"
    value = {"machine": machine, "rows": [row.to_json() for row in rows]}
    report(arguments, value, machine, table.markdown(rows))
