"""A review as one tab has it: what is shown, what a key or button asks for, and what that does to labels."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.moments.names import moment_name
from core.classes import CLASSES
from core.data.games import Game
from core.errors.moments import Moment
from core.labels.editor import LabelEditor

MENDING = ("add", "move", "delete", "team", "visible", "class")
OPS = ("confirm", *MENDING, "undo", "redo", "next", "previous")
LEAVING = ("confirm", "delete")
"""What settles a moment for good, so that the page may go on by itself; a label that was added, moved or
changed often needs another touch."""


@dataclass(frozen=True)
class Edit:
    """What the browser asks for: op, on the label of an id, at the moment `at` as it was shown.

    time_ms: the playhead; focus: the class in focus; tab and seq: which edit of which view, done once.
    """

    op: str
    at: str = ""
    id: str = ""
    time_ms: int = 0
    focus: int = 0
    tab: str = ""
    seq: int = 0

    @classmethod
    def read(cls, value: Any) -> Edit | None:
        """From what the browser sent; None for anything that is no edit."""
        if not isinstance(value, Mapping):
            return None
        types = {"op": str, "at": str, "time_ms": int, "focus": int, "tab": str, "seq": int}
        if any(type(value.get(name)) is not kind for name, kind in types.items()):
            return None
        id = value.get("id")
        if value["op"] not in OPS or value["focus"] not in range(len(CLASSES)):
            return None
        given = {name: value[name] for name in types}
        return cls(id=id if isinstance(id, str) else "", **given)


@dataclass
class Reviewing:
    """The state of a tab.

    seen: the editors it showed, by game; edits are made on these, so that another tab's are noticed; held:
    what `cache_labels.states` knows of the games. trail and
    ahead: the games and moments of its edits, for undo and redo. label: the one chosen at the moment
    `label_of`; turn: how often something else than the browser chose it. answer: what became of the last edit
    from the browser; told: the notices of it. moved: whether to go to another moment. shown: the stamp of
    the labels on the screen. edited_at, opened_at: monotonic seconds.
    """

    queue: tuple[Moment, ...] = ()
    states: tuple[str, ...] = ()
    place: int = -1
    game: Game | None = None
    advance: bool = True
    waiting_only: bool = False
    label: str | None = None
    label_of: str = ""
    seen: dict[str, LabelEditor] = field(default_factory=dict)
    trail: list[tuple[str, str]] = field(default_factory=list)
    ahead: list[tuple[str, str]] = field(default_factory=list)
    held: dict[str, tuple] = field(default_factory=dict)
    last_seq: dict[str, int] = field(default_factory=dict)
    answer: dict[str, Any] | None = None
    told: tuple[str, ...] = ()
    turn: int = 0
    moved: bool = False
    edited_at: float = 0.0
    opened_at: float = field(default_factory=time.monotonic)
    shown: tuple | None = None

    @property
    def moment(self) -> Moment | None:
        """The moment shown."""
        return self.queue[self.place] if 0 <= self.place < len(self.queue) else None

    @property
    def editor(self) -> LabelEditor | None:
        """The labels shown."""
        return None if self.game is None else self.seen.get(self.game.name)

    def keep(self, after: LabelEditor, at: str | None) -> None:
        """An editor after an edit of ours at a moment; None for one taken back or made again."""
        self.seen[after.game.name] = after
        self.told = after.notices
        self.edited_at = time.monotonic()
        if at is not None:
            self.trail.append((after.game.name, at))
            self.ahead.clear()

    def goto(self, place: int) -> None:
        """Show another moment."""
        self.place = place
        self.choose(None, "")
        self.moved = True

    def choose(self, label: str | None, at: str) -> None:
        """The label that edits are about; None for the one that the moment is about."""
        self.label, self.label_of = label, at
        self.turn += 1

    @property
    def done(self) -> int:
        """How many moments were looked at."""
        return sum(bool(state) for state in self.states)

    def next_place(self, step: int) -> int | None:
        """The place of the next (1) or previous (-1) moment listed; the next one that waits, behind one that
        was settled. None at the end."""
        settled = step > 0 and 0 <= self.place < len(self.states) and bool(self.states[self.place])
        only = self.waiting_only or settled
        places = range(self.place + step, len(self.queue) if step > 0 else -1, step)
        found = next((at for at in places if not only or not self.states[at]), None)
        if found is None and only and step > 0:  # what was passed over comes at last
            found = next((at for at in range(self.place) if not self.states[at]), None)
        return found


def place_of(queue: tuple[Moment, ...], states: tuple[str, ...], name: str) -> int:
    """The place of the moment of a name; else of the first that waits, else the first; -1: none."""
    found = next((place for place, moment in enumerate(queue) if moment_name(moment) == name), None)
    if found is None:
        found = next((place for place, state in enumerate(states) if not state), 0 if queue else -1)
    return found
