"""What commands share: their common options, the data root and workspace, a progress bar, and notes."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from core.data.games import Game
from core.data.label_set_file import chosen_label_set
from core.data.rates import checked_fps
from core.data.root import DataRoot, open_root
from core.data.splits import splits_there
from core.evaluation_rule import EvaluationRule
from core.exceptions import UserError
from core.label_set import LabelSet
from core.paths import label_set_text, root_path, workspace_path
from core.runs.run import Run
from core.runs.workspace import Workspace


def seed(text: str) -> int:
    """A seed of random numbers, as argparse reads options. Raises ValueError for what is none."""
    number = int(text)
    if not 0 <= number < 2**63:
        raise ValueError(text)
    return number


FLAG = {"action": "store_true"}
SHARED: dict[str, tuple[str, dict[str, Any]]] = {
    "--root": (
        "Read this data root, a SoccerNet folder or a zip of labels "
        "(default: TOUCHLINE_ROOT, else the demo league).",
        {"metavar": "PATH"},
    ),
    "--label-set": (
        "Read labels as of this label set: soccernet-v2, soccernet-v1, ball-2023, ball-2024, a classes.json, "
        "or a text file of one class a line (default: TOUCHLINE_LABEL_SET, else as the data root tells).",
        {"metavar": "NAME|FILE"},
    ),
    "--workspace": (
        "Use this folder of runs (default: TOUCHLINE_WORKSPACE, else ./workspace).",
        {"metavar": "FOLDER"},
    ),
    "--run": ("Use this run.", {"metavar": "RUN", "required": True}),
    "--split": (
        "Take the games of this split: train, valid, test, challenge, local or all (default: test).",
        {"default": "test"},
    ),
    "--features": ("", {"metavar": "NAME"}),
    "--fps": (
        "Take features at this many rows a second (default: what a sidecar or their name says, else 2).",
        {"metavar": "RATE"},
    ),
    "--map": (
        'Give labels a class by this JSON: {"their label": "our label" or null}.',
        {"metavar": "FILE"},
    ),
    "--common": ("Leave out the games that a run does not cover.", FLAG),
    "--mended": ("Judge by the mended labels of the workspace.", FLAG),
    "--device": (
        "Compute on this device (default: auto, a GPU where there is one).",
        {"choices": ("auto", "cpu", "cuda"), "default": "auto"},
    ),
    "--seed": ("Seed the random numbers with this (default: 0).", {"type": seed, "default": 0}),
    "--format": ("Write this format (default: soccernet).", {"default": "soccernet"}),
    "--replace": ("Overwrite what --out names.", FLAG),
    "--json": ("Print one JSON object.", FLAG),
}
"""Options of several commands: what they do, and how they are declared."""


def add(parser: argparse._ActionsContainer, *names: str) -> None:
    """Options of `SHARED` as they stand there; a root to read comes with its label set."""
    for name in names:
        option(parser, name)
        if name == "--root":
            option(parser, "--label-set")


def option(parser: argparse._ActionsContainer, name: str, text: str = "", **declaration: Any) -> None:
    """An option or argument; `SHARED` gives what is not given here."""
    shared_text, shared = SHARED.get(name, ("", {}))
    parser.add_argument(name, help=text or shared_text, **shared | declaration)


def flag(parser: argparse._ActionsContainer, name: str, text: str) -> None:
    """An option without a value."""
    option(parser, name, text, **FLAG)


def add_tolerance(parser: argparse.ArgumentParser, text: str, default: str, **declaration: Any) -> None:
    """--tolerance, with what it means. default: in words."""
    meaning = "A tolerance is a full width in seconds: 30 accepts spots within 15 s either side"
    option(parser, "--tolerance", f"{text} {meaning} (default: {default}).", **declaration)


NARROWEST = "the narrowest of the metric that the data set opens with, 5"
"""What --tolerance is by default where it takes seconds alone."""


def tolerance_s(arguments: argparse.Namespace, rule: EvaluationRule) -> float:
    """The --tolerance given, else `NARROWEST`."""
    return rule.narrowest_s if arguments.tolerance is None else arguments.tolerance


def data_root(arguments: argparse.Namespace) -> DataRoot:
    """The data root that the arguments name."""
    return opened_root(root_path(arguments.root, getattr(arguments, "workspace", None)), arguments)


def opened_root(path: Path | str, arguments: argparse.Namespace) -> DataRoot:
    """The data root at a path, with what there is to say about its label set."""
    root = open_root(path, label_set(arguments))
    if root.label_set_note:
        remark(root.label_set_note)
    return root


def label_set(arguments: argparse.Namespace) -> LabelSet | None:
    """The label set that --label-set or TOUCHLINE_LABEL_SET names, None for none."""
    return chosen_label_set(label_set_text(getattr(arguments, "label_set", None)))


def workspace(arguments: argparse.Namespace) -> Workspace:
    """The workspace that the arguments name."""
    return Workspace(workspace_path(arguments.workspace))


def rate(arguments: argparse.Namespace) -> float | None:
    """The rate of features that --fps gives, None where it gives none. Raises UserError for no such rate."""
    return None if arguments.fps is None else checked_fps(arguments.fps, "--fps")


def root_and_run(arguments: argparse.Namespace) -> tuple[DataRoot, Run]:
    """The data root and the run that the arguments name."""
    return data_root(arguments), workspace(arguments).run(arguments.run)


def split_games(root: DataRoot, split: str, *, labelled: bool = False) -> tuple[Game, ...]:
    """The games of a split, or those with labels. Raises UserError when there are none."""
    games = tuple(game for game in root.split(split) if game.labelled or not labelled)
    if not games:
        raise UserError(
            f"{root.path} has no {'labelled ' * labelled}game of the split {split!r}. "
            f"{splits_there(root.games, labelled=labelled)}"
        )
    return games


def print_json(value: Any) -> None:
    """One JSON object on standard output."""
    json.dump(value, sys.stdout, indent=2, allow_nan=False)
    print()


def report(arguments: argparse.Namespace, value: Any, *lines: str) -> None:
    """What came of a command on standard output: the value with --json, else the lines."""
    if arguments.json:
        print_json(value)
    else:
        print(*lines, sep="\n")


def note(*sentences: str, prefix: str = "") -> None:
    """A line each for the person watching, on standard error so that output stays clean."""
    for sentence in sentences:
        print(prefix + sentence, file=sys.stderr, flush=True)


def remark(sentence: str) -> None:
    """A sentence that should be known before hours of work, once for all processes."""
    if first_process():
        note(f"Note: {sentence}")


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


def outside(path: str | None, root: DataRoot, option: str) -> Path | None:
    """A path to write, None for None. Raises UserError naming the option when it is in the data root."""
    if not path:
        return None
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
