"""`check`: the data doctor."""

from __future__ import annotations

import argparse

from core.commands.common import Bar, add, data_root, flag, option, rate, report
from core.data.doctor import check_root
from core.exceptions import UserError
from core.figures import count


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add(parser, "--root")
    option(parser, "--features", "Check the features of this name alone (default: all names).")
    add(parser, "--fps")
    flag(parser, "--quick", "Do not read every value of the features.")
    add(parser, "--json")


def run(arguments: argparse.Namespace) -> None:
    root = data_root(arguments)
    if not root.games:
        raise UserError(
            f"{root.path} holds no games; a game is a folder league/season/game with labels or features."
        )
    with Bar("Checking") as progress:
        options = {"fps": rate(arguments), "deep": not arguments.quick}
        findings = list(check_root(root, arguments.features, progress=progress, **options))
    faults = [finding for finding in findings if finding.fault]
    games, notes = count(len(root.games), "game"), count(len(findings) - len(faults), "note")
    report(
        arguments,
        {
            "games": len(root.games),
            "faults": len(faults),
            "findings": [vars(finding) for finding in findings],
        },
        *(f"{'fault' if finding.fault else 'note '}  {finding.sentence}" for finding in findings),
        f"{games}, {count(len(faults), 'fault')}, {notes}.",
    )
    if faults:
        raise UserError(f"{root.path} has {count(len(faults), 'fault')}, named above.")
