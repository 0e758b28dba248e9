"""What is written over the picture: scoreboard and clock, captions, replay frame, wipe, and SIMULATED."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from core.demo.broadcast import TICKS_PER_S, Broadcast
from core.demo.ink import Colour, text_size, write

_INK, _PANEL, _ACCENT = (245, 247, 250), (16, 24, 40), (0, 168, 132)
CAPTIONS: dict[str, tuple[str, Colour, float]] = {
    "Goal": ("GOAL!", (250, 196, 50), 9),
    "Penalty": ("PENALTY", (250, 196, 50), 5),
    "Yellow card": ("YELLOW CARD", (250, 214, 40), 4.5),
    "Red card": ("RED CARD", (224, 40, 48), 6),
    "Yellow->red card": ("SECOND YELLOW: OFF", (224, 40, 48), 6),
    "Substitution": ("SUBSTITUTION", (70, 200, 120), 5),
    "Offside": ("OFFSIDE", (240, 150, 60), 3.5),
    "Corner": ("CORNER", (90, 170, 240), 3),
    "Direct free-kick": ("FREE-KICK", (90, 170, 240), 3),
    "Indirect free-kick": ("FREE-KICK", (90, 170, 240), 2.5),
    "Foul": ("FOUL", (240, 150, 60), 2.5),
    "Shots on target": ("SHOT ON TARGET", (200, 206, 216), 2.5),
    "Shots off target": ("SHOT OFF TARGET", (200, 206, 216), 2.5),
}
"""Text, colour and seconds of the caption that a shown event gets; nothing betrays one that is not shown."""


def short(team: str) -> str:
    """Three letters for the scoreboard."""
    return "".join(letter for letter in team if letter.isalnum())[:3].upper() or "---"


def paste(image: np.ndarray, panel: np.ndarray, x: int, y: int) -> None:
    """Put a panel on the picture, its upper left corner at (x, y)."""
    image[y : y + panel.shape[0], x : x + panel.shape[1]] = panel


class Scoreboard:
    """Teams, score and clock in the upper left corner; drawn anew once a second."""

    def __init__(self, home: str, away: str, kits) -> None:
        self._names, self._kits = (short(home), short(away)), kits
        self._shown: tuple | None = None
        self._panel = np.zeros((17, 156, 3), np.uint8)

    def draw(self, image: np.ndarray, time_s: int, score: tuple[int, int]) -> None:
        """Draw the board for a match time in seconds and a score."""
        if self._shown != (time_s, score):
            self._shown = (time_s, score)
            panel = self._panel
            panel[:] = _PANEL
            panel[:, 108:] = _ACCENT
            panel[:, :4], panel[:, 102:106] = self._kits[0][0], self._kits[1][0]
            write(panel, self._names[0], 8, 12, _INK)
            write(panel, f"{score[0]}-{score[1]}", 41, 12, (250, 214, 90))
            write(panel, self._names[1], 72, 12, _INK)
            write(panel, f"{time_s // 60:02d}:{time_s % 60:02d}", 113, 12, _INK)
        paste(image, self._panel, 12, 8)


@lru_cache(maxsize=1)
def simulated_tag() -> np.ndarray:
    """The word that is on every picture."""
    panel = np.full((13, 78, 3), _PANEL, np.uint8)
    write(panel, "SIMULATED", 5, 10, (255, 255, 255), 0.36)
    return panel


@lru_cache(maxsize=256)
def _caption(text: str, colour: Colour, who: str) -> np.ndarray:
    width, _ = text_size(f"{text}  {who}" if who else text, 0.42)
    panel = np.full((20, width + 22, 3), _PANEL, np.uint8)
    panel[:, :6] = colour
    end = write(panel, text, 13, 14, colour, 0.42)
    if who:
        write(panel, who, end + 9, 14, _INK, 0.42)
    return panel[:, :300]


def captions(broadcast: Broadcast, teams: tuple[str, str]) -> list[np.ndarray | None]:
    """The caption at every tick; a later event takes the place of an earlier one's."""
    shown: list[np.ndarray | None] = [None] * len(broadcast)
    for start, name, team, visible in broadcast.moments():
        if not visible or name not in CAPTIONS:
            continue
        text, colour, length_s = CAPTIONS[name]
        panel = _caption(text, colour, teams[team - 1] if team else "")
        for tick in range(start, min(start + round(length_s * TICKS_PER_S), len(shown))):
            shown[tick] = panel
    return shown


@lru_cache(maxsize=1)
def _replay_tag() -> np.ndarray:
    panel = np.full((17, 72, 3), _ACCENT, np.uint8)
    for x in (6, 12):
        cv2.fillConvexPoly(panel, np.array([(x, 4), (x, 12), (x - 5, 8)]), _INK)
    write(panel, "REPLAY", 17, 13, _INK)
    return panel


def replay_frame(image: np.ndarray, tick: int) -> None:
    """Frame the picture as a replay: a border, and a tag that pulses."""
    h, w = image.shape[:2]
    cv2.rectangle(image, (3, 3), (w - 4, h - 4), _ACCENT, 3)
    if tick % (2 * TICKS_PER_S) < 1.6 * TICKS_PER_S:
        paste(image, _replay_tag(), w - 84, 8)


def wipe(image: np.ndarray, share: float) -> None:
    """A slanted band crossing the picture; share 0..1 is how far it has come."""
    h, w = image.shape[:2]
    x = round(-260 + share * (w + 300))
    for offset, width, colour in ((0, 180, _PANEL), (30, 100, _ACCENT), (60, 30, _INK)):
        left = x + offset
        corners = [(left + 60, 0), (left + 60 + width, 0), (left + width, h), (left, h)]
        cv2.fillConvexPoly(image, np.array(corners, np.int32), colour, cv2.LINE_AA)
