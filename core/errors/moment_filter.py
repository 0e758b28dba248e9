"""Which moments are meant, as a value: what a count in a table or chart of errors counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.data.games import make_game
from core.errors.causes import CAUSES
from core.errors.kinds import KIND_NAMES
from core.errors.report import ErrorReport
from core.errors.tables import GROUPS, truth_groups
from core.exceptions import UserError
from core.files import short_id

MOMENT_KINDS = ("hit", "false", "paired", *KIND_NAMES)
"""What moments can be: false is every spot that is no hit, paired are the spots that `offsets` measures."""


@dataclass(frozen=True)
class MomentFilter:
    """Moments that have all of this; None leaves a field open, and without a kind hits are left out.

    kind: one of MOMENT_KINDS; label: class of the spot, or of a missed truth; truth: class of the truth;
    either: of one of the two; visible: the view; cause: of misses, one of CAUSES; by, group: a group of
    truths, one of GROUPS and a place in `truth_groups`; top: spots among the top x N of their class; game:
    the `short_id` of its name; league, season, home: those of the game's name. Raises UserError for a kind,
    cause or way to group that does not exist, and for one of by and group alone.
    """

    kind: str | None = None
    label: int | None = None
    truth: int | None = None
    either: int | None = None
    visible: bool | None = None
    cause: str | None = None
    by: str | None = None
    group: int | None = None
    top: float | None = None
    game: str | None = None
    league: str | None = None
    season: str | None = None
    home: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in (None, *MOMENT_KINDS):
            raise UserError(f"There is no error kind {self.kind!r}; the kinds are {', '.join(KIND_NAMES)}.")
        if self.cause not in (None, *CAUSES):
            raise UserError(f"There is no cause {self.cause!r}; the causes are {', '.join(CAUSES)}.")
        if self.by not in (None, *GROUPS):
            raise UserError(f"Misses cannot be grouped by {self.by!r}; the ways are {', '.join(GROUPS)}.")
        if (self.by is None) != (self.group is None):
            raise UserError("A group of truths needs both how they are grouped and its place.")

    def truths(self, report: ErrorReport) -> np.ndarray | None:
        """(M_truth,) bool: truths of the group, None for all. Raises UserError where it does not exist."""
        if self.by is None:
            return None
        names, index = truth_groups(report, self.by)
        if not 0 <= self.group < len(names):
            raise UserError(
                f"There is no group {self.group + 1} of misses by {self.by}; choose another cell."
            )
        return index == self.group

    def games(self, report: ErrorReport) -> np.ndarray | None:
        """(G,) bool: the games of the report that it leaves, None for all."""
        parts = {name: getattr(self, name) for name in ("league", "season", "home") if getattr(self, name)}
        if self.game is None and not parts:
            return None
        names = report.truths.games
        kept = np.array([self.game in (None, short_id(name)) for name in names])
        for place, name in enumerate(names if parts else ()):
            game = make_game(name, {}, "")
            kept[place] &= all(getattr(game, part) == value for part, value in parts.items())
        return kept
