"""`download`: labels and features through the SoccerNet package."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands.common import Bar, add_json, note, print_json
from core.data.download import FEATURES, download, files_to_fetch
from core.data.splits import SPLITS
from core.exceptions import UserError
from core.paths import root_path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--root", help="folder to fill (default: TOUCHLINE_ROOT)")
    parser.add_argument(
        "--split", nargs="+", default=["train", "valid", "test"], choices=SPLITS[:-1], help="splits to fetch"
    )
    parser.add_argument(
        "--features", nargs="*", default=[], help=f"feature names, such as {', '.join(FEATURES)}"
    )
    parser.add_argument("--no-labels", action="store_true", help="fetch features alone")
    parser.add_argument(
        "--files", nargs="*", default=[], help="other files of a game by name, such as 1_224p.mkv"
    )
    add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    root = Path(root_path(arguments.root))
    if root.is_file():
        raise UserError(f"{root} is a file; give --root a folder to download into.")
    files = files_to_fetch(arguments.features, labels=not arguments.no_labels) + arguments.files
    if not files:
        raise UserError("There is nothing to fetch: name --features, or leave out --no-labels.")
    with Bar("Downloading") as progress:
        done = download(root, arguments.split, files, progress=progress)
    if arguments.json:
        print_json(vars(done))
        return
    print(f"{done.fetched} files fetched, {done.kept} were there already, in {root}.")
    if done.absent:
        note(f"{len(done.absent)} files are not on the server, first {done.absent[0]}")
