"""Label sets: which classes a data set has, what its teams are called, and how it is evaluated.

A label is an index into the classes of a set everywhere in core. `core.label_sets` reads and makes them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

from core.exceptions import UserError

NO_TEAM = "not applicable"
VIEWS = ("all", "visible", "unshown")
"""The truths that figures can be over."""
HOME_AWAY = (NO_TEAM, "home", "away")
"""Team words as Labels-v2.json writes them."""

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


OWN_RULE = EvaluationRule(fps=25.0, unshown_factor=(1, 1), parts=4)
"""For sets that do not say how they are evaluated: to the frame of usual videos, and extra time counts."""


@dataclass(frozen=True)
class LabelSet:
    """The classes of a data set in order, and what else differs between data sets.

    classes: C names; short_names: for narrow columns; colours: #rrggbb, "" for none; keys: of the keyboard,
    "" for none (each C long). teams: words, the first for no team. visibility: whether labels say if a
    broadcast shows an event. focus: the class that pages open with. label_file: the name of its label files.
    aliases: (text, class): a label that contains the text is of that class, the first that fits. Two sets are
    the same where their classes are.
    """

    name: str
    classes: tuple[str, ...]
    short_names: tuple[str, ...] = field(default=(), compare=False)
    colours: tuple[str, ...] = field(default=(), compare=False)
    keys: tuple[str, ...] = field(default=(), compare=False)
    teams: tuple[str, ...] = field(default=HOME_AWAY, compare=False)
    visibility: bool = field(default=True, compare=False)
    focus: str = field(default="", compare=False)
    label_file: str = field(default="Labels-v2.json", compare=False)
    aliases: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    rule: EvaluationRule = field(default=EvaluationRule(), compare=False)

    def __post_init__(self) -> None:
        size = len(self.classes)
        for name, filled in {
            "short_names": tuple(map(short_name, self.classes)),
            "colours": ("",) * size,
            "keys": ("",) * size,
        }.items():
            if not getattr(self, name):
                object.__setattr__(self, name, filled)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LabelSet) and self.classes == other.classes

    def __hash__(self) -> int:
        return hash(self.classes)

    def __len__(self) -> int:
        return len(self.classes)

    def __contains__(self, name: object) -> bool:
        return name in self.index

    @cached_property
    def index(self) -> dict[str, int]:
        """Label by class name."""
        return {name: label for label, name in enumerate(self.classes)}

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        """The classes' names as URLs write them, each once."""
        slugs: list[str] = []
        for name in self.classes:
            slug = re.sub(r"[\W_]+", "-", name.casefold()).strip("-") or "class"
            number = sum(
                slug == other or re.fullmatch(re.escape(slug) + r"-\d+", other) is not None for other in slugs
            )
            slugs.append(f"{slug}-{number + 1}" if slug in slugs else slug)
        return tuple(slugs)

    @property
    def views(self) -> tuple[str, ...]:
        """The truths that figures can be over: all, and where labels say so those shown and those not."""
        return VIEWS if self.visibility else VIEWS[:1]

    @property
    def focus_label(self) -> int:
        """The label that pages open with."""
        return self.index.get(self.focus, 0)

    def label_of(self, text: object) -> int | None:
        """The label that a file's text stands for; None where it is none of the set."""
        if isinstance(text, str):
            if text in self.index:
                return self.index[text]
            for part, name in self.aliases:
                if part in text:
                    return self.index[name]
        return None

    def team_index(self, word: object) -> int:
        """The index of a team's word; what names no team is not applicable."""
        return self.teams.index(word) if word in self.teams else 0

    def require_same(self, other: LabelSet, ours: str = "these labels", theirs: str = "those spots") -> None:
        """Raises UserError that names both sets where they differ."""
        if self == other:
            return
        both = f"{ours[:1].upper()}{ours[1:]} are of the label set {self.title}, {theirs} of {other.title}"
        if way_out := self.way_to_order(other):
            raise UserError(f"{both}: {way_out}")
        raise UserError(
            f"{both}; figures need one set. Choose another with --label-set, or a run of the same set."
        )

    def way_to_order(self, other: LabelSet) -> str:
        """What to do where two sets have the same classes in another order; empty where they do not."""
        if sorted(self.classes) != sorted(other.classes) or self == other:
            return ""
        return (
            "the same classes in another order. Put those of classes.json or --label-set into the order of "
            "the run, or make the run again."
        )

    @property
    def title(self) -> str:
        """'ball-2023 (2 classes: PASS, DRIVE)', at most three named."""
        named = ", ".join(self.classes[:3]) + (", .." if len(self) > 3 else "")
        return f"{self.name} ({len(self)} class{'es' * (len(self) != 1)}: {named})"

    def to_json(self) -> dict[str, Any]:
        """The object of a classes.json, without what stands at its default."""
        plain = {"name": self.name, "classes": [self._class_json(label) for label in range(len(self))]}
        for name in ("focus", "visibility", "label_file"):
            if getattr(self, name) != DEFAULTS[name]:
                plain[name] = getattr(self, name)
        if self.teams != HOME_AWAY:
            plain["teams"] = list(self.teams)
        if self.aliases:
            plain["aliases"] = dict(self.aliases)
        rule = self.rule
        values = {
            "fps": rule.fps,
            "minutes": rule.minutes,
            "metrics": {name: list(widths) for name, widths in rule.metrics},
            "opening": rule.opening,
            "unshown_factor": list(rule.unshown_factor),
            "parts": rule.parts,
        }
        evaluation = {
            name: value for name, value in values.items() if getattr(rule, name) != getattr(OWN_RULE, name)
        }
        return plain | ({"evaluation": evaluation} if evaluation else {})

    def _class_json(self, label: int) -> str | dict[str, str]:
        name = self.classes[label]
        more = {"short": self.short_names[label], "colour": self.colours[label], "key": self.keys[label]}
        if more["short"] == short_name(name):
            del more["short"]
        more = {key: value for key, value in more.items() if value}
        return {"name": name} | more if more else name


DEFAULTS = {each.name: each.default for each in fields(LabelSet)}


def whole_as_int(number: float) -> float:
    """The number, as an int where it is whole, so that it is written without a fraction."""
    return int(number) if number == int(number) else number


def short_name(name: str) -> str:
    """At most six letters of a name for a narrow column: a word's beginning, or those of several."""
    words = re.findall(r"\w+", name.replace("_", " ")) or [name]
    if len(words) == 1:
        return words[0][:6]
    return ("".join(word[:1].upper() for word in words[:-1]) + words[-1][:4])[:6]
