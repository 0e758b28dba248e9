"""How figures are written for people: AP in percent, differences in points, the rest as fractions.

Average-mAP, mAP and AP are percent with two digits and differences of them points with two digits and a sign;
precision, recall, F1 and confidence are fractions with three digits. JSON and CSV files hold plain fractions.
"""

from __future__ import annotations

from collections.abc import Sequence

NONE = "–"
"""What stands for a figure that does not exist, such as the AP of a class without truths."""


def percent(value: float | None) -> str:
    """An AP, given as a fraction, in percent: 0.314 is "31.40"."""
    return NONE if _none(value) else f"{100 * value:.2f}"


def points(difference: float | None, digits: int = 2) -> str:
    """A difference of two APs, given as fractions, in percentage points: 0.012 is "+1.20", -0.012 "−1.20".

    What rounds to 0 has no sign. digits: after the point, where two would show a difference as none.
    """
    return NONE if _none(difference) else _signed(difference, f"{abs(100 * difference):.{digits}f}")


def fraction(value: float | None) -> str:
    """A precision, recall, F1 or confidence: 0.314 is "0.314"."""
    return NONE if _none(value) else f"{value:.3f}"


def signed_fraction(difference: float | None) -> str:
    """A difference of two precisions, recalls, F1 or confidences: 0.012 is "+0.012", -0.012 "−0.012".

    What rounds to 0 has no sign.
    """
    return NONE if _none(difference) else _signed(difference, fraction(abs(difference)))


def tolerance(full_width_s: float) -> str:
    """A tolerance with what it means: 30 is "30 s (within 15 s either side)"."""
    return f"{full_width_s:g} s (within {full_width_s / 2:g} s either side)"


def count(number: int, noun: str, plural: str = "") -> str:
    """A number of things: "1 game", "1,234 games". plural: where it is not the noun with an s."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def _signed(difference: float, size: str) -> str:
    return size if float(size) == 0 else ("+" if difference > 0 else "−") + size


def _none(value: float | None) -> bool:
    return value is None or value != value


def name_width(names: Sequence[str]) -> int:
    """How wide a column of names is on a terminal."""
    return max(24, *map(len, names))
