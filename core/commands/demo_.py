"""`demo`: the demo league, a model trained on it, and its scores."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands import common
from core.commands.common import add, flag, option
from core.data.root import DataRoot, open_root
from core.demo.league import make_features, make_league
from core.paths import DEMO_ROOT, DEMO_RUN, root_path, workspace_path
from core.runs.predict import predict
from core.runs.start_threshold import save_start_threshold
from core.runs.train import TrainRequest, train_run
from core.runs.workspace import Workspace

DEMO_TRAINING = {"batch": 32, "max_epochs": 16}
"""Enough for a model worth looking at within a minute on two cores, and small steps since seven games are few
chunks; `train` has the full recipe."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add(parser, "--workspace")
    option(parser, "--games", "Simulate this many games (default: 12).", type=int, default=12)
    add(parser, "--seed")
    labels = "Make features for the labels of this SoccerNet folder or zip, in place of simulated matches."
    option(parser, "--labels", labels, metavar="PATH")
    option(parser, "--root", "Make this folder (default: demo-league in the workspace).", metavar="FOLDER")
    epochs = DEMO_TRAINING["max_epochs"]
    text = f"Train at most this many epochs (default: {epochs})."
    option(parser, "--epochs", text, type=int, default=epochs)
    flag(parser, "--data-only", "Make the league and train nothing.")
    option(parser, "--run", f"Train this run (default: {DEMO_RUN}).", required=False, default=DEMO_RUN)
    needed = "Do nothing when TOUCHLINE_ROOT names other data or the demo exists already."
    flag(parser, "--if-needed", needed)


def run(arguments: argparse.Namespace) -> None:
    space = Workspace(workspace_path(arguments.workspace))
    root_folder = Path(arguments.root).expanduser() if arguments.root else space.path / DEMO_ROOT
    other_data = root_path(None, arguments.workspace) != space.path / DEMO_ROOT
    if arguments.if_needed and other_data:
        common.note(f"Data: {root_path()} (TOUCHLINE_ROOT)")
        return
    with common.Bar("1/3 Making the demo league") as progress:
        if arguments.labels:
            make_features(open_root(arguments.labels), root_folder, seed=arguments.seed, progress=progress)
        else:
            make_league(root_folder, games=arguments.games, seed=arguments.seed, progress=progress)
    if arguments.data_only:
        print(f"The simulated data is in {root_folder}.")
        return
    train_and_predict(open_root(root_folder), space, arguments)
    print(f"The simulated data is in {root_folder}, run {arguments.run!r} in {space.path}.")


def train_and_predict(root: DataRoot, space: Workspace, arguments: argparse.Namespace) -> None:
    """Train the demo run unless it is trained already, and score the games it has not learned from."""
    games = [game for game in root.games if game.split != "train"]
    known = any(run.name == arguments.run for run in space.runs())
    if known and {game.name for game in games} <= space.run(arguments.run).scored_games():
        common.note(f"Run {arguments.run!r} is trained and has scores already.")
        if space.run(arguments.run).start_threshold is None:
            save_start_threshold(root, space.run(arguments.run))
        return
    request = TrainRequest(training=DEMO_TRAINING | {"max_epochs": arguments.epochs, "seed": arguments.seed})
    with common.Bar("2/3 Training NetVLAD++") as progress:
        a_run, _ = train_run(root, space, arguments.run, request, resume=known, progress=progress)
    with common.Bar("3/3 Predicting") as progress:
        predict(root, a_run, games, progress=progress)
    save_start_threshold(root, a_run)
