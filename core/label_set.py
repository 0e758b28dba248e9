"""Label sets: which classes a data set has, what its teams are called, and by which rule it is evaluated.

A label is an index into the classes of a set everywhere in core. `core.label_sets` reads and makes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from core.evaluation_rule import EvaluationRule
from core.exceptions import UserError

NO_TEAM = "not applicable"
VIEWS = ("all", "visible", "unshown")
"""The truths that figures can be over."""
NOT_SHOWN = "not shown"
"""The visibility of a label that the broadcast does not show."""
HOME_AWAY = (NO_TEAM, "home", "away")
"""Team words as Labels-v2.json writes them."""


@dataclass(frozen=True)
class LabelSet:
    """The classes of a data set in order, and what else differs between data sets.

    classes: C names; short_names: for narrow columns; colours: #rrggbb, "" for none; keys: of the keyboard,
    "" for none (each C long). teams: words, the first for no team. visibility: whether labels say if a
    broadcast shows an event. focus: the class that pages open with. label_file: the name of its label files.
    aliases: (text, class): a label that contains the text is of that class, the first that fits.
    Labels of two sets mean the same where the classes are the same; sets are equal where all of it is.
    """

    name: str
    classes: tuple[str, ...]
    short_names: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    teams: tuple[str, ...] = HOME_AWAY
    visibility: bool = True
    focus: str = ""
    label_file: str = "Labels-v2.json"
    aliases: tuple[tuple[str, str], ...] = ()
    rule: EvaluationRule = field(default=EvaluationRule())

    def __post_init__(self) -> None:
        size = len(self.classes)
        for name, filled in {
            "short_names": tuple(map(short_name, self.classes)),
            "colours": ("",) * size,
            "keys": ("",) * size,
        }.items():
            if not getattr(self, name):
                object.__setattr__(self, name, filled)

    def __hash__(self) -> int:
        return hash(self.classes)

    def same_classes(self, other: LabelSet) -> bool:
        """Whether labels mean the same in both, whatever else differs."""
        return self.classes == other.classes

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
        """Raises UserError that names both sets where their classes differ."""
        if self.same_classes(other):
            return
        one, two = self.title, other.title
        if one == two:
            place = next(
                place for place, (a, b) in enumerate(zip(self.classes, other.classes, strict=True)) if a != b
            )
            one, two = (
                f"{each.title}, whose class {place + 1} is {each.classes[place]}" for each in (self, other)
            )
        both = f"{ours[:1].upper()}{ours[1:]} are of the label set {one}, {theirs} of {two}"
        way_out = "figures need one set. Choose another with --label-set, or a run of the same set."
        raise UserError(f"{both}; {self.way_to_order(other) or way_out}")

    def way_to_order(self, other: LabelSet) -> str:
        """What to do where two sets have the same classes in another order; empty where they do not."""
        if sorted(self.classes) != sorted(other.classes) or self.same_classes(other):
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
        evaluation = self.rule.to_json()
        return plain | ({"evaluation": evaluation} if evaluation else {})

    def _class_json(self, label: int) -> str | dict[str, str]:
        name = self.classes[label]
        more = {"short": self.short_names[label], "colour": self.colours[label], "key": self.keys[label]}
        if more["short"] == short_name(name):
            del more["short"]
        more = {key: value for key, value in more.items() if value}
        return {"name": name} | more if more else name


DEFAULTS = {each.name: each.default for each in fields(LabelSet)}


def short_name(name: str) -> str:
    """At most six letters of a name for a narrow column: a word's beginning, or those of several."""
    words = re.findall(r"\w+", name.replace("_", " ")) or [name]
    if len(words) == 1:
        return words[0][:6]
    return ("".join(word[:1].upper() for word in words[:-1]) + words[-1][:4])[:6]
