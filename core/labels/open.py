"""Opening a game's labels: the journal, the file it was made on, and the file that is there now."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from core.data.games import LABELS_FILE, Game
from core.data.root import DataRoot
from core.exceptions import UserError
from core.labels.editor import Desk
from core.labels.journal import Journal
from core.labels.json_text import RawLabels, digest
from core.labels.replay import replay

FOLDER = "labels"
"""Where journals are in a workspace: labels/<game>/."""


def open_desk(workspace: Path, root: DataRoot, game: Game) -> Desk:
    """The labels of a game with every edit of its journal, and a word on what happened to file or journal.

    Raises UserError when neither the label file nor a copy of it is there, or the journal is damaged inside.
    """
    journal = Journal(journal_folder(workspace, game.name))
    read, said = journal.read(), []
    if read.broken:
        said.append("The last edit before a crash was not complete; it is kept aside at the next edit.")
    elif aside := journal.broken_sentence:
        said.append(aside)
    known = read.base
    try:
        disk = root.read(game.name, LABELS_FILE)
    except UserError:
        if known is None:
            raise
        disk = None
        said.append(
            f"{root.describe(game.name, LABELS_FILE)} is missing; this is the copy the edits were made on."
        )
    written = {line["sha256"] for line in read.lines if line["op"] == "written"}
    if disk is None:
        file, base = "missing", _copy(journal, known)
    elif known is None or digest(disk) == known:
        file, base = "as edited", disk
    elif digest(disk) in written:
        file, base = "written", _copy(journal, known)
    else:
        file, base = "changed", disk
    raw = RawLabels.parse(base, root.describe(game.name, LABELS_FILE))
    state = replay(read.lines, raw)
    if file == "changed":
        n = len(state.conflicts)
        said.append(
            f"The label file of {game.name} changed on disk since it was edited here; "
            + (
                f"{n} {'edit is about a label' if n == 1 else 'edits are about labels'} that changed: "
                "say what to keep."
                if n
                else "no edit is about what changed, so both are merged."
            )
        )
    return Desk(journal, root, game, read, raw, base, state, file, tuple(said))


def journal_folder(workspace: Path, game: str) -> Path:
    """Where a game's journal is. Raises UserError for a name that leads outside."""
    path = PurePosixPath(game)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise UserError(f"{game!r} is no game's name.")
    return Path(workspace) / FOLDER / game


def _copy(journal: Journal, name: str) -> bytes:
    path = journal.folder / f"base-{name}.json"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); the edits were made on it.") from error
    if digest(data) != name:
        raise UserError(
            f"{path} is damaged; the edits were made on it: put the label file back in its place."
        )
    return data
