"""What is to be seen before and after each action: the words of which simulated features are made.

Classes share most of their words, as real actions do: a shot on target is a shot off target but for the
keeper, a red card is a yellow one but for who leaves. Which words there are, and in which order, tells.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Word(NamedTuple):
    """Something that is on the screen from start_s to stop_s around an event, this strongly."""

    what: str
    start_s: float
    stop_s: float
    weight: float = 1.0


_SCRIPTS = {
    "Penalty": "ball on the spot -9..-2 x1.3, run-up -3..0, shot 0..1.5, keeper moves 0.5..4, "
    "players turn 4..8",
    "Kick-off": "players turn -8..-4, two lines -6..0, centre circle -3..1, ball back 0..2.5, build-up 2..8",
    "Goal": "attack in the box -5..-0.5, shot -1.5..0, net moves 0..2 x0.7, celebration 2..8 x0.6, "
    "players turn 5..8 x0.6",
    "Substitution": "board up -7..-1, player leaves -4..1, player runs on 0..4, players turn 3..8",
    "Offside": "build-up -8..-2 x0.6, through ball -3..0, flag up 0..3, stand still 2..7",
    "Shots on target": "attack in the box -5..-0.5, shot -0.5..1, keeper moves 0.5..3, players turn 3..7",
    "Shots off target": "attack in the box -5..-0.5, shot -0.5..1, past the post 0.5..3, players turn 3..7",
    "Clearance": "ball fetched -8..-4, keeper waits -6..0, long kick 0..2, header duel 1.5..5",
    "Ball out of play": "ball to the line -4..0, ball gone 0..3, ball fetched 2..7",
    "Throw-in": "ball fetched -7..-2, throw -2.5..0.5, ball to the line 0..3, tight marking 1..6",
    "Foul": "tight marking -6..-1 x0.7, duel -2.5..0, player down 0..4, stand still 1.5..6",
    "Indirect free-kick": "player down -8..-4 x0.7, stand still -5..0, ball back 0..2.5, build-up 2..7",
    "Direct free-kick": "wall -8..0, run-up -3..0, shot 0..1.5 x0.8, header duel 1..5",
    "Corner": "corner flag -8..0 x1.1, run-up -2..0, cross 0..2, header duel 1.5..5",
    "Yellow card": "referee talks -6..0, card up 0..2.5, referee writes 2..7",
    "Red card": "referee talks -6..0, card up 0..2.5, player leaves 2..8",
    "Yellow->red card": "referee talks -6..0, card up 0..2, second card 1.5..4, player leaves 3..8",
}
"""Words around each class's moment: from..to in seconds, negative before it; x the strength, where not 1."""
_WORD = re.compile(r"(.+) (-?[\d.]+?)\.\.(-?[\d.]+)(?: x([\d.]+))?")


def _words(script: str) -> tuple[Word, ...]:
    parts = (_WORD.fullmatch(word).groups("1") for word in script.split(", "))
    return tuple(Word(what, *map(float, numbers)) for what, *numbers in parts)


SCRIPTS = {name: _words(script) for name, script in _SCRIPTS.items()}
WORDS = tuple(dict.fromkeys(word.what for script in SCRIPTS.values() for word in script))
