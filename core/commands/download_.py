"""`download`: labels and features through the SoccerNet package."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands import common
from core.data.download import FEATURES, download, files_to_fetch
from core.data.splits import SPLITS
from core.exceptions import UserError
from core.figures import count
from core.paths import root_path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--root", metavar="FOLDER", help="Download into this folder (default: TOUCHLINE_ROOT)."
    )
    parser.add_argument(
        "--split",
        nargs="+",
        default=["train", "valid", "test"],
        choices=SPLITS[:-1],
        help="Fetch these splits (default: train valid test).",
    )
    parser.add_argument(
        "--features",
        nargs="*",
        default=[],
        metavar="NAME",
        help=f"Fetch features of these names, such as {', '.join(FEATURES)}.",
    )
    parser.add_argument("--no-labels", action="store_true", help="Fetch no labels.")
    parser.add_argument(
        "--files",
        nargs="*",
        default=[],
        metavar="NAME",
        help="Fetch other files of each game, such as 1_224p.mkv.",
    )
    common.add_json(parser)


def run(arguments: argparse.Namespace) -> None:
    root = Path(root_path(arguments.root))
    if root.is_file():
        raise UserError(f"{root} is a file; give --root a folder to download into.")
    files = files_to_fetch(arguments.features, labels=not arguments.no_labels) + arguments.files
    if not files:
        raise UserError("There is nothing to fetch; name --features, or leave out --no-labels.")
    with common.Bar("Downloading") as progress:
        done = download(root, arguments.split, files, progress=progress)
    if arguments.json:
        common.print_json(vars(done))
        return
    print(f"{count(done.fetched, 'file')} fetched into {root}; {done.kept} existed already.")
    if done.absent:
        common.note(
            f"{count(len(done.absent), 'file is', 'files are')} not on the server, first {done.absent[0]}."
        )
