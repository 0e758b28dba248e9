"""`train`: train a model on a data root's features."""

from __future__ import annotations

import argparse

from core.command_line import command
from core.commands import common
from core.commands.common import add, flag, option
from core.exceptions import UserError
from core.figures import count
from core.model.config import POOLS
from core.runs.train import TrainRequest, train_run


def add_recipe(parser: argparse.ArgumentParser) -> None:
    """The settings of model and training; the defaults are the official recipe's."""
    seconds = {"type": float, "metavar": "SECONDS"}
    option(parser, "--features", "Train on these features (default: the only ones there are).")
    add(parser, "--fps")
    option(parser, "--pool", "Use this pooling (default: NetVLAD++).", choices=POOLS)
    option(parser, "--window", "Let a window span T seconds, half on each side (default: 15).", **seconds)
    option(parser, "--before", "Let it span T_b seconds before its centre (default: T / 2).", **seconds)
    option(parser, "--after", "Let it span T_a seconds after its centre (default: T / 2).", **seconds)
    option(parser, "--clusters", "Use K clusters over both sides (default: 64).", type=int, metavar="K")
    option(parser, "--epochs", "Train at most this many epochs (default: until lr < 1e-8).", type=int)
    option(parser, "--batch", "Take this many chunks a step (default: 256).", type=int)
    option(parser, "--lr", "Start with this learning rate (default: 1e-3).", type=float)
    add(parser, "--device", "--seed")


def train_request(arguments: argparse.Namespace) -> TrainRequest:
    """The training that the arguments describe. Raises UserError naming an argument out of range."""
    for name in ("window", "before", "after", "clusters", "epochs", "batch", "lr"):
        value = getattr(arguments, name)
        if value is not None and not value > 0:
            raise UserError(f"--{name} {value} must be above 0.")
    sides = {"before_s": arguments.before, "after_s": arguments.after}
    if arguments.window:
        sides = {name: side or arguments.window / 2 for name, side in sides.items()}
    model = {"pool": arguments.pool, "clusters": arguments.clusters, **sides}
    training = {"max_epochs": arguments.epochs} | {
        name: getattr(arguments, name) for name in ("batch", "lr", "device", "seed")
    }
    chosen = ({key: value for key, value in part.items() if value is not None} for part in (model, training))
    return TrainRequest(arguments.features, common.rate(arguments), *chosen)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add(parser, "--root", "--workspace")
    option(parser, "--run", "Save the model as this run.")
    add_recipe(parser)
    flag(parser, "--resume", "Continue a run where it stopped.")
    option(parser, "--replace", "Set an existing run of that name aside.")
    flag(parser, "--skip-bad", "Leave out games that cannot be read.")
    add(parser, "--json")


def run(arguments: argparse.Namespace) -> None:
    if arguments.resume and arguments.replace:
        raise UserError("--resume continues a run and --replace starts it again; give one of them.")
    left_out: list[str] = []

    def leave_out(sentence: str) -> None:
        if not arguments.skip_bad:
            raise UserError(f"{sentence} Or add --skip-bad to train without such games.")
        left_out.append(sentence)

    try:
        with common.Bar("Training") as progress:
            a_run, result = train_run(
                common.data_root(arguments),
                common.workspace(arguments),
                arguments.run,
                train_request(arguments),
                resume=arguments.resume,
                again=arguments.replace,
                on_problem=leave_out,
                on_remark=common.remark,
                progress=progress,
            )
    except KeyboardInterrupt:
        if common.first_process():
            line = _line(arguments, "train", "--run", arguments.run, "--resume")
            common.note(f"\nTo continue after the last complete epoch: {line}")
        raise
    common.note(*left_out, prefix="Left out: ")
    if not common.first_process():
        return
    keys = ("epochs", "best_epoch", "best_valid_loss", "stopped")
    best = f"best validation loss {result.best_valid_loss:.5f} in epoch {result.best_epoch}"
    common.report(
        arguments,
        {"run": a_run.name, **{key: getattr(result, key) for key in keys}},
        f"Run {a_run.name!r}: {count(result.epochs, 'epoch')}, {best}.",
        f"Now score games with it: {_line(arguments, 'predict', '--run', a_run.name)}",
    )


def _line(arguments: argparse.Namespace, *words: str) -> str:
    rate = () if arguments.fps is None else ("--fps", arguments.fps)
    return command(*words, *rate, root=arguments.root, workspace=arguments.workspace)
