"""What commands share: the root and workspace arguments, a progress bar, and how figures are printed."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from core.data.root import DataRoot, open_root
from core.exceptions import UserError
from core.paths import root_path, workspace_path
from core.runs.workspace import Workspace


def add_root(parser: argparse.ArgumentParser) -> None:
    """--root: the data root."""
    parser.add_argument(
        "--root", help="SoccerNet folder or labels zip (default: TOUCHLINE_ROOT, else the demo league)"
    )


def add_workspace(parser: argparse.ArgumentParser) -> None:
    """--workspace: where runs live."""
    parser.add_argument("--workspace", help="folder of runs (default: TOUCHLINE_WORKSPACE, else ./workspace)")


def add_mended(parser: argparse.ArgumentParser) -> None:
    """--mended: judge by mended labels."""
    parser.add_argument(
        "--mended", action="store_true", help="judge by the labels as mended in the workspace, and say so"
    )


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


def output_path(given: str, root: DataRoot | None, replace: bool) -> Path:
    """Where a command writes: never inside the data root, and over existing files only when asked to.

    Raises UserError with the way out.
    """
    out = Path(given).expanduser()
    if root is not None:
        outside(given, root, "--out")
    if not replace and (out.is_file() or (out.is_dir() and any(out.iterdir()))):
        raise UserError(f"{out} is there already; choose another --out, or add --replace.")
    if not out.parent.is_dir():
        raise UserError(f"There is no folder {out.parent} to write {out.name} into; make it, or mend --out.")
    return out


def outside(given: str, root: DataRoot, option: str) -> Path:
    """A path to write that is not in the data root. Raises UserError naming the option otherwise."""
    out = Path(given).expanduser()
    if root.path == out.resolve() or root.path in out.resolve().parents:
        raise UserError(
            f"{out} lies inside the data root, which is never written to; choose another {option}."
        )
    return out


class Bar:
    """A progress bar on standard error: a core.progress.Progress. Use as a context manager.

    Where nobody watches (standard error is no terminal) it is a line at the start.
    """

    def __init__(self, title: str) -> None:
        watched = first_process() and sys.stderr.isatty()
        if first_process() and not watched:
            note(f"{title} ...")
        self._bar = tqdm(
            total=100,
            desc=title,
            disable=not watched,
            file=sys.stderr,
            unit="",
            bar_format="{desc:<28}{bar:24} {n:3.0f}% {elapsed} {unit}",
        )

    def __call__(self, done: float, total: float, what: str) -> None:
        self._bar.n = min(100.0, 100.0 * done / max(total, 1e-9))
        self._bar.unit = what[:48]
        self._bar.update(0)

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._bar.n = 100
            self._bar.unit = ""
        self._bar.refresh()
        self._bar.close()
