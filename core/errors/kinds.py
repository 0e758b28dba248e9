"""The kinds of error, derived from the outcomes, and at which tolerances they are judged."""

from __future__ import annotations

from dataclasses import dataclass

from core.evaluation_rule import EvaluationRule
from core.exceptions import UserError
from core.metric.outcomes import OUTCOMES, Outcome

KINDS: tuple[Outcome, ...] = tuple(
    sorted((outcome for outcome in OUTCOMES if outcome.fix is not None), key=lambda kind: kind.fix)
)
"""In the order of tables and costs. Repairs change no other spot, hit or miss: none lowers AP in any view."""
KIND_NAMES = tuple(kind.name for kind in KINDS)


@dataclass(frozen=True)
class ErrorConfig:
    """At which tolerances errors are judged.

    tolerances_s: full widths, seconds, over which AP is averaged; detail_s: the one of counts, moments, the
    confusion, offsets and misses, None for the middle one; far_factor: the far window, as a multiple of the
    tolerance. Raises UserError for a tolerance that is negative or no number, and a far window smaller than
    the window.
    """

    tolerances_s: tuple[float, ...]
    detail_s: float | None = None
    far_factor: float = 3.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "tolerances_s", tuple(map(float, self.tolerances_s)))
        if not self.tolerances_s:
            raise UserError("Errors need a tolerance: give seconds or a metric.")
        detail = (
            self.tolerances_s[(len(self.tolerances_s) - 1) // 2] if self.detail_s is None else self.detail_s
        )
        object.__setattr__(self, "detail_s", float(detail))
        for tolerance_s in (*self.tolerances_s, self.detail_s):
            if not 0 <= tolerance_s <= 7200:
                raise UserError(f"A tolerance of {tolerance_s:g} s cannot be; give 0 to 7200 s.")
        if not 1 <= self.far_factor <= 1000:
            raise UserError(
                f"The far window is {self.far_factor:g} x the tolerance, smaller than the window or past all "
                "sense; give 1 to 1000."
            )

    @classmethod
    def narrowest(cls, rule: EvaluationRule) -> ErrorConfig:
        """At the narrowest tolerance of the metric that a rule opens with."""
        return cls((rule.narrowest_s,))

    @classmethod
    def parse(
        cls, text: str, rule: EvaluationRule, *, detail_s: float | None = None, far_factor: float = 3.0
    ) -> ErrorConfig:
        """From seconds or the name of a rule's metric: '30', 'loose'. Raises UserError otherwise."""
        if text in rule.tolerances_of:
            return cls(rule.tolerances_of[text], detail_s, far_factor)
        try:
            return cls((float(text),), detail_s, far_factor)
        except ValueError:
            raise UserError(
                f"There is no tolerance {text!r}; give seconds or one of {', '.join(rule.tolerances_of)}."
            ) from None
