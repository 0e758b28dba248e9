"""What commands share: their common options, the data root and workspace, a progress bar, and notes."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from core.data.games import Game
from core.data.root import DataRoot, open_root
from core.exceptions import UserError
from core.paths import root_path, workspace_path
from core.runs.workspace import Workspace


def add_places(parser: argparse.ArgumentParser) -> None:
    """--root and --workspace."""
    add_root(parser)
    add_workspace(parser)


def add_root(parser: argparse.ArgumentParser) -> None:
    """--root: the data root."""
    parser.add_argument(
        "--root",
        metavar="PATH",
        help="Read this data root, a SoccerNet folder or a zip of labels "
        "(default: TOUCHLINE_ROOT, else the demo league).",
    )


def add_workspace(parser: argparse.ArgumentParser) -> None:
    """--workspace: where runs live."""
    parser.add_argument(
        "--workspace",
        metavar="FOLDER",
        help="Use this folder of runs (default: TOUCHLINE_WORKSPACE, else ./workspace).",
    )


def add_run(parser: argparse.ArgumentParser, text: str = "Use this run.", **options: Any) -> None:
    """--run: the name of a run, required unless it has a default."""
    parser.add_argument("--run", metavar="RUN", help=text, **{"required": "default" not in options} | options)


def add_split(parser: argparse._ActionsContainer) -> None:
    """--split: which games."""
    parser.add_argument(
        "--split",
        default="test",
        help="Take the games of this split: train, valid, test, challenge, local or all (default: test).",
    )


def add_tolerance(parser: argparse.ArgumentParser, text: str, **options: Any) -> None:
    """--tolerance, with what it means."""
    meaning = "A tolerance is a full width in seconds: 30 accepts spots within 15 s either side"
    parser.add_argument("--tolerance", help=f"{text} {meaning} (default: %(default)s).", **options)


def add_common(parser: argparse.ArgumentParser) -> None:
    """--common: only the games that are covered."""
    parser.add_argument(
        "--common", action="store_true", help="Leave out the games that a run does not cover."
    )


def add_mended(
    parser: argparse.ArgumentParser, text: str = "Judge by the mended labels of the workspace."
) -> None:
    """--mended: judge by mended labels."""
    parser.add_argument("--mended", action="store_true", help=text)


def add_device(parser: argparse.ArgumentParser) -> None:
    """--device: where the network runs."""
    parser.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda"),
        default="auto",
        help="Compute on this device (default: auto, a GPU where there is one).",
    )


def add_replace(parser: argparse.ArgumentParser, text: str = "Overwrite what --out names.") -> None:
    """--replace: over what exists."""
    parser.add_argument("--replace", action="store_true", help=text)


def add_json(parser: argparse._ActionsContainer) -> None:
    """--json: print one JSON object."""
    parser.add_argument("--json", action="store_true", help="Print one JSON object.")


def data_root(arguments: argparse.Namespace) -> DataRoot:
    """The data root that the arguments name."""
    return open_root(root_path(arguments.root, getattr(arguments, "workspace", None)))


def workspace(arguments: argparse.Namespace) -> Workspace:
    """The workspace that the arguments name."""
    return Workspace(workspace_path(arguments.workspace))


def split_games(root: DataRoot, split: str, *, labelled: bool = False) -> tuple[Game, ...]:
    """The games of a split, or those with labels. Raises UserError when there are none."""
    games = tuple(game for game in root.split(split) if game.labelled or not labelled)
    if not games:
        raise UserError(f"{root.path} has no {'labelled ' * labelled}game of the split {split!r}.")
    return games


def print_json(value: Any) -> None:
    """One JSON object on standard output."""
    json.dump(value, sys.stdout, indent=2, allow_nan=False)
    print()


def note(text: str) -> None:
    """A line for the person watching, on standard error so that output stays clean."""
    print(text, file=sys.stderr, flush=True)


def notes(sentences: Iterable[str], prefix: str = "") -> None:
    """A note for each sentence."""
    for sentence in sentences:
        note(prefix + sentence)


def first_process() -> bool:
    """Whether this is the only process, or the one of torchrun's that reports."""
    return os.environ.get("RANK", "0") == "0"


def output_path(path: str, root: DataRoot | None, replace: bool) -> Path:
    """Where a command writes: never inside the data root, and over existing files only with `replace`.

    Raises UserError with the way out.
    """
    out = Path(path).expanduser() if root is None else outside(path, root, "--out")
    if not replace and (out.is_file() or (out.is_dir() and any(out.iterdir()))):
        raise UserError(f"{out} exists already; choose another --out, or add --replace.")
    if not out.parent.is_dir():
        raise UserError(
            f"There is no folder {out.parent} to write {out.name} into; make it, or correct --out."
        )
    return out


def extra_path(path: str | None, root: DataRoot, option: str) -> Path | None:
    """A path for a file beside the printed output; None without one. Raises UserError as `outside`."""
    return outside(path, root, option) if path else None


def outside(path: str, root: DataRoot, option: str) -> Path:
    """A path to write that is not in the data root. Raises UserError naming the option otherwise."""
    out = Path(path).expanduser()
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
