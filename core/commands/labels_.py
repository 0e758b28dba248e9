"""`labels`: what was mended in the labels, as a diff or as files."""

from __future__ import annotations

import argparse

from core.commands import common
from core.commands.common import add, flag, option, report
from core.exceptions import UserError
from core.figures import count
from core.files import write_files, write_json
from core.labels.editor import LabelEditor
from core.labels.export import diff, label_files, osl_json, write_into_root
from core.labels.mended import edited_games
from core.labels.open import open_editor

FORMATS = ("soccernet", "osl2", "osl1")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", metavar="diff | export", required=True)
    summaries = {
        "diff": "Show a line for each label that was added, moved, changed or deleted.",
        "export": "Write the mended labels as files.",
    }
    for name, summary in summaries.items():
        part = parts.add_parser(name, help=summary, description=summary)
        add(part, "--root", "--workspace")
        option(part, "--game", "Take this game alone (default: every game with edits).")
        add(part, "--json")
    export = parts.choices["export"]
    out = "Write here; soccernet: a zip (.zip) or a folder, osl1, osl2: a JSON file."
    option(export, "--out", out, metavar="PATH")
    option(export, "--format", choices=FORMATS)
    flag(export, "--all-games", "Include labelled games without edits.")
    add(export, "--replace")
    over = "Overwrite the label files of the data root and keep each original beside it."
    flag(export, "--into-root", over)


def run(arguments: argparse.Namespace) -> None:
    {"diff": _diff, "export": _export}[arguments.part](arguments)


def _diff(arguments: argparse.Namespace) -> None:
    editors = _editors(arguments)
    lines = {editor.game.name: diff(editor) for editor in editors}
    edited = {name: changes for name, changes in lines.items() if changes}
    texts = [text for name, changes in edited.items() for text in (name, *(f"  {line}" for line in changes))]
    report(arguments, {"games": edited}, *(texts or ["No labels were edited."]))


def _export(arguments: argparse.Namespace) -> None:
    if bool(arguments.out) == arguments.into_root:
        raise UserError("Give either --out or --into-root.")
    editors = _editors(arguments, everything=arguments.all_games and not arguments.into_root)
    if not editors:
        raise UserError("No labels were edited, so there is nothing to export; --all-games exports all.")
    if arguments.into_root:
        changed = [editor for editor in editors if editor.edited or editor.file_state == "written"]
        where = [write_into_root(editor) for editor in changed]
        files = count(len(where), "label file")
        summary = f"{files} written into {editors[0].root.path}; the originals are beside them."
    else:
        out = common.output_path(arguments.out, editors[0].root, arguments.replace)
        if arguments.format == "soccernet":
            write_files(out, label_files(editors))
        else:
            write_json(out, osl_json(editors, arguments.format))
        summary = f"The labels of {count(len(editors), 'game')} written to {out}."
    edited = sum(editor.edited for editor in editors)
    report(arguments, {"games": len(editors), "edited": edited, "out": arguments.out}, summary)


def _editors(arguments: argparse.Namespace, *, everything: bool = False) -> list[LabelEditor]:
    """The editors of the games chosen, with a note for whatever happened to a file or journal."""
    root, space = common.data_root(arguments), common.workspace(arguments).path
    if arguments.game:
        games = (root.game(arguments.game),)
    elif everything:
        games = tuple(game for game in root.games if game.labelled)
    else:
        games = tuple(root.game(name) for name in edited_games(space) if name in root)
    editors = [open_editor(space, root, game) for game in games]
    for editor in editors:
        common.note(*editor.notices)
    return editors
