"""The command line: finds the command, runs it, and turns a user's error into one line and exit status 1."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import Any

from core import __version__
from core.exceptions import UserError

COMMANDS: dict[str, str] = {
    "demo": "Make the demo league, train NetVLAD++ on it and predict its games.",
    "download": "Fetch labels and features with the SoccerNet package; repeat the command to continue.",
    "check": "Look for faults in a data root before they cost hours.",
    "train": "Train a model on the features of a data root.",
    "predict": "Score games with the model of a run.",
    "spot": "Turn the scores of a run into spots and write them as a zip or folder of results.",
    "tune": "Search the settings of each class on one split and apply them to another.",
    "evaluate": "Evaluate a zip or folder of results with the official metric.",
    "compare": "Compare runs, or runs under settings, with confidence intervals.",
    "errors": "Show which kinds of error a run makes, what each kind costs in AP, and where the errors are.",
    "labels": "Show or export the labels that were mended.",
    "import": "Make a run of somebody's results or checkpoint.",
    "export": "Write spots or labels as SoccerNet, OSL or E2E-Spot files.",
    "reproduce": "Run the lab report's experiment: train, predict, evaluate, beside published figures.",
    "bench": "Measure speed, each figure beside an independent reference.",
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
        arguments.function(arguments)
    except UserError as error:
        print(f"touchline {arguments.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\ntouchline {arguments.command}: Stopped; finished work is kept.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe went away, as `| head` does
        return 0
    except (
        OSError
    ) as error:  # no space, no permission, a name that is too long: nothing that a trace explains
        place = f"{str(error.filename)[:200]}: " * (error.filename is not None)
        print(f"touchline {arguments.command}: {place}{error.strerror or error}.", file=sys.stderr)
        return 1
    return 0


def _parser(argv: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="touchline",
        description="Train NetVLAD++ for action spotting in soccer video, and judge and mend what it finds.",
        epilog="`touchline COMMAND --help` describes a command.",
    )
    parser.add_argument("--version", action="version", version=__version__, help="Print the version.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    chosen = next((word for word in argv if not word.startswith("-")), None)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        if name == chosen:  # a command's modules are imported only when it runs
            module: Any = importlib.import_module(f"core.commands.{name}_")
            module.add_arguments(command)
            command.set_defaults(function=module.run)
    return parser
