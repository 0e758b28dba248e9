"""`train`: train a model on a data root's features."""

from __future__ import annotations

import argparse

from core.command_line import command
from core.commands import common
from core.exceptions import UserError
from core.figures import count
from core.model.config import POOLS
from core.runs.train import TrainRequest, train_run


def add_recipe(parser: argparse.ArgumentParser) -> None:
    """The settings of model and training; the defaults are the official recipe's."""
    seconds = {"type": float, "metavar": "SECONDS"}
    parser.add_argument(
        "--features", metavar="NAME", help="Train on these features (default: the only ones there are)."
    )
    parser.add_argument("--pool", choices=POOLS, help="Use this pooling (default: NetVLAD++).")
    parser.add_argument(
        "--window", **seconds, help="Let a window span T seconds, half on each side (default: 15)."
    )
    parser.add_argument(
        "--before", **seconds, help="Let it span T_b seconds before its centre (default: T / 2)."
    )
    parser.add_argument(
        "--after", **seconds, help="Let it span T_a seconds after its centre (default: T / 2)."
    )
    parser.add_argument(
        "--clusters", type=int, metavar="K", help="Use K clusters over both sides (default: 64)."
    )
    parser.add_argument(
        "--epochs", type=int, help="Train at most this many epochs (default: until lr < 1e-8)."
    )
    parser.add_argument("--batch", type=int, help="Take this many chunks a step (default: 256).")
    parser.add_argument("--lr", type=float, help="Start with this learning rate (default: 1e-3).")
    common.add_device(parser)
    parser.add_argument("--seed", type=int, default=0, help="Seed the random numbers with this (default: 0).")


def train_request(arguments: argparse.Namespace) -> TrainRequest:
    """The training that the arguments describe. Raises UserError naming an argument out of range."""
    for name in ("window", "before", "after", "clusters", "epochs", "batch", "lr"):
        value = getattr(arguments, name)
        if value is not None and not value > 0:
            raise UserError(f"--{name} {value} must be above 0.")
    window = arguments.window
    model = {
        "pool": arguments.pool,
        "clusters": arguments.clusters,
        "before_s": arguments.before or (window / 2 if window else None),
        "after_s": arguments.after or (window / 2 if window else None),
    }
    training = {
        "max_epochs": arguments.epochs,
        "batch": arguments.batch,
        "lr": arguments.lr,
        "device": arguments.device,
        "seed": arguments.seed,
    }
    return TrainRequest(
        arguments.features,
        {key: value for key, value in model.items() if value is not None},
        {key: value for key, value in training.items() if value is not None},
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    common.add_places(parser)
    common.add_run(parser, "Save the model as this run.")
    add_recipe(parser)
    parser.add_argument("--resume", action="store_true", help="Continue a run where it stopped.")
    common.add_replace(parser, "Set an existing run of that name aside.")
    parser.add_argument("--skip-bad", action="store_true", help="Leave out games that cannot be read.")
    common.add_json(parser)


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
                progress=progress,
            )
    except KeyboardInterrupt:
        if common.first_process():
            line = _line(arguments, "train", "--run", arguments.run, "--resume")
            common.note(f"\nTo continue after the last complete epoch: {line}")
        raise
    common.notes(left_out, "Left out: ")
    if not common.first_process():
        return
    if arguments.json:
        keys = ("epochs", "best_epoch", "best_valid_loss", "stopped")
        common.print_json({"run": a_run.name, **{key: getattr(result, key) for key in keys}})
    else:
        best = f"best validation loss {result.best_valid_loss:.5f} in epoch {result.best_epoch}"
        print(f"Run {a_run.name!r}: {count(result.epochs, 'epoch')}, {best}.")
        print(f"Now score games with it: {_line(arguments, 'predict', '--run', a_run.name)}")


def _line(arguments: argparse.Namespace, *words: str) -> str:
    return command(*words, root=arguments.root, workspace=arguments.workspace)
