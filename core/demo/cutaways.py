"""Pictures away from the play: faces, cards, celebrations, the crowd, and the board at the bench."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from core.demo import stadium
from core.demo.broadcast import TICKS_PER_S
from core.demo.ink import ellipse, fill, line, path, text_size, write
from core.demo.sprites import SKINS, Kit
from core.demo.stadium import HEIGHT, WIDTH

_YELLOW, _RED = (252, 218, 30), (222, 32, 40)
_CARDS = {"Yellow card": (_YELLOW,), "Red card": (_RED,), "Yellow->red card": (_YELLOW, _RED)}
_OUTLINE = (24, 28, 36)
_OFFICIAL: Kit = ((22, 22, 26), (22, 22, 26))
_COACH: Kit = ((44, 50, 66), (30, 34, 46))


@dataclass(frozen=True)
class Subject:
    """What a cut-away shows: the class it belongs to ("" for none), a kit, a shirt number, the tick."""

    name: str
    kit: Kit
    number: int
    tick: int


def close_up(subject: Subject) -> np.ndarray:
    """A player, or the referee with a card, or players who celebrate: (224, 398, 3) uint8."""
    drift = 20 * np.sin(subject.tick / 31)
    image = _blurred(int(drift) % 8).copy()
    sway = np.sin(subject.tick / TICKS_PER_S * 2.2)
    if subject.name in _CARDS:
        _figure(image, 150 + 4 * sway, 1.0, _OFFICIAL, 0, arm=0.2)
        for index, colour in enumerate(_CARDS[subject.name]):
            _card(image, 236 + index * 34 + 4 * sway, 46 - 3 * sway, colour)
        _figure(image, 330 + 3 * sway, 0.84, subject.kit, subject.number, subject.number)
    elif subject.name == "Goal":
        bounce = 12 * abs(np.sin(subject.tick / TICKS_PER_S * 5))
        for index, (x, scale, height) in enumerate(((96, 0.8, 0.6), (312, 0.8, 1), (200, 1.0, 0.6))):
            player, number = subject.number + index, (subject.number + 4 * index) % 23 + 1
            _figure(image, x + 5 * sway, scale, subject.kit, player, number, arm=1.0, lift=bounce * height)
        _confetti(image, subject.tick)
    else:
        _figure(image, 199 + 8 * sway, 1.12, subject.kit, subject.number, subject.number)
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
        ellipse(image, (px, py + 44), (21, 36), subject.kit[index % 2])
        for side in (-1, 1) if lively else ():
            line(image, (px + side * 14, py + 24), (px + side * 20, py - 22), skin, 7)
        ellipse(image, (px, py), (11, 13), skin)
        ellipse(image, (px, py - 7), (11, 7), (52, 38, 30))
    if lively:
        _confetti(image, subject.tick)
    return image


def bench(subject: Subject) -> np.ndarray:
    """The touchline: the board with two numbers for a substitution, else the coach."""
    image = _dugout().copy()
    sway = np.sin(subject.tick / TICKS_PER_S * 1.7)
    if subject.name != "Substitution":
        _figure(image, 190 + 6 * sway, 0.96, _COACH, subject.number, arm=0.3 + 0.3 * sway)
        return image
    off, on = subject.number, (subject.number + 8) % 23 + 1
    _figure(image, 318 + 4 * sway, 0.86, subject.kit, subject.number, on)
    _figure(image, 92, 0.86, _OFFICIAL, 1, arm=1.0)
    left, top = 44, 18 + round(2 * sway)
    for colour, thickness in (((14, 14, 16), -1), ((96, 100, 110), 2)):
        cv2.rectangle(image, (left, top), (left + 130, top + 54), colour, thickness)
    write(image, f"{off:2d}", left + 10, top + 42, (255, 64, 64), 1.2, 2)
    write(image, f"{on:2d}", left + 76, top + 42, (80, 255, 120), 1.2, 2)
    return image


def _figure(image, x, scale, kit, player, number=None, arm=0.0, lift=0.0) -> None:
    """A person from the waist up, middle at x; arm 0..1 raises the arms."""
    base = HEIGHT + 6 - lift
    tone = SKINS[player % 3]

    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * scale, base - dy * scale

    thick = round(24 * scale)
    for side in (-1, 1):
        if arm > 0 and (side > 0 or arm >= 0.5):  # a card is held by one arm, joy takes both
            elbow, hand = at(side * 74, 130 + 14 * arm), at(side * (84 - 16 * arm), 186)
        else:
            elbow, hand = at(side * 66, 58), at(side * 60, 6)
        line(image, at(side * 46, 106), elbow, kit[0], thick)
        line(image, elbow, hand, tone, round(thick * 0.7))
    fill(image, [at(-54, 112), at(-26, 126), at(26, 126), at(54, 112), at(46, -8), at(-46, -8)], kit[0])
    line(image, at(0, 118), at(0, 136), tone, round(24 * scale))
    ellipse(image, at(0, 158), (25 * scale, 31 * scale), tone)
    ellipse(image, at(0, 178), (26 * scale, 16 * scale), (46, 34, 28))
    for side in (-1, 1):
        ellipse(image, at(side * 9, 160), (2.4 * scale, 3 * scale), _OUTLINE)
    mouth, smile = (147, 8) if arm >= 1 else (143, 1)
    ellipse(image, at(0, mouth), (11 * scale, smile * scale), (120, 60, 56), stop=180, thickness=2)
    path(image, [at(-20, 126), at(0, 112), at(20, 126)], kit[1], 3)
    if number is not None:
        size = 1.3 * scale
        left = round(x - text_size(str(number), size, 3)[0] / 2)
        write(image, str(number), left, round(base - 48 * scale), kit[1], size, 3)


def _card(image, x: float, y: float, colour) -> None:
    corners = [(x - 13, y - 18), (x + 11, y - 21), (x + 15, y + 15), (x - 9, y + 18)]
    fill(image, corners, colour)
    path(image, corners, _OUTLINE, closed=True)


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
