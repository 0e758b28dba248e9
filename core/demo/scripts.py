"""What is to be seen before and after each action: the words of which simulated features are made.

Classes share most of their words, as real actions do: a shot on target is a shot off target but for the
keeper, a red card is a yellow one but for who leaves. Which words there are, and in which order, tells.
"""

from __future__ import annotations

from typing import NamedTuple


class Word(NamedTuple):
    """Something that is on the screen from start_s to stop_s around an event, this strongly."""

    what: str
    start_s: float
    stop_s: float
    weight: float = 1.0


SCRIPTS: dict[str, tuple[Word, ...]] = {
    "Penalty": (
        Word("ball on the spot", -9, -2, 1.3),
        Word("run-up", -3, 0),
        Word("shot", 0, 1.5),
        Word("keeper moves", 0.5, 4),
        Word("players turn", 4, 8),
    ),
    "Kick-off": (
        Word("players turn", -8, -4),
        Word("two lines", -6, 0),
        Word("centre circle", -3, 1),
        Word("ball back", 0, 2.5),
        Word("build-up", 2, 8),
    ),
    "Goal": (
        Word("attack in the box", -5, -0.5),
        Word("shot", -1.5, 0),
        Word("net moves", 0, 2, 0.7),
        Word("celebration", 2, 8, 0.6),
        Word("players turn", 5, 8, 0.6),
    ),
    "Substitution": (
        Word("board up", -7, -1),
        Word("player leaves", -4, 1),
        Word("player runs on", 0, 4),
        Word("players turn", 3, 8),
    ),
    "Offside": (
        Word("build-up", -8, -2, 0.6),
        Word("through ball", -3, 0),
        Word("flag up", 0, 3),
        Word("stand still", 2, 7),
    ),
    "Shots on target": (
        Word("attack in the box", -5, -0.5),
        Word("shot", -0.5, 1),
        Word("keeper moves", 0.5, 3),
        Word("players turn", 3, 7),
    ),
    "Shots off target": (
        Word("attack in the box", -5, -0.5),
        Word("shot", -0.5, 1),
        Word("past the post", 0.5, 3),
        Word("players turn", 3, 7),
    ),
    "Clearance": (
        Word("ball fetched", -8, -4),
        Word("keeper waits", -6, 0),
        Word("long kick", 0, 2),
        Word("header duel", 1.5, 5),
    ),
    "Ball out of play": (
        Word("ball to the line", -4, 0),
        Word("ball gone", 0, 3),
        Word("ball fetched", 2, 7),
    ),
    "Throw-in": (
        Word("ball fetched", -7, -2),
        Word("throw", -2.5, 0.5),
        Word("ball to the line", 0, 3),
        Word("tight marking", 1, 6),
    ),
    "Foul": (
        Word("tight marking", -6, -1, 0.7),
        Word("duel", -2.5, 0),
        Word("player down", 0, 4),
        Word("stand still", 1.5, 6),
    ),
    "Indirect free-kick": (
        Word("player down", -8, -4, 0.7),
        Word("stand still", -5, 0),
        Word("ball back", 0, 2.5),
        Word("build-up", 2, 7),
    ),
    "Direct free-kick": (
        Word("wall", -8, 0),
        Word("run-up", -3, 0),
        Word("shot", 0, 1.5, 0.8),
        Word("header duel", 1, 5),
    ),
    "Corner": (
        Word("corner flag", -8, 0, 1.1),
        Word("run-up", -2, 0),
        Word("cross", 0, 2),
        Word("header duel", 1.5, 5),
    ),
    "Yellow card": (
        Word("referee talks", -6, 0),
        Word("card up", 0, 2.5),
        Word("referee writes", 2, 7),
    ),
    "Red card": (
        Word("referee talks", -6, 0),
        Word("card up", 0, 2.5),
        Word("player leaves", 2, 8),
    ),
    "Yellow->red card": (
        Word("referee talks", -6, 0),
        Word("card up", 0, 2),
        Word("second card", 1.5, 4),
        Word("player leaves", 3, 8),
    ),
}
"""Words around each class's moment, seconds relative to it; negative is before."""

WORDS: tuple[str, ...] = tuple(dict.fromkeys(word.what for script in SCRIPTS.values() for word in script))
