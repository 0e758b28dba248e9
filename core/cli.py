"""The command line: finds the command, runs it, and turns a user's error into one line and exit status 1."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import Any

from core import __version__
from core.exceptions import UserError

COMMANDS: dict[str, str] = {
    "demo": "make the demo league, train NetVLAD++ on it and predict",
    "download": "fetch labels and features through the SoccerNet package",
    "check": "look for faults in a data root before they cost hours",
    "train": "train a model on a data root's features",
    "predict": "score games with a run's model",
    "spot": "turn a run's scores into spots and write a results zip or folder",
    "tune": "search each class's settings on one split, apply them to another",
    "evaluate": "the official metric on a folder or zip of results",
    "compare": "runs or settings beside each other, with confidence intervals",
    "errors": "what kinds of error a run makes, what each costs in AP, and where they are",
    "labels": "what was mended in the labels: diff, export",
    "import": "make a run of somebody's results or checkpoint",
    "export": "spots or labels to SoccerNet, OSL or E2E-Spot files",
    "reproduce": "the lab report's experiment in one command",
    "bench": "the speed table, beside independent references",
}
"""Commands in the order of `--help`, each a module core.commands.<name>_ with add_arguments and run."""


def main(argv: list[str] | None = None) -> int:
    """Run a command line; returns the exit status: 0, 1 for a user's error, 2 for usage, 130 for Ctrl-C."""
    argv = sys.argv[1:] if argv is None else argv
    argv = argv[1:] if argv[:1] == ["--"] else argv  # torchrun would take --run for its own without it
    parser = _parser(argv)
    arguments = parser.parse_args(argv)
    if arguments.command is None:
        parser.print_help()
        return 2
    try:
        arguments.run(arguments)
    except UserError as error:
        print(f"touchline {arguments.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\ntouchline {arguments.command}: stopped; what was finished is kept.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe went away, as `| head` does
        return 0
    return 0


def _parser(argv: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="touchline", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    asked = next((word for word in argv if not word.startswith("-")), None)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        if name == asked:  # a command's modules are imported only when it runs
            module: Any = importlib.import_module(f"core.commands.{name}_")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser
