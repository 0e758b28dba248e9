"""The ground as one camera sees it: perspective, and all that stands still drawn once per position."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from core.demo import ink
from core.demo.pitch import LENGTH_M, WIDTH_M

WIDTH, HEIGHT = 398, 224
"""The picture's size, SoccerNet's 224p."""
MARGIN = 40
"""Pixels around the picture that may be drawn on, so that nothing needs clipping."""
CAMERA_STEP_M = 0.4
CAMERA_RANGE_M = (25.0, 80.0)
_FAR_SCALE, _NEAR_SCALE = 4.6, 6.9
_FAR_V, _NEAR_V = 58.0, 214.0
_GRASS = ((62, 132, 58), (70, 144, 64))
_LINE = (226, 236, 226)
_STAND_TOP, _BOARDS = (34, 38, 52), 15
_BOARD_TEXT = ("SIMULATED", "TOUCHLINE", "DEMO LEAGUE", "SIMULATED", "NETVLAD++", "LOREM COLA")
_BOARD_COLOURS = ((24, 62, 122), (242, 242, 238), (150, 36, 52), (24, 62, 122), (250, 196, 50), (28, 104, 92))


def scale_at(y: np.ndarray | float):
    """Pixels a metre at pitch depth y (0 the far touchline, 68 the near one)."""
    near = np.asarray(y) / WIDTH_M
    return 1 / ((1 - near) / _FAR_SCALE + near / _NEAR_SCALE)


def project(x, y, camera_m: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Metres on the pitch to pixels: (u, v, pixels a metre), for a camera over x = camera_m."""
    scale = scale_at(y)
    u = WIDTH / 2 + (np.asarray(x) - camera_m) * scale
    v = _FAR_V + (scale - _FAR_SCALE) / (_NEAR_SCALE - _FAR_SCALE) * (_NEAR_V - _FAR_V)
    return u, v, scale


@lru_cache(maxsize=1)
def crowd() -> np.ndarray:
    """A strip of spectators, (rows, wide, 3) uint8, for the stand and the crowd shots."""
    rng = np.random.Generator(np.random.PCG64(7))
    strip = np.empty((70, 1200, 3), np.uint8)
    strip[:] = _STAND_TOP
    palette = np.array(
        [(206, 202, 196), (170, 60, 60), (70, 90, 150), (220, 180, 90), (90, 96, 108), (60, 120, 104)]
    )
    for row in range(2, 70, 4):
        for column in range(row % 3, 1200, 4):
            if rng.random() < 0.82:
                shirt = palette[rng.integers(len(palette))] * rng.uniform(0.55, 0.95)
                strip[row + 1 : row + 4, column : column + 3] = shirt
                strip[row, column + 1] = (176, 136, 112)
    return cv2.GaussianBlur(strip, (0, 0), 0.8)  # a little soft, as far things are, and half the bits


def background(camera_m: float) -> np.ndarray:
    """The empty ground from a camera position with its margin, (304, 478, 3) uint8; not to be written to."""
    return _background(round(camera_m / CAMERA_STEP_M))


@lru_cache(maxsize=300)
def _background(step: int) -> np.ndarray:
    camera = step * CAMERA_STEP_M
    image = np.zeros((HEIGHT + 2 * MARGIN, WIDTH + 2 * MARGIN, 3), np.uint8)
    top = MARGIN + int(_FAR_V) - 6
    strip, shift = crowd(), int((camera - 20) * _FAR_SCALE * 0.9)
    rows = np.arange(top - _BOARDS) % len(strip)
    columns = (np.arange(image.shape[1]) + shift) % strip.shape[1]
    image[: top - _BOARDS] = strip[rows[:, None], columns]
    shade = np.linspace(0.45, 1.0, top - _BOARDS)[:, None, None]
    image[: top - _BOARDS] = (image[: top - _BOARDS] * shade).astype(np.uint8)
    _draw_boards(image, top, camera)
    _draw_grass(image, top, camera)
    _draw_lines(image, camera)
    return image


def _draw_boards(image: np.ndarray, top: int, camera: float) -> None:
    length = 17.5
    for index in range(-3, 10):
        u0, u1 = (MARGIN + WIDTH / 2 + (index * length + edge - camera) * _FAR_SCALE for edge in (0, length))
        if u1 < 0 or u0 > image.shape[1]:
            continue
        colour = _BOARD_COLOURS[index % 6]
        cv2.rectangle(image, (round(u0), top - _BOARDS), (round(u1) - 2, top - 1), colour, -1)
        text = _BOARD_TEXT[index % 6]
        w, h = ink.text_size(text, 0.36)
        dark_or_light = (20, 24, 34) if sum(colour) > 420 else (240, 240, 240)
        x, y = round((u0 + u1 - w) / 2), top - (_BOARDS - h) // 2 - 1
        ink.write(image, text, x, y, dark_or_light, 0.36)


def _draw_grass(image: np.ndarray, top: int, camera: float) -> None:
    image[top:] = _GRASS[0]
    wide = 5.25
    for left in wide * np.arange(-5, 27, 2):
        corners = [(left, -3.5), (left + wide, -3.5), (left + wide, 76), (left, 76)]
        cv2.fillConvexPoly(image, np.round(_pixels(corners, camera)).astype(np.int32), _GRASS[1])


def _pixels(points, camera: float) -> np.ndarray:
    """Metres on the pitch, (N, 2), to pixels of the picture with its margin, (N, 2)."""
    u, v, _ = project(*np.array(points, float).T, camera)
    return np.stack([u, v], 1) + MARGIN


def _draw_lines(image: np.ndarray, camera: float) -> None:
    def line(*points: tuple[float, float], closed: bool = False) -> None:
        ink.path(image, _pixels(points, camera), _LINE, closed=closed)

    def arc(x: float, y: float, radius: float, start: float = 0, stop: float = 2 * np.pi) -> None:
        angles = np.linspace(start, stop, 40)
        line(*zip(x + radius * np.cos(angles), y + radius * np.sin(angles), strict=True))

    line((0, 0), (LENGTH_M, 0), (LENGTH_M, WIDTH_M), (0, WIDTH_M), closed=True)
    line((LENGTH_M / 2, 0), (LENGTH_M / 2, WIDTH_M))
    arc(LENGTH_M / 2, WIDTH_M / 2, 9.15)
    arc(LENGTH_M / 2, WIDTH_M / 2, 0.3)
    reach = np.arccos(5.5 / 9.15)
    for goal, inward in ((0.0, 1), (LENGTH_M, -1)):
        for depth, half in ((16.5, 20.16), (5.5, 9.16)):
            x = goal + inward * depth
            line((goal, 34 - half), (x, 34 - half), (x, 34 + half), (goal, 34 + half))
        arc(goal + inward * 11, 34, 0.25)
        turn = 0 if inward > 0 else np.pi
        arc(goal + inward * 11, 34, 9.15, turn - reach, turn + reach)
        for y in (0.0, WIDTH_M):
            quarter = {(1, 0): 0, (1, 1): -np.pi / 2, (-1, 0): np.pi / 2, (-1, 1): np.pi}[inward, int(y > 0)]
            arc(goal, y, 1, quarter, quarter + np.pi / 2)
        _draw_goal(image, goal, inward, camera)


def _draw_goal(image: np.ndarray, goal: float, inward: int, camera: float) -> None:
    behind = goal - inward * 2.0
    posts = np.array([(goal, 30.3), (goal, 37.7), (behind, 37.7), (behind, 30.3)])
    base = _pixels(posts, camera)
    bar = base - np.outer(scale_at(posts[:, 1]) * (2.9, 2.9, 2.0, 2.0), (0, 1))
    for share in np.linspace(0, 1, 9):  # the net, strand by strand
        for a, b, c, d in (
            (base[3], base[2], bar[3], bar[2]),
            (base[0], base[3], bar[0], bar[3]),
            (bar[3], base[3], bar[2], base[2]),
        ):
            ink.line(image, a + (b - a) * share, c + (d - c) * share, (168, 186, 172))
    for a, b in ((base[0], bar[0]), (base[1], bar[1]), (bar[0], bar[1])):
        ink.line(image, a, b, (250, 250, 250), 2)
