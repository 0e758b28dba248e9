"""What differs from a run's own settings; without it they are the run's, also when those change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.spotting.class_settings import PARAMETERS, Value
from core.spotting.settings import Settings


@dataclass(frozen=True)
class SettingsChange:
    """Settings with another value.

    values: (setting, class, value); class None is for all, and a value of a single class goes before. Kept in
    order, so that equal changes are equal. Raises KeyError for an unknown setting.
    """

    values: tuple[tuple[str, int | None, Value], ...] = ()

    def __post_init__(self) -> None:
        place = {name: index for index, name in enumerate(PARAMETERS)}
        in_order = sorted(self.values, key=lambda each: (place[each[0]], -1 if each[1] is None else each[1]))
        object.__setattr__(self, "values", tuple(in_order))

    def __bool__(self) -> bool:
        return bool(self.values)

    @classmethod
    def between(cls, settings: Settings, base: Settings | None = None) -> SettingsChange:
        """The change that makes these settings of a base; without a base the one that makes them of any.

        A setting that differs in some class is given for all classes, as most have it, and for the others.
        """
        change = cls()
        for name in PARAMETERS:
            values = settings.values(name)
            if base is not None and values == base.values(name):
                continue
            common = settings.most_common(name)
            single = {label: value for label, value in enumerate(values) if value != common}
            change = change.with_all(**{name: common}).with_each(name, single)
        return change

    def apply(self, base: Settings) -> Settings:
        """The settings that this change makes of others; floor and sigma stay. Raises UserError."""
        classes = []
        for label, each in enumerate(base.classes):
            values = {name: value for name, at, value in self.values if at in (None, label)}
            classes.append(replace(each, **values))
        return replace(base, classes=tuple(classes))

    def common(self, name: str) -> Value | None:
        """The value of a setting for all classes, None where that stays."""
        return {setting: value for setting, label, value in self.values if label is None}.get(name)

    def each_class(self, name: str) -> dict[int, Value]:
        """The classes that have their own value of a setting."""
        single = (each for each in self.values if each[0] == name and each[1] is not None)
        return {label: value for _, label, value in single}

    def with_all(self, **values: Value) -> SettingsChange:
        """This change with values for all classes; what single classes had of these settings goes."""
        rest = (each for each in self.values if each[0] not in values)
        return SettingsChange((*rest, *((name, None, value) for name, value in values.items())))

    def with_class(self, label: int, **values: Value) -> SettingsChange:
        """This change with values for one class."""
        change = self
        for name, value in values.items():
            change = change.with_each(name, {label: value})
        return change

    def with_each(self, name: str, values: Mapping[int, Value]) -> SettingsChange:
        """This change with one setting of single classes."""
        rest = (each for each in self.values if each[0] != name or each[1] not in values)
        return SettingsChange((*rest, *((name, label, value) for label, value in values.items())))
