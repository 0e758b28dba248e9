"""How often what follows what, and after how long: measured from labels, held against the demo league.

`python -m core.demo.measure LABELS_ZIP_OR_ROOT` writes the tables that core/demo/rates.py keeps.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.demo.rates import QUANTILES
from core.demo.simulator import CLASSES
from core.events import Events
from core.exceptions import UserError

C = len(CLASSES)
SHARE_KEPT = 0.015
"""Rarer successors are left out of the tables, but for the rarest classes, which would vanish."""
COUNT_KEPT = 3
"""What was seen fewer times than this tells nothing about its gap."""
RARE = ("Penalty", "Red card", "Yellow->red card")
_SAME_MOMENT = (
    *("Yellow card", "Red card", "Yellow->red card", "Substitution", "Foul", "Offside", "Kick-off"),
    *("Throw-in", "Indirect free-kick", "Direct free-kick", "Penalty", "Corner", "Clearance"),
    *("Shots off target", "Shots on target", "Goal", "Ball out of play"),
)
_RANK = np.array([_SAME_MOMENT.index(name) for name in CLASSES])
"""Labels at one time stamp in the order of the play: free-kick, then shot, then goal."""


@dataclass(frozen=True)
class Measured:
    """What the labels of H halves show.

    per_half (2, C): events a half, first and second halves apart. visible (C,): share shown, NaN for none.
    pairs (C, C): how often the column followed the row; follows (C, C): that as shares by row.
    gaps_s: (class, next) -> (q,) seconds at `QUANTILES`;
    same_team (C, C): share of successors by the same team, NaN where a team is not named.
    gap_s (q,): all gaps together.
    """

    halves: int
    per_half: np.ndarray
    visible: np.ndarray
    pairs: np.ndarray
    follows: np.ndarray
    gaps_s: dict[tuple[int, int], np.ndarray]
    same_team: np.ndarray
    gap_s: np.ndarray


def measure(events: Events) -> Measured:
    """Counts, shares and gaps of truths; each game counts as two halves. Raises ValueError on no events."""
    if not len(events):
        raise ValueError("no events to measure")
    order = np.lexsort((_RANK[events.label], events.time_ms, events.half, events.game))
    events = events[order]
    per_half = np.stack([np.bincount(events.label[events.half == h], minlength=C) for h in (1, 2)])
    shown = np.bincount(events.label[events.visible], minlength=C)
    total = per_half.sum(0)
    key = events.game.astype(np.int64) * 2 + events.half
    within = key[1:] == key[:-1]
    first, second = events[:-1][within], events[1:][within]
    gap_s = (second.time_ms - first.time_ms) / 1000
    named = (first.team > 0) & (second.team > 0)
    kinds = (np.ones(len(first), bool), named, named & (first.team == second.team))
    counts, of_teams, together = np.zeros((3, C, C), np.int64)
    for table, chosen in zip((counts, of_teams, together), kinds, strict=True):
        np.add.at(table, (first.label[chosen], second.label[chosen]), 1)
    gaps = {}
    for a, b in zip(*np.nonzero(counts), strict=True):
        gaps[int(a), int(b)] = np.quantile(gap_s[(first.label == a) & (second.label == b)], QUANTILES)
    with np.errstate(invalid="ignore", divide="ignore"):
        return Measured(
            halves=2 * len(events.games),
            per_half=per_half / len(events.games),
            visible=np.where(total > 0, shown / total, np.nan),
            pairs=counts,
            follows=counts / np.maximum(counts.sum(1, keepdims=True), 1),
            gaps_s=gaps,
            same_team=together / of_teams,
            gap_s=np.quantile(gap_s, QUANTILES),
        )


def tables(measured: Measured) -> str:
    """The tables as the Python text of core/demo/rates.py."""
    lines = ["RATES = {"]
    for name, (first, second), shown in zip(CLASSES, measured.per_half.T, measured.visible, strict=True):
        lines.append(f'    "{name}": ({first:.2f}, {second:.2f}, {shown:.3f}),')
    lines += ["}", "", "GAP_S = " + _quantiles(measured.gap_s), "", "_SUCCESSORS = ("]
    for a, name in enumerate(CLASSES):
        for b in np.argsort(-measured.follows[a], kind="stable"):
            share, follower = measured.follows[a, b], CLASSES[b]
            if measured.pairs[a, b] < COUNT_KEPT or (share < SHARE_KEPT and follower not in RARE):
                continue
            same = measured.same_team[a, b]
            side = "None" if np.isnan(same) else f"{same:.2f}"
            gap = _quantiles(measured.gaps_s[a, int(b)])
            lines.append(f'    ("{name}", "{follower}", {share:.4f}, {side}, {gap}),')
    return "\n".join([*lines, ")", ""])


def _quantiles(values: np.ndarray) -> str:
    return "(" + ", ".join(f"{value:.1f}" for value in values) + ")"


def read(source: Path) -> Events:
    """The truths of all labelled games of a data root or labels zip."""
    from core.data.labels import read_labels  # here: the tables are usable without any reader
    from core.data.root import open_root

    root = open_root(source)
    parts = [read_labels(root, game).events for game in root.games if game.labelled]
    return Events.concat(parts)


def main(arguments: list[str]) -> int:
    """Write the tables of the given labels to standard output."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m core.demo.measure LABELS_ZIP_OR_ROOT\n")
        return 2
    try:
        sys.stdout.write(tables(measure(read(Path(arguments[0])))))
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


assert set(_SAME_MOMENT) == set(CLASSES)  # a class without a rank would silently sort first

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
