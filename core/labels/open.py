"""Opening a game's labels: the journal, the file that it was made on, and the file on disk now."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from core.data.games import Game
from core.data.root import DataRoot
from core.exceptions import UserError
from core.labels.editor import LabelEditor
from core.labels.journal import Journal
from core.labels.json_text import RawLabels, digest
from core.labels.replay import replay

FOLDER = "labels"
"""Where journals are in a workspace: labels/<game>/."""


def open_editor(workspace: Path, root: DataRoot, game: Game) -> LabelEditor:
    """The labels of a game with every edit of its journal, and notices of what happened to file or journal.

    Raises UserError when neither the label file nor a copy of it is there, or the journal is damaged inside.
    """
    journal = Journal(journal_folder(workspace, game.name))
    content, notices = journal.read(), []
    if content.broken:
        notices.append("The last edit before a crash was not complete; it is kept aside at the next edit.")
    elif journal.broken_sentence:
        notices.append(journal.broken_sentence)
    filename = root.label_set.label_file
    base_digest, name = content.base_digest, root.describe(game.name, filename)
    try:
        on_disk = root.read(game.name, filename)
    except UserError:
        if base_digest is None:
            raise
        on_disk = None
        notices.append(f"{name} is missing; this is the copy the edits were made on.")
    written = {line["sha256"] for line in content.lines if line["op"] == "written"}
    if on_disk is None:
        file_state, base_bytes = "missing", _copy(journal, base_digest)
    elif base_digest is None or digest(on_disk) == base_digest:
        file_state, base_bytes = "as edited", on_disk
    elif digest(on_disk) in written:
        file_state, base_bytes = "written", _copy(journal, base_digest)
    else:
        file_state, base_bytes = "changed", on_disk
    raw = RawLabels.parse(base_bytes, name)
    state = replay(content.lines, raw)
    if file_state == "changed":
        notices.append(
            f"The label file of {game.name} changed on disk since it was edited here; "
            + _merged(len(state.conflicts))
        )
    return LabelEditor(journal, root, game, content, raw, base_bytes, state, file_state, tuple(notices))


def _merged(conflicts: int) -> str:
    if not conflicts:
        return "no edit is about what changed, so both are merged."
    edits = "1 edit is about a label" if conflicts == 1 else f"{conflicts} edits are about labels"
    return f"{edits} that changed: say what to keep."


def journal_folder(workspace: Path, game: str) -> Path:
    """Where a game's journal is. Raises UserError for a name that leads outside."""
    path = PurePosixPath(game)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise UserError(f"{game!r} is no game's name.")
    return Path(workspace) / FOLDER / game


def _copy(journal: Journal, base_digest: str) -> bytes:
    """The copy of the label file that edits were made on."""
    path = journal.folder / f"base-{base_digest}.json"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); the edits were made on it.") from error
    if digest(data) != base_digest:
        raise UserError(
            f"{path} is damaged; the edits were made on it: put the label file back in its place."
        )
    return data
