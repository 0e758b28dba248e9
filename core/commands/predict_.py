"""`predict`: score games with a run's model."""

from __future__ import annotations

import argparse

from core.commands import common
from core.figures import count
from core.runs.predict import predict
from core.runs.start_threshold import save_start_threshold


def add_arguments(parser: argparse.ArgumentParser) -> None:
    common.add_places(parser)
    common.add_run(parser, "Score with the model of this run.")
    which = parser.add_mutually_exclusive_group()
    common.add_split(which)
    which.add_argument("--game", help="Score this game alone, named by its folder below the data root.")
    parser.add_argument(
        "--features", metavar="NAME", help="Read these features (default: those the run was trained on)."
    )
    common.add_device(parser)
    parser.add_argument("--again", action="store_true", help="Score games again that have scores already.")
    common.add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    root, a_run = common.data_root(arguments), common.workspace(arguments).run(arguments.run)
    games = (root.game(arguments.game),) if arguments.game else common.split_games(root, arguments.split)
    with common.Bar("Predicting") as progress:
        done = predict(
            a_run,
            games,
            features=arguments.features,
            device=arguments.device,
            again=arguments.again,
            progress=progress,
        )
    common.notes(done.left_out, "Left out: ")
    if not common.first_process():
        return
    save_start_threshold(root, a_run)
    if arguments.json:
        common.print_json(vars(done))
    else:
        scored, left_out = count(done.scored, "game"), len(done.left_out)
        print(f"{scored} scored, {done.kept} had scores already, {left_out} left out.")
