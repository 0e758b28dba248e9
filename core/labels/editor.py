"""One game's labels: as they are now, and every edit that can be made to them.

An editor is a snapshot; each edit is on disk when its method returns the next one. Nothing here writes to the
data root.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import uuid4

from core.data.games import Game
from core.data.root import DataRoot
from core.exceptions import UserError
from core.figures import count
from core.files import write_bytes
from core.label_set import NO_TEAM, LabelSet
from core.labels.journal import Journal, JournalContent, StaleEdit
from core.labels.json_text import RawLabels
from core.labels.replay import Conflict, Entry, LabelState, replay
from core.labels.validate import about, checked_values, moment_key

Moment = Mapping[str, Any] | None
MAX_NOTE = 10_000


@dataclass(frozen=True, eq=False)
class LabelEditor:
    """The labels of a game at a revision of its journal.

    raw, base_bytes: the label file that the edits are made on, parsed and as bytes. file_state: of the file
    on disk: "as edited" (the one that the edits are made on), "written" (from here), "changed" (by somebody
    else) or "missing". notices: sentences to show: a broken line set aside, a changed file, another tab's
    edits.
    """

    journal: Journal
    root: DataRoot
    game: Game
    content: JournalContent
    raw: RawLabels
    base_bytes: bytes
    state: LabelState
    file_state: str
    notices: tuple[str, ...] = ()

    @property
    def revision(self) -> int:
        return self.content.revision

    @property
    def label_set(self) -> LabelSet:
        return self.root.label_set

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The labels in order of time; annotations that cannot be read come first, with half 0."""
        return tuple(sorted(self.state.entries.values(), key=lambda entry: (entry.half, entry.time_ms)))

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Edits whose label is no longer in the file: `resolve` each before an export."""
        return tuple(self.state.conflicts.values())

    @property
    def can_undo(self) -> bool:
        return bool(self.state.done)

    @property
    def can_redo(self) -> bool:
        return bool(self.state.undone)

    @property
    def edited(self) -> bool:
        """Whether any label differs from the file."""
        return bool(self.state.deleted) or any(entry.changed for entry in self.state.entries.values())

    @cached_property
    def settlements(self) -> dict[tuple, str]:
        """The errors (half, time_ms, label, kind) that were settled: each "confirmed" or "mended"."""
        settled: dict[tuple, str] = {}
        for line in self.state.done:
            if line["op"] != "note" and isinstance(line.get("moment"), dict):
                key = tuple(line["moment"].get(name) for name in ("half", "time_ms", "label", "kind"))
                settled[key] = "confirmed" if line["op"] == "confirm" else "mended"
        return settled

    def settlement(self, moment: Mapping[str, Any]) -> str:
        """What became of an error (half, time_ms, label, kind): "confirmed", "mended", "" if open."""
        return self.settlements.get(tuple(moment_key(moment).values()), "")

    def is_settled(self, moment: Mapping[str, Any]) -> bool:
        """Whether an error (half, time_ms, label, kind) was confirmed, or labels mended because of it."""
        return bool(self.settlement(moment))

    def add(
        self,
        half: int,
        time_ms: int,
        label: str,
        team: str = NO_TEAM,
        visible: bool = True,
        *,
        moment: Moment = None,
    ) -> LabelEditor:
        """Add a label. moment, here and below: the error that led to it (half, time_ms, label, kind)."""
        values = checked_values(
            {"half": half, "time_ms": time_ms, "label": label, "team": team, "visible": visible},
            self.label_set,
        )
        return self._edit({"op": "add", "id": f"new-{uuid4().hex[:12]}", "values": values, **about(moment)})

    def move(self, id: str, time_ms: int, half: int | None = None, *, moment: Moment = None) -> LabelEditor:
        """Move a label to another time; half None keeps its half."""
        entry = self._entry(id)
        place = {"half": entry.half if half is None else half, "time_ms": time_ms}
        values = checked_values(place, self.label_set)
        return self._edit({"op": "move", "id": id, "values": values, "was": entry.values, **about(moment)})

    def change(
        self,
        id: str,
        *,
        label: str | None = None,
        team: str | None = None,
        visible: bool | None = None,
        moment: Moment = None,
    ) -> LabelEditor:
        """Change a label's class, team or visibility; None keeps what it has."""
        entry = self._entry(id)
        fields = {"label": label, "team": team, "visible": visible}
        given = {key: value for key, value in fields.items() if value is not None}
        values = checked_values(given, self.label_set)
        if not values:
            raise UserError("Nothing to change; give a class, a team or a visibility.")
        return self._edit({"op": "change", "id": id, "values": values, "was": entry.values, **about(moment)})

    def delete(self, id: str, *, moment: Moment = None) -> LabelEditor:
        """Delete a label."""
        return self._edit({"op": "delete", "id": id, "was": self._entry(id).values, **about(moment)})

    def note(self, text: str, *, id: str = "", moment: Moment = None) -> LabelEditor:
        """Write a note on a label or on an error (half, time_ms, label, kind)."""
        if not text.strip() or len(text) > MAX_NOTE:
            raise UserError(f"A note has 1 to {MAX_NOTE:,} characters; this one has {len(text.strip()):,}.")
        return self._edit({"op": "note", "id": id, "text": text, **about(moment)})

    def confirm(self, *, id: str = "", moment: Moment = None) -> LabelEditor:
        """Confirm the labels: the error (half, time_ms, label, kind) is one of the model."""
        return self._edit({"op": "confirm", "id": id, **about(moment)})

    def undo(self) -> LabelEditor:
        """Undo the last edit. Raises UserError when there is none."""
        return self._edit({"op": "undo"})

    def redo(self) -> LabelEditor:
        """Make the last undone edit again. Raises UserError when there is none."""
        return self._edit({"op": "redo"})

    def resolve(self, id: str, keep: str) -> LabelEditor:
        """Settle a conflict: keep "mine" (the label as edited) or the "file" (the edit falls)."""
        if id not in self.state.conflicts or keep not in ("mine", "file"):
            raise UserError("There is no such conflict to settle; keep is 'mine' or 'file'.")
        return self._edit({"op": "resolve", "id": id, "keep": keep})

    def _entry(self, id: str) -> Entry:
        entry = self.state.entries.get(id)
        if entry is None:
            raise UserError(f"There is no label {id!r} in {self.game.name} any more; look at the list again.")
        if entry.half == 0:
            raise UserError(
                f"Annotation {entry.index + 1} of {self.game.name} cannot be read, so it stays as it is; "
                "mend it in the file."
            )
        return entry

    def _edit(self, line: dict[str, Any]) -> LabelEditor:
        """Append a line. Raises StaleEdit when another tab touched the same label."""
        seen, notices = self.content, []
        if self.raw.digest not in (seen.base_digest, self.journal.read().base_digest):
            seen = self._record_file(seen)
        known = replay(seen.lines, self.raw) if seen is not self.content else self.state

        def check(now: JournalContent) -> None:
            if now.revision != seen.revision:
                self._check_unchanged(line, known, now)
                n = sum(other["op"] != "file" for other in now.lines[seen.revision :])
                if n:
                    edits = count(n, "edit")
                    notices.append(f"Another tab made {edits} of this game meanwhile; all are kept.")
            state = replay(now.lines, self.raw)
            if line["op"] in ("undo", "redo") and not (state.done if line["op"] == "undo" else state.undone):
                raise UserError(f"There is nothing to {line['op']}.")
            if now.broken:
                notices.append("The last edit before a crash was not complete; it was set aside.")

        content = self.journal.append(line, check)
        state = replay(content.lines, self.raw)
        return replace(self, content=content, state=state, notices=tuple(notices))

    def _check_unchanged(self, line: Mapping[str, Any], known: LabelState, now: JournalContent) -> None:
        """Raise StaleEdit where what the line is about is no longer as it was known."""
        latest = replay(now.lines, self.raw)
        key = line.get("id", "")
        if line["op"] in ("undo", "redo", "resolve"):
            known_edits, latest_edits = (
                [edit.get("revision") for edit in state.done] for state in (known, latest)
            )
            same = known_edits == latest_edits and len(known.undone) == len(latest.undone)
        else:
            same = known.entries.get(key) == latest.entries.get(key)
        if not same:
            raise StaleEdit(
                f"Another tab changed this in {self.game.name} meanwhile; nothing was overwritten. "
                "Look at it as it is now, and repeat the edit if it still holds."
            )

    def _record_file(self, seen: JournalContent) -> JournalContent:
        """Keep a copy of the label file that edits are made on, and name it in the journal."""
        digest = self.raw.digest
        copy = self.journal.folder / f"base-{digest}.json"
        if not copy.exists():
            write_bytes(copy, self.base_bytes)

        def check(now: JournalContent) -> None:
            if now.revision != seen.revision and now.base_digest not in (seen.base_digest, digest):
                raise StaleEdit(f"The labels of {self.game.name} changed meanwhile; open the game again.")

        content = self.journal.append({"op": "file", "sha256": digest}, check)
        return content if content.revision == seen.revision + 1 else seen
