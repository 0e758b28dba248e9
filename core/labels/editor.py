"""One game's labels on the desk: as they are now, and every edit that can be made to them.

A desk is a snapshot; each edit is on disk when its method returns the next one. Nothing here writes to the
data root.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import uuid4

from core.classes import TEAMS
from core.data.games import Game
from core.data.root import DataRoot
from core.exceptions import UserError
from core.files import atomic
from core.labels.journal import Journal, Read, Stale
from core.labels.json_text import RawLabels
from core.labels.replay import Conflict, Entry, State, replay
from core.labels.validate import about, checked, plain_moment

Moment = Mapping[str, Any] | None
MAX_NOTE = 10_000


@dataclass(frozen=True, eq=False)
class Desk:
    """The labels of a game at a revision of its journal.

    file: "as edited" (the file the edits were made on), "written" (what was written from here), "changed" (by
    somebody else) or "missing". said: sentences to show: a broken line set aside, a file that changed,
    another tab's edits.
    """

    journal: Journal
    root: DataRoot
    game: Game
    read: Read
    raw: RawLabels
    base: bytes
    state: State
    file: str
    said: tuple[str, ...] = ()

    @property
    def revision(self) -> int:
        return self.read.revision

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
    def looked_at(self) -> dict[tuple, str]:
        """The errors (half, time_ms, label, kind) that were settled: each "confirmed" or "mended"."""
        found: dict[tuple, str] = {}
        for line in self.state.done:
            if line["op"] != "note" and isinstance(line.get("moment"), dict):
                key = tuple(line["moment"].get(name) for name in ("half", "time_ms", "label", "kind"))
                found[key] = "confirmed" if line["op"] == "confirm" else "mended"
        return found

    def settled(self, moment: Mapping[str, Any]) -> str:
        """What became of an error (half, time_ms, label, kind): "confirmed", "mended", "" while it waits."""
        return self.looked_at.get(tuple(plain_moment(moment).values()), "")

    def handled(self, moment: Mapping[str, Any]) -> bool:
        """Whether an error (half, time_ms, label, kind) was confirmed, or labels mended because of it."""
        return bool(self.settled(moment))

    def add(
        self,
        half: int,
        time_ms: int,
        label: str,
        team: str = TEAMS[0],
        visible: bool = True,
        *,
        moment: Moment = None,
    ) -> Desk:
        """A new label. moment, here and below: the error that led to it (half, time_ms, label, kind)."""
        values = checked({"half": half, "time_ms": time_ms, "label": label, "team": team, "visible": visible})
        return self._edit({"op": "add", "id": f"new-{uuid4().hex[:12]}", "values": values, **about(moment)})

    def move(self, id: str, time_ms: int, half: int | None = None, *, moment: Moment = None) -> Desk:
        """A label to another time; half None keeps its own."""
        entry = self._entry(id)
        values = checked({"half": entry.half if half is None else half, "time_ms": time_ms})
        return self._edit({"op": "move", "id": id, "values": values, "was": entry.values, **about(moment)})

    def change(
        self,
        id: str,
        *,
        label: str | None = None,
        team: str | None = None,
        visible: bool | None = None,
        moment: Moment = None,
    ) -> Desk:
        """A label's class, team or visibility; None keeps what it has."""
        entry = self._entry(id)
        given = {"label": label, "team": team, "visible": visible}
        values = checked({key: value for key, value in given.items() if value is not None})
        if not values:
            raise UserError("Nothing to change; give a class, a team or a visibility.")
        return self._edit({"op": "change", "id": id, "values": values, "was": entry.values, **about(moment)})

    def delete(self, id: str, *, moment: Moment = None) -> Desk:
        """No such label any more."""
        return self._edit({"op": "delete", "id": id, "was": self._entry(id).values, **about(moment)})

    def note(self, text: str, *, id: str = "", moment: Moment = None) -> Desk:
        """A note on a label or on an error (half, time_ms, label, kind)."""
        if not text.strip() or len(text) > MAX_NOTE:
            raise UserError(f"A note has 1 to {MAX_NOTE:,} characters; this one has {len(text.strip()):,}.")
        return self._edit({"op": "note", "id": id, "text": text, **about(moment)})

    def confirm(self, *, id: str = "", moment: Moment = None) -> Desk:
        """The labels are right, and the error (half, time_ms, label, kind) is one of the model."""
        return self._edit({"op": "confirm", "id": id, **about(moment)})

    def undo(self) -> Desk:
        """The last edit taken back. Raises UserError when there is none."""
        return self._edit({"op": "undo"})

    def redo(self) -> Desk:
        """The last edit taken back made again. Raises UserError when there is none."""
        return self._edit({"op": "redo"})

    def resolve(self, id: str, keep: str) -> Desk:
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

    def _edit(self, line: dict[str, Any]) -> Desk:
        """Append a line. Raises Stale when another tab touched the same label."""
        there, said = self.read, []
        if self.raw.digest not in (there.base, self.journal.read().base):
            there = self._record_file(there)
        known = replay(there.lines, self.raw) if there is not self.read else self.state

        def check(now: Read) -> None:
            if now.revision != there.revision:
                self._check_seen(line, known, now)
                n = sum(one["op"] != "file" for one in now.lines[there.revision :])
                said.append(
                    f"Another tab made {_edits(n)} of this game meanwhile; all are kept." if n else ""
                )
            state = replay(now.lines, self.raw)
            if line["op"] in ("undo", "redo") and not (state.done if line["op"] == "undo" else state.undone):
                raise UserError(f"There is nothing to {line['op']}.")
            if now.broken:
                said.append("The last edit before a crash was not complete; it was set aside.")

        read = self.journal.append(line, check)
        state = replay(read.lines, self.raw)
        return replace(self, read=read, state=state, said=tuple(one for one in said if one))

    def _check_seen(self, line: Mapping[str, Any], known: State, now: Read) -> None:
        latest = replay(now.lines, self.raw)
        key = line.get("id", "")
        if line["op"] in ("undo", "redo", "resolve"):
            same = [one.get("revision") for one in known.done] == [one.get("revision") for one in latest.done]
            same = same and len(known.undone) == len(latest.undone)
        else:
            same = known.entries.get(key) == latest.entries.get(key)
        if not same:
            raise Stale(
                f"Another tab changed this in {self.game.name} meanwhile; nothing was overwritten. "
                "Look at it as it is now, and repeat the edit if it still holds."
            )

    def _record_file(self, there: Read) -> Read:
        """Keep a copy of the label file that edits are made on, and say so in the journal."""
        name = self.raw.digest
        copy = self.journal.folder / f"base-{name}.json"
        if not copy.exists():
            with atomic(copy) as file:
                file.write(self.base)

        def fresh(now: Read) -> None:
            if now.revision != there.revision and now.base not in (there.base, name):
                raise Stale(f"The labels of {self.game.name} changed meanwhile; open the game again.")

        before = there.revision
        read = self.journal.append({"op": "file", "sha256": name}, fresh)
        return read if read.revision == before + 1 else there


def _edits(n: int) -> str:
    return "1 edit" if n == 1 else f"{n} edits"
