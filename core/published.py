"""Published figures on SoccerNet-v2, to hold ours against: Average-mAP, loose, test split, in percent."""

from __future__ import annotations

from dataclasses import dataclass

from core.label_sets import SOCCERNET_V2


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
        """AP in the order of SoccerNet-v2's classes."""
        return [self.per_class[name] for name in SOCCERNET_V2.classes]


_PAPER = "Giancola and Ghanem 2021, Temporally-Aware Feature Pooling for Action Spotting"
_SOURCES = (
    ("NetVLAD++ paper, best", f"{_PAPER}, ResNet-152 features"),
    ("NetVLAD++ paper, PCA", f"{_PAPER}, PCA to 512"),
    ("lab report (PCA)", "the lab report that this product implements, PCA to 512"),
)
_AVERAGES = ((53.3, 59.1, 35.1), (50.7, 55.8, 37.3), (50.6, 55.6, 37.1))
"""All, visible and unshown, of each source."""
_PER_CLASS = {
    "Ball out of play": (70.2, 68.2, 68.6),
    "Throw-in": (68.9, 65.3, 65.2),
    "Foul": (64.1, 62.4, 62.2),
    "Indirect free-kick": (45.2, 43.4, 43.4),
    "Clearance": (56.6, 56.0, 55.7),
    "Shots on target": (38.2, 37.1, 37.3),
    "Shots off target": (40.4, 38.3, 38.8),
    "Corner": (79.8, 78.9, 78.9),
    "Substitution": (68.9, 70.3, 69.9),
    "Kick-off": (61.1, 59.6, 60.0),
    "Yellow card": (56.1, 50.0, 49.4),
    "Offside": (38.0, 35.3, 35.3),
    "Direct free-kick": (58.2, 55.2, 55.5),
    "Goal": (71.6, 70.2, 70.2),
    "Penalty": (79.1, 67.7, 66.6),
    "Yellow->red card": (5.5, 1.7, 1.8),
    "Red card": (3.5, 1.5, 1.2),
}
"""A column for each source; classes in the order of the papers' tables, which is not ours."""


def _published(
    name: str, source: str, averages: tuple[float, ...], per_class: tuple[float, ...]
) -> Published:
    table = {label: round(value / 100, 4) for label, value in zip(_PER_CLASS, per_class, strict=True)}
    return Published(name, source, *(round(value / 100, 4) for value in averages), table)


PUBLISHED = tuple(
    _published(*source, averages, per_class)
    for source, averages, per_class in zip(
        _SOURCES, _AVERAGES, zip(*_PER_CLASS.values(), strict=True), strict=True
    )
)
