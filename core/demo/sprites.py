"""Players, ready to be stamped on the picture: drawn once per shirt, size and step."""

from __future__ import annotations

import zlib
from functools import lru_cache

import cv2
import numpy as np

from core.demo.ink import Colour

Kit = tuple[Colour, Colour]
"""Shirt and shorts."""
SHIRTS: tuple[Kit, ...] = (
    ((214, 40, 52), (250, 250, 250)),
    ((40, 84, 190), (250, 250, 250)),
    ((250, 250, 250), (30, 34, 46)),
    ((250, 206, 46), (26, 60, 140)),
    ((120, 34, 110), (250, 236, 160)),
    ((242, 122, 32), (24, 24, 30)),
    ((110, 196, 236), (28, 40, 84)),
    ((32, 36, 48), (214, 40, 52)),
)
"""What teams wear."""
REFEREE_KIT: Kit = ((16, 16, 18), (16, 16, 18))
KEEPER_KITS: tuple[Kit, ...] = (((150, 230, 90), (40, 60, 40)), ((240, 130, 190), (70, 30, 60)))
SKINS: tuple[Colour, ...] = ((236, 196, 164), (186, 134, 98), (124, 82, 58))
SHADOW: Colour = (44, 98, 42)
FOOT = 2
"""Pixels of a sprite below the feet."""
_FINE = 4  # drawn this much larger, then shrunk


def kits(home: str, away: str) -> tuple[Kit, Kit]:
    """The kits of two teams: a team's own colours, the visitors' next ones when they clash."""
    home_kit, away_kit = (zlib.crc32(name.encode()) % len(SHIRTS) for name in (home, away))
    while np.linalg.norm(np.subtract(SHIRTS[home_kit][0], SHIRTS[away_kit][0])) < 160:
        away_kit = (away_kit + 1) % len(SHIRTS)
    return SHIRTS[home_kit], SHIRTS[away_kit]


@lru_cache(maxsize=2048)
def player(kit: Kit, skin: int, height: int, step: int) -> tuple[np.ndarray, np.ndarray]:
    """A player of `height` pixels: (picture, mask), both (h, w, 3) uint8, feet in the middle, `FOOT` up.

    The shadow falls beside them. step 0 stands, 1 and 2 run.
    """
    tall, wide = (height + 3) * _FINE, (height + 3) // 4 * 2 * _FINE + _FINE
    picture = np.zeros((tall, wide, 3), np.uint8)
    mask = np.zeros((tall, wide), np.uint8)
    unit, middle, foot = height * _FINE / 10, wide // 2, tall - 2 * _FINE

    def both(draw, colour: Colour, *shape) -> None:
        draw(picture, *shape[:-1], colour, shape[-1])
        draw(mask, *shape[:-1], 255, shape[-1])

    def at(x: float, y: float) -> tuple[int, int]:
        return round(middle + x * unit), round(foot - y * unit)

    shade = (max(wide * 3 // 8, 1), 2 * _FINE)
    for layer, colour in ((picture, SHADOW), (mask, 255)):
        cv2.ellipse(layer, (wide * 9 // 16, tall - 2 * _FINE), shade, 0, 0, 360, colour, -1)
    spread = (0.7, 1.6, -1.2)[step]
    for side in (-1, 1):
        both(cv2.line, SKINS[skin], at(0.5 * side, 3.6), at(spread * side, 0.2), max(round(unit * 0.9), 2))
        arm = at((1.3 + spread / 3) * side, 4.7)
        both(cv2.line, SKINS[skin], at(0, 7), arm, max(round(unit * 0.7), 2))
    both(cv2.rectangle, kit[1], at(-1.2, 4.6), at(1.2, 3.0), -1)
    both(cv2.rectangle, kit[0], at(-1.3, 7.6), at(1.3, 4.4), -1)
    both(cv2.circle, SKINS[skin], at(0, 8.7), round(unit * 1.15), -1)
    both(cv2.circle, (58, 40, 30), at(0, 9.2), round(unit * 0.85), -1)
    size = (wide // _FINE, tall // _FINE)
    covered = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    small = np.clip(small * 255 / np.maximum(covered, 1)[..., None], 0, 255).astype(np.uint8)
    return small, np.repeat((covered > 110).astype(np.uint8)[..., None] * 255, 3, axis=2)
