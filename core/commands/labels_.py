"""`labels`: what was mended in the labels, as a diff or as files."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands import common
from core.data.games import LABELS_FILE
from core.exceptions import UserError
from core.files import atomic, write_json
from core.labels.editor import Desk
from core.labels.export import diff, edited_games, mended, osl_json, write_into_root, write_zip
from core.labels.open import open_desk

FORMATS = ("soccernet", "osl2", "osl1")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", metavar="diff | export", required=True)
    shown = parts.add_parser("diff", help="a line for each label that was added, moved, changed or deleted")
    export = parts.add_parser("export", help="the mended labels as files")
    for part in (shown, export):
        common.add_root(part)
        common.add_workspace(part)
        part.add_argument("--game", help="one game alone (default: every game with edits)")
        common.add_json(part)
    export.add_argument("--out", help="soccernet: a folder or zip (.zip); osl1, osl2: a JSON file")
    export.add_argument("--format", choices=FORMATS, default="soccernet", dest="form")
    export.add_argument("--all-games", action="store_true", help="also the labelled games without edits")
    export.add_argument("--replace", action="store_true", help="write over what --out names")
    export.add_argument(
        "--into-root",
        action="store_true",
        help="write over the label files of the data root, each original kept beside it",
    )


def run(arguments: argparse.Namespace) -> None:
    if arguments.part == "diff":
        _diff(arguments)
    else:
        _export(arguments)


def _diff(arguments: argparse.Namespace) -> None:
    desks = _desks(arguments)
    lines = {desk.game.name: diff(desk) for desk in desks}
    if arguments.json:
        common.print_json({"games": {name: told for name, told in lines.items() if told}})
        return
    for name, told in lines.items():
        if told:
            print(name)
            print("".join(f"  {line}\n" for line in told), end="")
    if not any(lines.values()):
        print("No labels were edited.")


def _export(arguments: argparse.Namespace) -> None:
    if bool(arguments.out) == arguments.into_root:
        raise UserError("Give --out or --into-root, one of them.")
    desks = _desks(arguments, everything=arguments.all_games and not arguments.into_root)
    if not desks:
        raise UserError("No labels were edited, so there is nothing to export; --all-games exports all.")
    if arguments.into_root:
        where = [str(write_into_root(desk)) for desk in desks if desk.edited or desk.file == "written"]
        told = f"{len(where)} label files written into {desks[0].root.path}; the originals are beside them."
    else:
        out = common.output_path(arguments.out, desks[0].root, arguments.replace)
        _write(out, desks, arguments.form)
        told = f"The labels of {len(desks)} games written to {out}."
    if arguments.json:
        common.print_json(
            {"games": len(desks), "edited": sum(desk.edited for desk in desks), "out": arguments.out}
        )
    else:
        print(told)


def _write(out: Path, desks: list[Desk], form: str) -> None:
    if form != "soccernet":
        write_json(out, osl_json(desks, form))
        return
    if out.suffix == ".zip":
        with atomic(out) as file:
            write_zip(file, desks)
        return
    files = {desk.game.name: mended(desk) for desk in desks}
    for name, data in files.items():
        with atomic(out / name / LABELS_FILE) as file:
            file.write(data)


def _desks(arguments: argparse.Namespace, *, everything: bool = False) -> list[Desk]:
    """The desks of the games asked for; what happened to a file or journal is said."""
    root, space = common.data_root(arguments), common.workspace(arguments).path
    if arguments.game:
        games = (root.game(arguments.game),)
    elif everything:
        games = tuple(game for game in root.games if game.labelled)
    else:
        games = tuple(root.game(name) for name in edited_games(space) if name in root)
    desks = [open_desk(space, root, game) for game in games]
    for desk in desks:
        for sentence in desk.said:
            common.note(sentence)
    return desks
