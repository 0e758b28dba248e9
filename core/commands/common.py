"""What commands share: the root and workspace arguments, a progress bar, and how figures are printed."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

from tqdm import tqdm

from core.data.root import DataRoot, open_root
from core.runs.run import Workspace
from core.settings import root_path, workspace_path


def add_root(parser: argparse.ArgumentParser) -> None:
    """--root: the data root."""
    parser.add_argument(
        "--root", help="SoccerNet folder or labels zip (default: TOUCHLINE_ROOT, else the demo league)"
    )


def add_workspace(parser: argparse.ArgumentParser) -> None:
    """--workspace: where runs live."""
    parser.add_argument("--workspace", help="folder of runs (default: TOUCHLINE_WORKSPACE, else ./workspace)")


def add_json(parser: argparse.ArgumentParser) -> None:
    """--json: print one JSON object."""
    parser.add_argument("--json", action="store_true", help="print one JSON object on standard output")


def data_root(arguments: argparse.Namespace) -> DataRoot:
    """The data root that the arguments name."""
    return open_root(root_path(arguments.root, getattr(arguments, "workspace", None)))


def workspace(arguments: argparse.Namespace) -> Workspace:
    """The workspace that the arguments name."""
    return Workspace(workspace_path(arguments.workspace))


def print_json(value: Any) -> None:
    """One JSON object on standard output."""
    json.dump(value, sys.stdout, indent=2, allow_nan=False)
    print()


def note(text: str) -> None:
    """A line for the person watching, on standard error so that output stays clean."""
    print(text, file=sys.stderr, flush=True)


def first_process() -> bool:
    """Whether this is the only process, or the one of torchrun's that reports."""
    return os.environ.get("RANK", "0") == "0"


class Bar:
    """A progress bar on standard error: a core.progress.Progress. Use as a context manager."""

    def __init__(self, title: str) -> None:
        self._bar = tqdm(
            total=100,
            desc=title,
            file=sys.stderr,
            bar_format="{desc:<28}{bar:24} {n:3.0f}% {elapsed} {postfix}",
        )

    def __call__(self, done: float, total: float, what: str) -> None:
        self._bar.n = min(100.0, 100.0 * done / max(total, 1e-9))
        self._bar.set_postfix_str(what[:48], refresh=False)
        self._bar.update(0)

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._bar.n = 100
        self._bar.refresh()
        self._bar.close()
