"""What can become of a spot or a truth: one ordered list, from which codes, counts, costs and tables derive.

An outcome with a fix is a kind of error. To add a kind, add an entry; nothing else lists them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

SAME_CLASS, OTHER_CLASS, NO_TRUTH = 0, 1, -1
"""Which nearest truth explains a spot: the one of its class, of another class, none."""


@dataclass(frozen=True, eq=False)
class Gaps:
    """From each of M spots on the evaluator's grid to the nearest truth, whatever the tolerance.

    same, other (M,) float64: frames from the nearest truth of its class and of any other, negative for a spot
    before it, inf for none; same_truth, other_truth (M,) int64: those truths, -1 for none.
    """

    same: np.ndarray
    other: np.ndarray
    same_truth: np.ndarray
    other_truth: np.ndarray


class Fix(IntEnum):
    """What repairing an error changes, in the order in which tables list the kinds."""

    MOVE = 0
    """Of the spots that one missed truth explains the most confident takes its time and class; others go."""
    REMOVE = 1
    """The spot goes."""
    ADD = 2
    """The truth gets a spot."""


Rule = Callable[[Gaps, float, float], np.ndarray]


@dataclass(frozen=True, eq=False)
class Outcome:
    """A thing that can become of a spot or truth.

    rule: when it is one, in a sentence; holds: the same for a spot without a truth of its own, (M,) bool from
    gaps, half the window and the far window in frames; of several rules that hold the first in the list
    counts. truth: SAME_CLASS or OTHER_CLASS, that of the truth that explains such a spot, or NO_TRUTH. fix,
    repair: of an error, as data and in a sentence. style: the design token that draws it. of_spot: False
    where only a truth can be it.
    """

    name: str
    rule: str
    holds: Rule | None = None
    truth: int = NO_TRUTH
    fix: Fix | None = None
    repair: str = ""
    style: str = ""
    of_spot: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "style", self.style or self.name)

    @property
    def title(self) -> str:
        """Its name at the head of cards and lists."""
        return self.name.capitalize()

    @property
    def code(self) -> int:
        """Its place in OUTCOMES, which is what arrays of outcomes hold."""
        return CODES[self.name]


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("hit", "assigned to a truth of its class"),
    Outcome(
        "duplicate",
        "within the window of a truth of its class that another spot has taken",
        holds=lambda gaps, window, far_window: np.abs(gaps.same) <= window,
        truth=SAME_CLASS,
        fix=Fix.REMOVE,
        repair="goes",
    ),
    Outcome(
        "localisation",
        "no truth of its class in the window, but one within the far window",
        holds=lambda gaps, window, far_window: np.abs(gaps.same) <= far_window,
        truth=SAME_CLASS,
        fix=Fix.MOVE,
        repair="moves to its truth, where that truth was missed; of several the most confident moves, the "
        "others go",
    ),
    Outcome(
        "wrong class",
        "a truth of another class in the window",
        holds=lambda gaps, window, far_window: np.abs(gaps.other) <= window,
        truth=OTHER_CLASS,
        fix=Fix.MOVE,
        repair="takes the class of its truth, where that truth was missed; of several the most confident, "
        "the others go",
    ),
    Outcome(
        "background",
        "no truth near it",
        holds=lambda gaps, window, far_window: np.ones(len(gaps.same), bool),
        fix=Fix.REMOVE,
        repair="goes",
    ),
    Outcome(
        "missed",
        "a truth that no spot was assigned to",
        fix=Fix.ADD,
        repair="gets a spot at its place with the median confidence of the hits of its class (of all hits "
        "where the class has none, 1 where there are none at all)",
        of_spot=False,
    ),
    Outcome("merged", "on one frame with a later event of its class: the evaluator does not see it"),
)
CODES = {outcome.name: code for code, outcome in enumerate(OUTCOMES)}
HIT, MISSED, MERGED = (CODES[name] for name in ("hit", "missed", "merged"))
FALSE_OUTCOMES = tuple(outcome for outcome in OUTCOMES if outcome.holds is not None)
"""What a spot on the grid without a truth can be; the last holds for every spot."""
GRID_OUTCOMES = tuple(outcome for outcome in OUTCOMES if outcome.code == HIT or outcome in FALSE_OUTCOMES)
"""What any spot on the grid can be."""
SPOT_OUTCOMES = tuple(outcome for outcome in OUTCOMES if outcome.of_spot)
"""What any spot can be, those included that the evaluator does not see."""
