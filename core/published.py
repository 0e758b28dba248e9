"""Published figures on SoccerNet-v2, to hold ours against: Average-mAP, loose, test split, in percent."""

from __future__ import annotations

from dataclasses import dataclass

from core.classes import CLASSES

_ORDER = (
    "Ball out of play",
    "Throw-in",
    "Foul",
    "Indirect free-kick",
    "Clearance",
    "Shots on target",
    "Shots off target",
    "Corner",
    "Substitution",
    "Kick-off",
    "Yellow card",
    "Offside",
    "Direct free-kick",
    "Goal",
    "Penalty",
    "Yellow->red card",
    "Red card",
)
"""The order of the papers' tables, which is not ours."""


@dataclass(frozen=True)
class Published:
    """One row of a published table, as fractions. per_class: AP by class name."""

    name: str
    source: str
    average: float
    visible: float
    unshown: float
    per_class: dict[str, float]

    def column(self) -> list[float]:
        """AP in the order of CLASSES."""
        return [self.per_class[name] for name in CLASSES]


def _row(name: str, source: str, summary: tuple[float, ...], classes: tuple[float, ...]) -> Published:
    average, visible, unshown = (round(value / 100, 4) for value in summary)
    table = {label: round(value / 100, 4) for label, value in zip(_ORDER, classes, strict=True)}
    return Published(name, source, average, visible, unshown, table)


PUBLISHED: tuple[Published, ...] = (
    _row(
        "NetVLAD++ paper, best",
        "Giancola and Ghanem 2021, Temporally-Aware Feature Pooling for Action Spotting, ResNet-152 features",
        (53.3, 59.1, 35.1),
        (70.2, 68.9, 64.1, 45.2, 56.6, 38.2, 40.4, 79.8, 68.9, 61.1, 56.1, 38.0, 58.2, 71.6, 79.1, 5.5, 3.5),
    ),
    _row(
        "NetVLAD++ paper, PCA",
        "Giancola and Ghanem 2021, Temporally-Aware Feature Pooling for Action Spotting, PCA to 512",
        (50.7, 55.8, 37.3),
        (68.2, 65.3, 62.4, 43.4, 56.0, 37.1, 38.3, 78.9, 70.3, 59.6, 50.0, 35.3, 55.2, 70.2, 67.7, 1.7, 1.5),
    ),
    _row(
        "lab report (PCA)",
        "the lab report that this product implements, PCA to 512",
        (50.6, 55.6, 37.1),
        (68.6, 65.2, 62.2, 43.4, 55.7, 37.3, 38.8, 78.9, 69.9, 60.0, 49.4, 35.3, 55.5, 70.2, 66.6, 1.8, 1.2),
    ),
)
