"""Pictures away from the play: faces, cards, celebrations, the crowd, and the board at the bench."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from core.demo import stadium
from core.demo.broadcast import TICKS_PER_S
from core.demo.sprites import SKINS, Colour
from core.demo.stadium import HEIGHT, WIDTH

_YELLOW, _RED, _BLACK = (252, 218, 30), (222, 32, 40), (22, 22, 26)
_CARDS = {"Yellow card": (_YELLOW,), "Red card": (_RED,), "Yellow->red card": (_YELLOW, _RED)}
_OUTLINE = (24, 28, 36)


@dataclass(frozen=True)
class Subject:
    """What a cut-away shows: the class it belongs to ("" for none), a kit, a shirt number, the tick."""

    name: str
    kit: tuple[Colour, Colour]
    number: int
    tick: int


def close_up(subject: Subject) -> np.ndarray:
    """A player, or the referee with a card, or players who celebrate: (224, 398, 3) uint8."""
    drift = 20 * np.sin(subject.tick / 31)
    image = _blurred(int(drift) % 8).copy()
    sway = np.sin(subject.tick / TICKS_PER_S * 2.2)
    if subject.name in _CARDS:
        _figure(image, 150 + 4 * sway, 1.0, (_BLACK, _BLACK), 0, "", arm=0.2)
        for index, colour in enumerate(_CARDS[subject.name]):
            _card(image, 236 + index * 34 + 4 * sway, 46 - 3 * sway, colour)
        _figure(image, 330 + 3 * sway, 0.84, subject.kit, subject.number % 3, str(subject.number))
    elif subject.name == "Goal":
        bounce = 12 * abs(np.sin(subject.tick / TICKS_PER_S * 5))
        for index, x in enumerate((96, 312, 200)):
            scale = 0.8 if index < 2 else 1.0
            _figure(
                image, x + 5 * sway, scale, subject.kit, (subject.number + index) % 3,
                str((subject.number + 4 * index) % 23 + 1), arm=1.0, lift=bounce * (1 if index % 2 else 0.6),
            )  # fmt: skip
        _confetti(image, subject.tick)
    else:
        _figure(image, 199 + 8 * sway, 1.12, subject.kit, subject.number % 3, str(subject.number))
    return image


def crowd(subject: Subject) -> np.ndarray:
    """Spectators; they jump and wave their colours after a goal."""
    strip = _large_crowd()
    x = 120 + int(60 * np.sin(subject.tick / 40)) + subject.number * 11 % 200
    image = strip[:HEIGHT, x : x + WIDTH].copy()
    lively = subject.name in ("Goal", "Penalty")
    for index in range(12):
        phase = np.sin(subject.tick / TICKS_PER_S * (6 if lively else 2) + index * 1.9)
        px, py = 18 + index * 34, 168 + index % 3 * 22 - (14 if lively else 3) * phase
        skin = SKINS[index % 3]
        _ellipse(image, px, py + 44, 21, 36, subject.kit[index % 2])
        if lively:
            for side in (-1, 1):
                _line(image, (px + side * 14, py + 24), (px + side * 20, py - 22), skin, 7)
        _ellipse(image, px, py, 11, 13, skin)
        _ellipse(image, px, py - 7, 11, 7, (52, 38, 30))
    if lively:
        _confetti(image, subject.tick)
    return image


def bench(subject: Subject) -> np.ndarray:
    """The touchline: the board with two numbers for a substitution, else the coach."""
    image = _dugout().copy()
    sway = np.sin(subject.tick / TICKS_PER_S * 1.7)
    if subject.name != "Substitution":
        _figure(
            image,
            190 + 6 * sway,
            0.96,
            ((44, 50, 66), (30, 34, 46)),
            subject.number % 3,
            "",
            arm=0.3 + 0.3 * sway,
        )
        return image
    _figure(image, 318 + 4 * sway, 0.86, subject.kit, subject.number % 3, str((subject.number + 8) % 23 + 1))
    _figure(image, 92, 0.86, (_BLACK, _BLACK), 1, "", arm=1.0)
    left, top = 44, 18 + round(2 * sway)
    cv2.rectangle(image, (left, top), (left + 130, top + 54), (14, 14, 16), -1)
    cv2.rectangle(image, (left, top), (left + 130, top + 54), (96, 100, 110), 2)
    off, on = subject.number, (subject.number + 8) % 23 + 1
    for number, colour, x in ((off, (255, 64, 64), left + 10), (on, (80, 255, 120), left + 76)):
        cv2.putText(
            image, f"{number:2d}", (x, top + 42), cv2.FONT_HERSHEY_DUPLEX, 1.2, colour, 2, cv2.LINE_AA
        )
    return image


def _figure(image, x, scale, kit, skin, number, arm=0.0, lift=0.0) -> None:
    """A person from the waist up, middle at x; arm 0..1 raises the arms."""
    base = HEIGHT + 6 - lift
    tone = SKINS[skin]

    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * scale, base - dy * scale

    thick = round(24 * scale)
    for side in (-1, 1):
        if arm > 0 and (side > 0 or arm >= 0.5):  # a card is held by one arm, joy takes both
            elbow, hand = at(side * 74, 130 + 14 * arm), at(side * (84 - 16 * arm), 186)
        else:
            elbow, hand = at(side * 66, 58), at(side * 60, 6)
        _line(image, at(side * 46, 106), elbow, kit[0], thick)
        _line(image, elbow, hand, tone, round(thick * 0.7))
    body = [at(-54, 112), at(-26, 126), at(26, 126), at(54, 112), at(46, -8), at(-46, -8)]
    cv2.fillPoly(image, [np.round(np.array(body) * 16).astype(np.int32)], kit[0], cv2.LINE_AA, 4)
    _line(image, at(0, 118), at(0, 136), tone, round(24 * scale))
    _ellipse(image, *at(0, 158), 25 * scale, 31 * scale, tone)
    _ellipse(image, *at(0, 178), 26 * scale, 16 * scale, (46, 34, 28))
    for side in (-1, 1):
        _ellipse(image, *at(side * 9, 160), 2.4 * scale, 3 * scale, _OUTLINE)
    mouth = tuple(round(value * 16) for value in at(0, 147 if arm >= 1 else 143))
    smile = (round(11 * scale * 16), round((8 if arm >= 1 else 1) * scale * 16))
    cv2.ellipse(image, mouth, smile, 0, 0, 180, (120, 60, 56), 2, cv2.LINE_AA, 4)
    collar = [at(-20, 126), at(0, 112), at(20, 126)]
    cv2.polylines(image, [np.round(np.array(collar) * 16).astype(np.int32)], False, kit[1], 3, cv2.LINE_AA, 4)
    if number:
        (w, _), _ = cv2.getTextSize(number, cv2.FONT_HERSHEY_DUPLEX, 1.3 * scale, 3)
        origin = (round(x - w / 2), round(base - 48 * scale))
        cv2.putText(image, number, origin, cv2.FONT_HERSHEY_DUPLEX, 1.3 * scale, kit[1], 3, cv2.LINE_AA)


def _card(image, x: float, y: float, colour: Colour) -> None:
    corners = np.array([(x - 13, y - 18), (x + 11, y - 21), (x + 15, y + 15), (x - 9, y + 18)])
    pixels = [np.round(corners * 16).astype(np.int32)]
    cv2.fillPoly(image, pixels, colour, cv2.LINE_AA, 4)
    cv2.polylines(image, pixels, True, _OUTLINE, 1, cv2.LINE_AA, 4)


def _confetti(image, tick: int) -> None:
    index = np.arange(70)
    x = (index * 71 + 9 * np.sin(tick / 5 + index)) % WIDTH
    y = (index * 47 + tick * (3 + index % 4)) % HEIGHT
    colours = ((250, 214, 60), (240, 90, 90), (110, 190, 250), (250, 250, 250))
    for number in range(len(index)):
        left, top = int(x[number]), int(y[number])
        image[top : top + 3, left : left + 3] = colours[number % 4]


@lru_cache(maxsize=8)
def _blurred(phase: int) -> np.ndarray:
    """The stand and the pitch, out of focus."""
    camera = 36.0 + 4 * phase
    margin = stadium.MARGIN
    image = stadium.background(camera)[margin : margin + 130, margin : margin + 230]
    return cv2.GaussianBlur(cv2.resize(image, (WIDTH, HEIGHT)), (0, 0), 7)


@lru_cache(maxsize=1)
def _large_crowd() -> np.ndarray:
    large = cv2.resize(stadium.crowd()[:62, :200], (1000, HEIGHT + 6), interpolation=cv2.INTER_NEAREST)
    return cv2.GaussianBlur(large, (0, 0), 1.6)


@lru_cache(maxsize=1)
def _dugout() -> np.ndarray:
    image = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    image[:] = (70, 82, 96)
    image[168:] = (66, 138, 62)
    image[160:168] = (224, 230, 224)
    cv2.rectangle(image, (24, 40), (374, 160), (40, 48, 62), -1)
    cv2.rectangle(image, (24, 34), (374, 46), (0, 168, 132), -1)
    for x in range(44, 360, 46):
        cv2.rectangle(image, (x, 92), (x + 30, 156), (150, 40, 52), -1)
        cv2.rectangle(image, (x, 76), (x + 30, 96), (176, 56, 66), -1)
    return cv2.GaussianBlur(image, (0, 0), 2.2)


def _line(image, a, b, colour: Colour, thickness: int) -> None:
    p, q = (tuple(np.round(np.array(point) * 16).astype(int).tolist()) for point in (a, b))
    cv2.line(image, p, q, colour, max(thickness, 1), cv2.LINE_AA, 4)


def _ellipse(image, x: float, y: float, wide: float, tall: float, colour: Colour) -> None:
    centre = (round(x * 16), round(y * 16))
    cv2.ellipse(image, centre, (round(wide * 16), round(tall * 16)), 0, 0, 360, colour, -1, cv2.LINE_AA, 4)
