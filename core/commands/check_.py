"""`check`: the data doctor."""

from __future__ import annotations

import argparse

from core.commands import common
from core.data.doctor import check_root
from core.exceptions import UserError
from core.figures import count


def add_arguments(parser: argparse.ArgumentParser) -> None:
    common.add_root(parser)
    parser.add_argument(
        "--features", metavar="NAME", help="Check the features of this name alone (default: all names)."
    )
    parser.add_argument("--quick", action="store_true", help="Do not read every value of the features.")
    common.add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    root = common.data_root(arguments)
    if not root.games:
        raise UserError(
            f"{root.path} holds no games; a game is a folder league/season/game with labels or features."
        )
    with common.Bar("Checking") as progress:
        findings = list(check_root(root, arguments.features, deep=not arguments.quick, progress=progress))
    faults = [finding for finding in findings if finding.fault]
    if arguments.json:
        listed = [vars(finding) for finding in findings]
        common.print_json({"games": len(root.games), "faults": len(faults), "findings": listed})
    else:
        for finding in findings:
            print(f"{'fault' if finding.fault else 'note '}  {finding.sentence}")
        notes = len(findings) - len(faults)
        print(f"{count(len(root.games), 'game')}, {count(len(faults), 'fault')}, {count(notes, 'note')}.")
    if faults:
        raise UserError(f"{root.path} has {count(len(faults), 'fault')}, named above.")
