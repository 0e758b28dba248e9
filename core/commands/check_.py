"""`check`: the data doctor."""

from __future__ import annotations

import argparse

from core.commands.common import Bar, add_json, add_root, data_root, print_json
from core.data.doctor import check_root
from core.exceptions import UserError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_root(parser)
    parser.add_argument("--features", help="the feature name that will be used (default: all there are)")
    parser.add_argument("--quick", action="store_true", help="do not read every feature value")
    add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    root = data_root(arguments)
    if not root.games:
        raise UserError(
            f"{root.path} holds no games; <league>/<season>/<game>/Labels-v2.json or features are looked for."
        )
    with Bar("Checking") as progress:
        findings = list(check_root(root, arguments.features, deep=not arguments.quick, progress=progress))
    faults = [finding for finding in findings if finding.fault]
    if arguments.json:
        found = [vars(finding) for finding in findings]
        print_json({"games": len(root.games), "faults": len(faults), "findings": found})
    else:
        for finding in findings:
            print(f"{'fault' if finding.fault else 'note '}  {finding.sentence}")
        print(f"{len(root.games)} games, {len(faults)} faults, {len(findings) - len(faults)} notes.")
    if faults:
        counted = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise UserError(f"{counted} in {root.path}, named above.")
