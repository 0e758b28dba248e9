"""`train`: train a model on a data root's features."""

from __future__ import annotations

import argparse

from core.command_line import command
from core.commands import common
from core.exceptions import UserError
from core.model.config import POOLS
from core.runs.train import TrainRequest, train_run


def add_recipe(parser: argparse.ArgumentParser) -> None:
    """The settings of model and training; what is not given is the official recipe's."""
    parser.add_argument("--features", help="feature name (default: the only one there is)")
    parser.add_argument("--pool", choices=POOLS, help="pooling (default: NetVLAD++)")
    parser.add_argument("--window", type=float, help="T, seconds, split at its centre (default: 15)")
    parser.add_argument("--before", type=float, help="T_b, seconds before the centre, in place of half of T")
    parser.add_argument("--after", type=float, help="T_a, seconds after the centre, in place of half of T")
    parser.add_argument("--clusters", type=int, help="K over both sides (default: 64)")
    parser.add_argument("--epochs", type=int, help="at most so many epochs (default: until lr < 1e-8)")
    parser.add_argument("--batch", type=int, help="chunks a step (default: 256)")
    parser.add_argument("--lr", type=float, help="first learning rate (default: 1e-3)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--seed", type=int, default=0)


def request_of(arguments: argparse.Namespace) -> TrainRequest:
    """The training that the arguments ask for. Raises UserError naming the argument that cannot be."""
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
    common.add_root(parser)
    common.add_workspace(parser)
    parser.add_argument("--run", required=True, dest="name", metavar="RUN", help="name of the run")
    add_recipe(parser)
    parser.add_argument("--resume", action="store_true", help="go on with a run where it stopped")
    parser.add_argument("--replace", action="store_true", help="set an existing run of that name aside")
    parser.add_argument("--skip-bad", action="store_true", help="leave games out that cannot be read")
    common.add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    if arguments.resume and arguments.replace:
        raise UserError("--resume goes on with a run and --replace starts it again; give one of them.")
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
                arguments.name,
                request_of(arguments),
                resume=arguments.resume,
                again=arguments.replace,
                on_problem=leave_out,
                progress=progress,
            )
    except KeyboardInterrupt:
        if common.first_process():
            line = _line(arguments, "train", "--run", arguments.name, "--resume")
            common.note(f"\nTo go on after the last whole epoch: {line}")
        raise
    for sentence in left_out:
        common.note(f"left out: {sentence}")
    if not common.first_process():
        return
    if arguments.json:
        keys = ("epochs", "best_epoch", "best_valid_loss", "stopped")
        common.print_json({"run": a_run.name, **{key: getattr(result, key) for key in keys}})
    else:
        print(
            f"Run {a_run.name!r}: {result.epochs} epochs, best validation loss {result.best_valid_loss:.5f} "
            f"in epoch {result.best_epoch}. Now: {_line(arguments, 'predict', '--run', a_run.name)}"
        )


def _line(arguments: argparse.Namespace, *words: str) -> str:
    return command(*words, root=arguments.root, workspace=arguments.workspace)
