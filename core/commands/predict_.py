"""`predict`: score games with a run's model."""

from __future__ import annotations

import argparse

from core.commands import common
from core.commands.common import add, flag, option
from core.figures import count
from core.runs.predict import predict
from core.runs.start_threshold import save_start_threshold


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add(parser, "--root", "--workspace")
    option(parser, "--run", "Score with the model of this run.")
    which = parser.add_mutually_exclusive_group()
    add(which, "--split")
    option(which, "--game", "Score this game alone, named by its folder below the data root.")
    option(parser, "--features", "Read these features (default: those the run was trained on).")
    add(parser, "--fps", "--device")
    flag(parser, "--again", "Score games again that have scores already.")
    add(parser, "--json")


def run(arguments: argparse.Namespace) -> None:
    root, a_run = common.root_and_run(arguments)
    games = (root.game(arguments.game),) if arguments.game else common.split_games(root, arguments.split)
    options = {key: getattr(arguments, key) for key in ("features", "device", "again")}
    options |= {"fps": common.rate(arguments), "on_remark": common.remark}
    with common.Bar("Predicting") as progress:
        done = predict(root, a_run, games, progress=progress, **options)
    common.note(*done.left_out, prefix="Left out: ")
    if not common.first_process():
        return
    save_start_threshold(root, common.workspace(arguments).run(a_run.name))
    scored, left_out = count(done.scored, "game"), len(done.left_out)
    summary = f"{scored} scored, {done.kept} had scores already, {left_out} left out."
    common.report(arguments, vars(done), summary)
