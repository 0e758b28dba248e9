"""Lines, shapes and text with soft edges, placed in fractions of a pixel."""

from __future__ import annotations

import cv2
import numpy as np

Colour = tuple[int, int, int]
"""Red, green and blue, each 0 to 255."""
_FONT = cv2.FONT_HERSHEY_DUPLEX
_BITS = 4  # of a pixel's fraction


def _fixed(points) -> np.ndarray:
    return np.round(np.asarray(points, float) * 2**_BITS).astype(np.int32)


def fill(image: np.ndarray, corners, colour: Colour) -> None:
    """Fill a polygon; corners (N, 2) in pixels, as everywhere here."""
    cv2.fillPoly(image, [_fixed(corners)], colour, cv2.LINE_AA, _BITS)


def path(image: np.ndarray, points, colour: Colour, thickness: int = 1, *, closed: bool = False) -> None:
    """Draw a line through points (N, 2)."""
    cv2.polylines(image, [_fixed(points)], closed, colour, thickness, cv2.LINE_AA, _BITS)


def line(image: np.ndarray, a, b, colour: Colour, thickness: int = 1) -> None:
    """Draw a line from point a to point b."""
    cv2.line(image, *_fixed((a, b)).tolist(), colour, max(thickness, 1), cv2.LINE_AA, _BITS)


def ellipse(image: np.ndarray, middle, radii, colour: Colour, stop: int = 360, thickness: int = -1) -> None:
    """Draw an ellipse from the right clockwise to `stop` degrees; thickness -1 fills it."""
    centre, axes = _fixed((middle, radii)).tolist()
    cv2.ellipse(image, centre, axes, 0, 0, stop, colour, thickness, cv2.LINE_AA, _BITS)


def text_size(text: str, size: float, thickness: int = 1) -> tuple[int, int]:
    """(width, height) of a text in pixels."""
    return cv2.getTextSize(text, _FONT, size, thickness)[0]


def write(
    image: np.ndarray, text: str, x: int, y: int, colour: Colour, size: float = 0.38, thickness: int = 1
) -> int:
    """Write text from x on with its base line at y; returns the x where it ends."""
    cv2.putText(image, text, (x, y), _FONT, size, colour, thickness, cv2.LINE_AA)
    return x + text_size(text, size, thickness)[0]
