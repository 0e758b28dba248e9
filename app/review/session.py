"""The review of a tab: its queue, the label that edits change, edits to undo, the answer to the browser."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field, replace

from app.moments.names import moment_name
from core.errors.moments import Moment
from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2
from core.labels.editor import LabelEditor
from core.labels.truths import label_id


@dataclass(frozen=True)
class Queue:
    """Moments to review, one of them on screen.

    settlements: what became of each: "confirmed", "mended", "" while it is open. place: of the one on screen,
    -1 for none. label_set: that the moments are of.
    """

    moments: tuple[Moment, ...] = ()
    settlements: tuple[str, ...] = ()
    place: int = -1
    label_set: LabelSet = SOCCERNET_V2

    @property
    def moment(self) -> Moment | None:
        """The moment on screen."""
        return self.moments[self.place] if 0 <= self.place < len(self.moments) else None

    @property
    def name(self) -> str:
        """The name of the moment on screen, empty without one."""
        return "" if self.moment is None else self.name_of(self.moment)

    def name_of(self, moment: Moment) -> str:
        """The name of a moment, as it stands in URLs."""
        return moment_name(moment, self.label_set)

    @property
    def n_settled(self) -> int:
        return sum(map(bool, self.settlements))

    def place_of(self, name: str) -> int | None:
        """The place of the moment of a name."""
        return next((i for i, moment in enumerate(self.moments) if self.name_of(moment) == name), None)

    def at(self, name: str) -> Queue:
        """With the moment of a name on screen; without one the first that is open, else the first."""
        place = self.place_of(name)
        if place is None:
            place = self._first_open(range(len(self.moments)))
        return replace(self, place=(0 if self.moments else -1) if place is None else place)

    def settle(self, place: int, settlement: str) -> Queue:
        """After a moment was confirmed or mended, or is open again."""
        return replace(
            self, settlements=(*self.settlements[:place], settlement, *self.settlements[place + 1 :])
        )

    def next_place(self, step: int, *, open_only: bool) -> int | None:
        """The place of the next (1) or previous (-1) moment; None at the end.

        open_only: whether settled moments are passed over; after a settled moment they always are.
        """
        places = range(self.place + step, len(self.moments) if step > 0 else -1, step)
        if not open_only and (step < 0 or not any(self.settlements[self.place : self.place + 1])):
            return next(iter(places), None)
        place = self._first_open(places)
        # Open moments that were passed over come last.
        return self._first_open(range(self.place)) if place is None and step > 0 else place

    def _first_open(self, places: range) -> int | None:
        return next((place for place in places if not self.settlements[place]), None)


@dataclass(frozen=True)
class LabelChoice:
    """The label that edits change.

    id: None for no label; moment: the name of the moment that it was chosen at; version: grows when anything
    but the browser chooses, which then follows.
    """

    id: str | None = None
    moment: str = ""
    version: int = 0


@dataclass(frozen=True)
class History:
    """This tab's edits in order, each as its game and the name of its moment: to undo, and to redo."""

    done: tuple[tuple[str, str], ...] = ()
    undone: tuple[tuple[str, str], ...] = ()

    def last(self, op: str) -> tuple[str, str] | None:
        """The edit that "undo" or "redo" is about."""
        edits = self.done if op == "undo" else self.undone
        return edits[-1] if edits else None

    def add(self, game: str, moment: str) -> History:
        """After another edit."""
        return History((*self.done, (game, moment)))

    def step(self, op: str) -> History:
        """After an undo or redo."""
        if op == "undo":
            return History(self.done[:-1], self.undone + self.done[-1:])
        return History(self.done + self.undone[-1:], self.undone[:-1])

    def drop(self, op: str) -> History:
        """Without the edit that "undo" or "redo" is about."""
        return History(self.done[:-1], self.undone) if op == "undo" else History(self.done, self.undone[:-1])


@dataclass(frozen=True)
class Answer:
    """What became of the last edit of the browser, as it is sent there. tab, seq: of the edit."""

    tab: str
    seq: int
    ok: bool
    saved: bool
    text: str


@dataclass
class Review:
    """The state of a tab, kept between runs of the page.

    editors: the labels of each game as last shown; edits are made on these, so that those of another tab are
    noticed. notices: sentences to show. active_at: when the tab was opened or last edited, in monotonic
    seconds.
    """

    queue: Queue = field(default_factory=Queue)
    label: LabelChoice = field(default_factory=LabelChoice)
    history: History = field(default_factory=History)
    answer: Answer | None = None
    editors: dict[str, LabelEditor] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    auto_advance: bool = True
    open_only: bool = False
    active_at: float = field(default_factory=time.monotonic)

    @property
    def moment(self) -> Moment | None:
        """The moment on screen."""
        return self.queue.moment

    @property
    def editor(self) -> LabelEditor | None:
        """The labels of its game."""
        return None if self.moment is None else self.editors.get(self.moment.game)

    def load(
        self, moments: tuple[Moment, ...], settlements: tuple[str, ...], name: str, label_set: LabelSet
    ) -> None:
        """Take a queue of a label set, with the moment of a name on screen."""
        self.queue = Queue(moments, settlements, label_set=label_set).at(name)

    def open(self, editor: LabelEditor, reach_ms: int) -> None:
        """Show the labels of the moment's game; at a new moment, choose the label that it is about."""
        self.editors[editor.game.name] = editor
        name = self.queue.name
        if self.label.moment != name or (self.label.id and self.label.id not in editor.state.entries):
            self.choose(label_id(editor, asdict(self.moment), reach_ms), name)

    def save(self, editor: LabelEditor, moment: str | None) -> None:
        """Take the labels after an edit at a moment of this name; None for an undo, a redo or a conflict."""
        self.editors[editor.game.name], self.notices = editor, editor.notices
        self.active_at = time.monotonic()
        if moment is not None:
            self.history = self.history.add(editor.game.name, moment)

    def go_to(self, place: int) -> None:
        """Show another moment."""
        self.queue = replace(self.queue, place=place)
        self.choose(None, "")

    def choose(self, id: str | None, moment: str) -> None:
        """Choose a label; at no moment, the one that the moment on screen is about."""
        self.label = LabelChoice(id, moment, self.label.version + 1)
