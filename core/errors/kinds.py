"""The kinds of error: each a name, the rule that finds it and the repair that says what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from core.exceptions import UserError
from core.metric.evaluation import METRICS
from core.metric.matching import BACKGROUND, DUPLICATE, LOCALISATION, MISSED, OUTCOMES, WRONG_CLASS


@dataclass(frozen=True)
class ErrorKind:
    """A kind of error. outcome: its index in `matching.OUTCOMES`; rule and repair: one sentence each."""

    outcome: int
    repair: str

    @property
    def name(self) -> str:
        return OUTCOMES[self.outcome].name

    @property
    def rule(self) -> str:
        return OUTCOMES[self.outcome].rule


KINDS: tuple[ErrorKind, ...] = (
    ErrorKind(
        LOCALISATION,
        "moves to its truth, where that truth was missed; of several the most confident moves, the others go",
    ),
    ErrorKind(
        WRONG_CLASS,
        "takes the class of its truth, where that truth was missed; of several the most confident, the "
        "others go",
    ),
    ErrorKind(DUPLICATE, "goes"),
    ErrorKind(BACKGROUND, "goes"),
    ErrorKind(
        MISSED,
        "gets a spot at its place with the median confidence of the hits of its class (of all hits where the "
        "class has none, 1 where there are none at all)",
    ),
)
"""Repairs leave every other spot, hit and miss as it is, so none of them lowers AP in any class or view."""
KIND_NAMES = tuple(kind.name for kind in KINDS)


@dataclass(frozen=True)
class ErrorConfig:
    """At which tolerances errors are judged.

    tolerances_s: full widths, seconds, over which AP is averaged; detail_s: the one at which moments, the
    confusion, offsets and misses are told; far: the far window, as a multiple of the tolerance. Raises
    UserError for a tolerance that is negative or no number, and a far window smaller than the window.
    """

    tolerances_s: tuple[float, ...] = (5.0,)
    detail_s: float | None = None
    far: float = 3.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "tolerances_s", tuple(float(one) for one in self.tolerances_s))
        if not self.tolerances_s:
            raise UserError("Errors need a tolerance: give seconds, loose or tight.")
        detail = (
            self.tolerances_s[(len(self.tolerances_s) - 1) // 2] if self.detail_s is None else self.detail_s
        )
        object.__setattr__(self, "detail_s", float(detail))
        for one in (*self.tolerances_s, self.detail_s):
            if not 0 <= one <= 7200:
                raise UserError(f"A tolerance of {one:g} s cannot be; give 0 to 7200 s, loose or tight.")
        if not 1 <= self.far <= 1000:
            raise UserError(
                f"The far window is {self.far:g} x the tolerance, smaller than the window or past all sense; "
                "give 1 to 1000."
            )

    @classmethod
    def parse(cls, text: str, *, detail_s: float | None = None, far: float = 3.0) -> ErrorConfig:
        """From seconds or the name of a metric: '30', 'loose', 'tight', 'at5'. Raises UserError otherwise."""
        if text in METRICS:
            return cls(METRICS[text], detail_s, far)
        try:
            return cls((float(text),), detail_s, far)
        except ValueError:
            raise UserError(
                f"There is no tolerance {text!r}; give seconds or one of {', '.join(METRICS)}."
            ) from None
