"""How spots are made from scores, from slider to NMS to file, as frozen values of each class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from core.exceptions import UserError
from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2
from core.spotting.class_settings import PARAMETERS, ClassSettings, check_range


class Group(NamedTuple):
    """Classes that are smoothed and suppressed alike."""

    method: str
    smoothing_s: float
    labels: tuple[int, ...]


@dataclass(frozen=True)
class Settings:
    """How the spots of all classes of a label set are made. Raises UserError on values out of range.

    classes: one for each class; where none is given the defaults, with a window as wide as the tolerance that
    the label set opens with: 30 s for SoccerNet-v2, as the official inference has it.
    """

    classes: tuple[ClassSettings, ...] = ()
    floor: float = 1e-3
    """Soft methods drop what has decayed below this, so that not every frame becomes a spot."""
    sigma: float = 0.5
    """Width of soft-gaussian's decay, exp(-overlap ** 2 / sigma)."""
    label_set: LabelSet = SOCCERNET_V2

    def __post_init__(self) -> None:
        size = len(self.label_set)
        if not self.classes:
            object.__setattr__(self, "classes", (_default(self.label_set),) * size)
        if len(self.classes) != size:
            raise UserError(
                f"Settings name {len(self.classes)} classes; {self.label_set.title} needs all {size}."
            )
        check_range("floor", self.floor, 0, 1)
        check_range("sigma", self.sigma, 1e-6, 1e6)

    @classmethod
    def uniform(
        cls,
        *values: Any,
        floor: float = floor,
        sigma: float = sigma,
        label_set: LabelSet = SOCCERNET_V2,
        **named: Any,
    ) -> Settings:
        """The same for all classes: values as `ClassSettings` takes them."""
        given = dict(zip(PARAMETERS, values, strict=False)) | named
        return cls((replace(_default(label_set), **given),) * len(label_set), floor, sigma, label_set)

    def values(self, name: str) -> tuple[Any, ...]:
        """(C,): one setting of each class."""
        return tuple(getattr(each, name) for each in self.classes)

    def most_common(self, name: str) -> Any:
        """The value of a setting that most classes have; of equally common ones the first."""
        return Counter(self.values(name)).most_common(1)[0][0]

    def is_mixed(self, name: str) -> bool:
        """Whether classes differ in a setting."""
        return len(set(self.values(name))) > 1

    @cached_property
    def windows_s(self) -> np.ndarray:
        """(C,) float64: the window of each class."""
        return np.array(self.values("window_s"), np.float64)

    @cached_property
    def thresholds(self) -> np.ndarray:
        """(C,) float64: the threshold of each class."""
        return np.array(self.values("threshold"), np.float64)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The classes by method and smoothing: one group unless classes differ in them."""
        labels: dict[tuple[str, float], list[int]] = {}
        for label, each in enumerate(self.classes):
            labels.setdefault((each.method, each.smoothing_s), []).append(label)
        return tuple(Group(*key, tuple(group)) for key, group in labels.items())

    def with_all(self, **values: Any) -> Settings:
        """These settings with some values changed for all classes."""
        return replace(self, classes=tuple(replace(each, **values) for each in self.classes))

    def uncut(self) -> Settings:
        """These settings with every threshold at 0."""
        return self.with_all(threshold=0.0)

    def with_classes(self, changed: Mapping[int, ClassSettings]) -> Settings:
        """These settings with some classes (by label) changed."""
        classes = tuple(changed.get(label, each) for label, each in enumerate(self.classes))
        return replace(self, classes=classes)

    def to_dict(self) -> dict[str, Any]:
        """Plain values class by class, as in settings/<name>.json; `from_dict` takes them back."""
        return {
            "floor": self.floor,
            "sigma": self.sigma,
            "classes": {
                name: asdict(each) for name, each in zip(self.label_set.classes, self.classes, strict=True)
            },
        }

    @classmethod
    def from_dict(cls, value: object, name: str, label_set: LabelSet = SOCCERNET_V2) -> Settings:
        """From plain values; `name` is what messages call them.

        Raises UserError naming unknown or missing classes and fields out of range.
        """
        classes = value.get("classes") if isinstance(value, dict) else None
        if not isinstance(classes, dict):
            raise UserError(f'{name} has no object "classes"; it is not a settings file.')
        known = set(label_set.classes)
        _refuse(name, "names unknown classes", set(classes) - known, label_set)
        _refuse(name, "lacks classes", known - set(classes), label_set)
        try:
            return cls(
                tuple(ClassSettings(**classes[label]) for label in label_set.classes),
                **{key: value[key] for key in ("floor", "sigma") if key in value},
                label_set=label_set,
            )
        except (TypeError, UserError) as error:
            raise UserError(f"{name}: {error}") from error

    def to_columns(self) -> dict[str, Any]:
        """Plain values setting by setting, as in run.json: one value, or a list where classes differ."""
        rows = {name: self.values(name) for name in PARAMETERS}
        columns = {name: list(row) if self.is_mixed(name) else row[0] for name, row in rows.items()}
        return {**columns, "floor": self.floor, "sigma": self.sigma}

    @classmethod
    def from_columns(cls, columns: Mapping[str, Any], label_set: LabelSet = SOCCERNET_V2) -> Settings:
        """From `to_columns`; what is absent is at its default.

        Raises UserError for values out of range, TypeError for unknown settings and values of another type.
        """
        rest, rows, size, default = {**columns}, [], len(label_set), _default(label_set)
        for name in PARAMETERS:
            value = rest.pop(name, getattr(default, name))
            row = value if isinstance(value, list | tuple) else (value,) * size
            if len(row) != size:
                raise UserError(f"{name} has {len(row)} values; give one, or one for each of {size} classes.")
            rows.append(row)
        classes = tuple(ClassSettings(*values) for values in zip(*rows, strict=True))
        return cls(classes, **rest, label_set=label_set)


def _default(label_set: LabelSet) -> ClassSettings:
    return ClassSettings(window_s=float(label_set.rule.opening_tolerance_s))


def _refuse(name: str, what: str, labels: Iterable[str], label_set: LabelSet) -> None:
    if labels := sorted(labels):
        listed, known = ", ".join(map(repr, labels)), ", ".join(label_set.classes)
        raise UserError(f"{name} {what}: {listed}; the classes are {known}.")
