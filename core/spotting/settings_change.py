"""What differs from a run's own settings; without it they are the run's, also when those change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.spotting.settings import PARAMETERS, Settings, Value


@dataclass(frozen=True)
class SettingsChange:
    """Settings with another value.

    for_all: (setting, value) that all classes have; for_class: (setting, class, value) of single classes,
    which go before. Kept in order, so that equal changes are equal. Raises KeyError for an unknown setting.
    """

    for_all: tuple[tuple[str, Value], ...] = ()
    for_class: tuple[tuple[str, int, Value], ...] = ()

    def __post_init__(self) -> None:
        place = {name: index for index, name in enumerate(PARAMETERS)}
        for_all = sorted(self.for_all, key=lambda each: place[each[0]])
        for_class = sorted(self.for_class, key=lambda each: (place[each[0]], each[1]))
        object.__setattr__(self, "for_all", tuple(for_all))
        object.__setattr__(self, "for_class", tuple(for_class))

    def __bool__(self) -> bool:
        return bool(self.for_all or self.for_class)

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
        single: dict[int, dict[str, Value]] = {}
        for name, label, value in self.for_class:
            single.setdefault(label, {})[name] = value
        common = dict(self.for_all)
        classes = (
            replace(each, **{**common, **single.get(label, {})}) for label, each in enumerate(base.classes)
        )
        return replace(base, classes=tuple(classes))

    def common(self, name: str) -> Value | None:
        """The value of a setting for all classes, None where that stays."""
        return dict(self.for_all).get(name)

    def each_class(self, name: str) -> dict[int, Value]:
        """The classes that have their own value of a setting."""
        return {label: value for setting, label, value in self.for_class if setting == name}

    def with_all(self, **values: Value) -> SettingsChange:
        """This change with values for all classes; what single classes had of these settings goes."""
        for_all = {**dict(self.for_all), **values}
        return SettingsChange(
            tuple(for_all.items()), tuple(each for each in self.for_class if each[0] not in values)
        )

    def with_class(self, label: int, **values: Value) -> SettingsChange:
        """This change with values for one class."""
        change = self
        for name, value in values.items():
            change = change.with_each(name, {label: value})
        return change

    def with_each(self, name: str, values: Mapping[int, Value]) -> SettingsChange:
        """This change with one setting of single classes."""
        single = {(setting, label): value for setting, label, value in self.for_class}
        single |= {(name, label): value for label, value in values.items()}
        return SettingsChange(self.for_all, tuple((*key, value) for key, value in single.items()))
