"""`download`: labels and features through the SoccerNet package."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands.common import Bar, add, flag, note, option, report
from core.commands.common import label_set as label_set_of
from core.data.download import FEATURES, download, files_to_fetch
from core.data.splits import SPLITS
from core.exceptions import UserError
from core.figures import count
from core.label_sets import SOCCERNET_V2
from core.paths import root_path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    option(parser, "--root", "Download into this folder (default: TOUCHLINE_ROOT).", metavar="FOLDER")
    splits = {"nargs": "+", "default": ["train", "valid", "test"], "choices": SPLITS[:-1]}
    option(parser, "--split", "Fetch these splits (default: train valid test).", **splits)
    names = {"nargs": "*", "default": [], "metavar": "NAME"}
    option(parser, "--features", f"Fetch features of these names, such as {', '.join(FEATURES)}.", **names)
    flag(parser, "--no-labels", "Fetch no labels.")
    option(parser, "--label-set", "Fetch labels of soccernet-v2 or soccernet-v1 (default: soccernet-v2).")
    option(parser, "--files", "Fetch other files of each game, such as 1_224p.mkv.", **names)
    add(parser, "--json")


def run(arguments: argparse.Namespace) -> None:
    root = Path(root_path(arguments.root))
    if root.is_file():
        raise UserError(f"{root} is a file; give --root a folder to download into.")
    label_set = label_set_of(arguments) or SOCCERNET_V2
    files = files_to_fetch(arguments.features, labels=not arguments.no_labels, label_set=label_set)
    files += arguments.files
    if not files:
        raise UserError("There is nothing to fetch; name --features, or leave out --no-labels.")
    with Bar("Downloading") as progress:
        done = download(root, arguments.split, files, progress=progress)
    fetched = f"{count(done.fetched, 'file')} fetched into {root}; {done.kept} existed already."
    report(arguments, vars(done), fetched)
    if done.absent and not arguments.json:
        note(f"{count(len(done.absent), 'file is', 'files are')} not on the server, first {done.absent[0]}.")
