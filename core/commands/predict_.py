"""`predict`: score games with a run's model."""

from __future__ import annotations

import argparse

from core.commands import common
from core.exceptions import UserError
from core.runs.predict import predict
from core.runs.start_threshold import save_start_threshold


def add_arguments(parser: argparse.ArgumentParser) -> None:
    common.add_root(parser)
    common.add_workspace(parser)
    parser.add_argument("--run", required=True, dest="name", metavar="RUN", help="the run whose model scores")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--split", default="test", help="train, valid, test, challenge, local or all")
    which.add_argument("--game", help="one game, by its folder below the root")
    parser.add_argument("--features", help="feature name (default: what the run was trained on)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--again", action="store_true", help="score also what has scores already")
    common.add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    root, a_run = common.data_root(arguments), common.workspace(arguments).run(arguments.name)
    games = (root.game(arguments.game),) if arguments.game else root.split(arguments.split)
    if not games:
        raise UserError(f"{root.path} has no game of the split {arguments.split!r}.")
    with common.Bar("Predicting") as progress:
        done = predict(
            a_run,
            games,
            features=arguments.features,
            device=arguments.device,
            again=arguments.again,
            progress=progress,
        )
    for sentence in done.left_out:
        common.note(f"left out: {sentence}")
    if not common.first_process():
        return
    save_start_threshold(root, a_run)
    if arguments.json:
        common.print_json(vars(done))
    else:
        print(f"Scored: {done.scored}. Had scores already: {done.kept}. Left out: {len(done.left_out)}.")
