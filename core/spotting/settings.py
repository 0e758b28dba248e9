"""Settings of each class on its own: method, window, threshold and smoothing, as frozen values."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace

import numpy as np

from core.classes import CLASSES, N_CLASSES
from core.events import Events
from core.exceptions import UserError
from core.spotting.nms import RankedScores
from core.spotting.nms_config import NmsConfig
from core.spotting.split_scores import SplitScores


@dataclass(frozen=True)
class ClassNms:
    """How the spots of one class are made; as NmsConfig, for one class. Raises UserError out of range."""

    method: str = "hard"
    window_s: float = 30.0
    threshold: float = 0.0
    smoothing_s: float = 0.0

    def __post_init__(self) -> None:
        NmsConfig(self.method, self.window_s, self.threshold, smoothing_s=self.smoothing_s)


@dataclass(frozen=True)
class Settings:
    """How the spots of all classes are made. classes: 17, in order; floor and sigma: for all."""

    classes: tuple[ClassNms, ...] = (ClassNms(),) * N_CLASSES
    floor: float = NmsConfig.floor
    sigma: float = NmsConfig.sigma

    def __post_init__(self) -> None:
        if len(self.classes) != N_CLASSES:
            raise UserError(f"Settings name {len(self.classes)} classes; they need all {N_CLASSES}.")
        NmsConfig(floor=self.floor, sigma=self.sigma)

    @classmethod
    def of(cls, config: NmsConfig) -> Settings:
        """The same settings as a config's."""
        classes = tuple(
            ClassNms(config.method, float(window), float(threshold), config.smoothing_s)
            for window, threshold in zip(config.windows_s(), config.thresholds(), strict=True)
        )
        return cls(classes, config.floor, config.sigma)

    @property
    def config(self) -> NmsConfig | None:
        """The one config that does the same; None when classes differ in method or smoothing."""
        groups = self.groups()
        if len(groups) > 1:
            return None
        windows, thresholds = groups[0][0].windows_s(), groups[0][0].thresholds()
        return replace(
            groups[0][0],
            window_s=float(windows[0]) if len(set(windows)) == 1 else tuple(windows.tolist()),
            threshold=float(thresholds[0]) if len(set(thresholds)) == 1 else tuple(thresholds.tolist()),
        )

    def groups(self) -> tuple[tuple[NmsConfig, tuple[int, ...]], ...]:
        """Configs with the classes each is for: one for every method and smoothing that occurs."""
        window, threshold = (
            tuple(getattr(one, name) for one in self.classes) for name in ("window_s", "threshold")
        )
        kinds = dict.fromkeys((one.method, one.smoothing_s) for one in self.classes)
        return tuple(
            (
                NmsConfig(method, window, threshold, smoothing, self.floor, self.sigma),
                tuple(
                    label
                    for label, one in enumerate(self.classes)
                    if (one.method, one.smoothing_s) == (method, smoothing)
                ),
            )
            for method, smoothing in kinds
        )

    def thresholds(self) -> np.ndarray:
        """(17,): the threshold of each class."""
        return np.array([one.threshold for one in self.classes])

    def uncut(self) -> Settings:
        """These settings with every threshold at 0."""
        return replace(self, classes=tuple(replace(one, threshold=0.0) for one in self.classes))

    def with_classes(self, changed: dict[int, ClassNms]) -> Settings:
        """These settings with some classes (by label) changed."""
        return replace(self, classes=tuple(changed.get(label, one) for label, one in enumerate(self.classes)))

    def to_dict(self) -> dict:
        """Plain values, classes by name; `from_dict` takes them back."""
        return {
            "floor": self.floor,
            "sigma": self.sigma,
            "classes": {name: asdict(one) for name, one in zip(CLASSES, self.classes, strict=True)},
        }

    @classmethod
    def from_dict(cls, value: object, name: str) -> Settings:
        """From plain values; `name` is what messages call them.

        Raises UserError naming unknown or missing classes and fields out of range.
        """
        classes = value.get("classes") if isinstance(value, dict) else None
        if not isinstance(classes, dict):
            raise UserError(f'{name} has no object "classes"; it is not a settings file.')
        _refuse(name, "names unknown classes", set(classes) - set(CLASSES))
        _refuse(name, "lacks classes", set(CLASSES) - set(classes))
        try:
            made = tuple(ClassNms(**classes[label]) for label in CLASSES)
            more = {key: value[key] for key in ("floor", "sigma") if key in value}
            return cls(made, **more)
        except (TypeError, UserError) as error:
            raise UserError(f"{name}: {error}") from error


def _refuse(name: str, what: str, labels: Iterable[str]) -> None:
    if labels := sorted(labels):
        raise UserError(
            f"{name} {what}: {', '.join(map(repr, labels))}; the classes are {', '.join(CLASSES)}."
        )


def spots_with(scores: SplitScores, settings: Settings) -> Events:
    """The spots of a split under settings of each class on its own, by game, half, class and time."""
    groups = settings.groups()
    if len(groups) == 1:
        return scores.spots(groups[0][0])
    parts = []
    for config, labels in groups:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            halves = tuple(
                pool.map(
                    lambda half, group=(config, labels): (*half[:2], _only(half[2], *group)), scores.halves
                )
            )
        parts.append(SplitScores(scores.games, halves).spots(replace(config, smoothing_s=0.0)))
    spots = Events.concat(parts)
    return spots[np.lexsort((spots.time_ms, spots.label, spots.half, spots.game))]


def _only(ranked: RankedScores, config: NmsConfig, labels: tuple[int, ...]) -> RankedScores:
    """The smoothed scores of some classes; the others' are negative, which no method keeps or looks at."""
    own = RankedScores(ranked.values[list(labels)], ranked.fps)
    values = np.full_like(ranked.values, -1)
    values[list(labels)] = own.smoothed(config.smoothing_s).values
    chosen = RankedScores(values, ranked.fps)
    if config.smoothing_s == 0:
        chosen.__dict__["order"] = ranked.order  # of these classes it is the same, and it is known
    return chosen


def cut(spots: Events, settings: Settings) -> Events:
    """The spots at or above their class's threshold: what settings do to spots that have no scores.

    Compared in float32, as scores are, so that a cut of the spots at threshold 0 equals `spots_with`.
    """
    least = settings.thresholds().astype(np.float32)
    return spots[spots.confidence.astype(np.float32) >= least[spots.label]]
