"""Evaluation rules: the grid that events are put on, the tolerances, and how figures are averaged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from core.exceptions import UserError

_LOOSE, _TIGHT = tuple(range(5, 65, 5)), tuple(range(1, 6))
OFFICIAL_METRICS = {"loose": _LOOSE, "tight": _TIGHT} | {f"at{width}": (width,) for width in _TIGHT}
"""Tolerances (full widths in seconds) of the SoccerNet package's metrics."""


@dataclass(frozen=True)
class EvaluationRule:
    """How a data set is evaluated: the grid, and the metrics by name.

    fps: frames a second of the grid that events are put on; minutes: where the grid of a part ends, later
    events count on its last frame; metrics: (name, full widths in seconds) of each; opening: the metric that
    is shown first; unshown_factor: numerator and denominator of what averaged unshown figures are multiplied
    by; parts: how many parts of a game count, later ones are passed over.

    The default is that of the SoccerNet package 0.2.0 for version 2; `OWN_RULE` is for sets without one.
    """

    fps: float = 2.0
    minutes: float = 120.0
    metrics: tuple[tuple[str, tuple[float, ...]], ...] = tuple(OFFICIAL_METRICS.items())
    opening: str = "loose"
    unshown_factor: tuple[float, float] = (17, 13)
    parts: int = 2

    @property
    def n_frames(self) -> int:
        """Frames of a part on the grid."""
        return int(self.minutes * 60 * self.fps)

    @cached_property
    def tolerances_of(self) -> dict[str, tuple[float, ...]]:
        """Full widths in seconds by metric."""
        return dict(self.metrics)

    def tolerances(self, metric: str) -> tuple[float, ...]:
        """Full widths of a metric. Raises UserError for none of the rule's."""
        if metric not in self.tolerances_of:
            raise UserError(f"There is no metric {metric!r}; there are {', '.join(self.tolerances_of)}.")
        return self.tolerances_of[metric]

    @cached_property
    def tolerances_s(self) -> tuple[float, ...]:
        """All full widths that a metric names, ascending."""
        return tuple(sorted({width for _, widths in self.metrics for width in widths}))

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """Metrics that tables list: the opening first, those over several tolerances, and a set's own.

        All official ones at a single tolerance are too many beside these; a set that names some wants them.
        """
        single = {each for each in OFFICIAL_METRICS.items() if len(each[1]) == 1}
        left_out = single if single <= set(self.metrics) else ()
        names = (name for name, widths in self.metrics if (name, widths) not in left_out)
        return tuple(dict.fromkeys((self.opening, *names)))

    def title(self, metric: str) -> str:
        """What a metric's average over classes is called."""
        return "Average-mAP" if len(self.tolerances(metric)) > 1 else "mAP"

    def mean_title(self, metric: str) -> str:
        """ "Average-mAP loose", or "mAP at1" at one tolerance."""
        return f"{self.title(metric)} {metric}"

    @cached_property
    def scale_s(self) -> tuple[float, ...]:
        """Sixty full widths up to the widest, in equal steps: the points of curves over tolerance."""
        widest = self.tolerances_s[-1]
        return tuple(whole_as_int(round(step * widest / 60, 6)) for step in range(1, 61))

    @property
    def opening_tolerance_s(self) -> float:
        """The full width that single moments are judged at first: the middle one of the opening metric."""
        widths = self.tolerances_of[self.opening]
        return widths[(len(widths) - 1) // 2]

    @property
    def narrowest_s(self) -> float:
        """The narrowest tolerance of the metric that is shown first."""
        return self.tolerances_of[self.opening][0]

    @property
    def time_scale(self) -> float:
        """How fine windows are chosen and searched: 1, or a tenth where moments are judged within seconds."""
        return 1.0 if self.opening_tolerance_s >= 5 else 0.1

    def with_metric(self, name: str, tolerances_s: Sequence[float]) -> EvaluationRule:
        """The rule with one more metric, which opens it."""
        others = tuple((other, widths) for other, widths in self.metrics if other != name)
        return replace(self, metrics=(*others, (name, tuple(tolerances_s))), opening=name)

    def to_json(self) -> dict[str, Any]:
        """The object "evaluation" of a classes.json: what differs from `OWN_RULE`."""
        values = {
            "fps": self.fps,
            "minutes": self.minutes,
            "metrics": {name: list(widths) for name, widths in self.metrics},
            "opening": self.opening,
            "unshown_factor": list(self.unshown_factor),
            "parts": self.parts,
        }
        return {
            name: value for name, value in values.items() if getattr(self, name) != getattr(OWN_RULE, name)
        }


OWN_RULE = EvaluationRule(fps=25.0, unshown_factor=(1, 1), parts=4)
"""For sets that do not say how they are evaluated: to the frame of usual videos, and extra time counts."""


SHORT_CLIP_S = 60
"""Videos up to this long are clips: nobody asks for a moment within a minute of one."""
CLIP_METRICS = {"tight": (0.2, 0.4, 0.6, 0.8, 1), "loose": (1, 2, 3, 4, 5)}
"""Tolerances for clips."""


def rule_for_videos(rates: Collection[float], longest_s: float) -> EvaluationRule:
    """`OWN_RULE` for videos of these rates: the grid of the finest, and narrow tolerances for short clips."""
    rule = replace(OWN_RULE, fps=whole_as_int(max(rates))) if rates else OWN_RULE
    if longest_s > SHORT_CLIP_S:
        return rule
    return replace(rule, metrics=tuple(CLIP_METRICS.items()), opening="tight")


def whole_as_int(number: float) -> float:
    """The number, as an int where it is whole, so that it is written without a fraction."""
    return int(number) if number == int(number) else number
