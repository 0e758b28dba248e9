"""How often things happen in real matches: the demo league's only source of rates, shares and gaps.

Measured from the labels of SoccerNet-v2's 100 public test games (labels_test.zip, 22,551 events, 200 halves)
by `python -m core.demo.measure LABELS_ZIP`, which writes these tables anew. Labels at one time stamp are put
in the order of the play; successors seen fewer than three times, or in under 1.5 % of the cases (rare classes
excepted), are left out. Quantiles are the 5, 25, 50, 75 and 95 % ones, in seconds.
"""

from __future__ import annotations

from typing import NamedTuple


class Follow(NamedTuple):
    """What comes next: its class, its share, how often by the same team, and gap quantiles in seconds."""

    label: str
    share: float
    same_team: float | None
    gap_s: tuple[float, float, float, float, float]


QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

RATES = {
    "Penalty": (0.16, 0.25, 1.000),
    "Kick-off": (2.41, 2.73, 0.304),
    "Goal": (1.52, 1.85, 1.000),
    "Substitution": (0.27, 5.52, 0.826),
    "Offside": (2.08, 2.08, 0.950),
    "Shots on target": (5.49, 6.26, 0.999),
    "Shots off target": (5.41, 5.17, 0.998),
    "Clearance": (8.56, 7.75, 0.477),
    "Ball out of play": (33.05, 31.55, 0.956),
    "Throw-in": (19.38, 18.71, 0.720),
    "Foul": (11.88, 12.26, 0.983),
    "Indirect free-kick": (11.33, 11.50, 0.555),
    "Direct free-kick": (1.97, 1.85, 0.955),
    "Corner": (4.97, 5.02, 0.882),
    "Yellow card": (1.65, 2.66, 0.928),
    "Red card": (0.03, 0.05, 1.000),
    "Yellow->red card": (0.03, 0.11, 1.000),
}
"""Events of a class in a first and in a second half, on average, and the share that the broadcast shows."""
PER_HALF = {name: (first, second) for name, (first, second, _) in RATES.items()}
VISIBLE = {name: shown for name, (_, _, shown) in RATES.items()}

GAP_S = (1.0, 7.2, 16.8, 31.2, 75.8)
"""From any event of a half to the next."""

_SUCCESSORS = (
    ("Penalty", "Shots on target", 0.7073, 0.97, (0.0, 0.0, 0.0, 0.0, 0.0)),
    ("Penalty", "Goal", 0.1463, 1.00, (0.1, 0.5, 0.5, 0.8, 1.0)),
    ("Penalty", "Shots off target", 0.1463, 1.00, (0.0, 0.0, 0.0, 0.0, 0.0)),
    ("Kick-off", "Ball out of play", 0.6091, None, (5.8, 15.8, 26.4, 52.1, 101.7)),
    ("Kick-off", "Foul", 0.2163, 0.43, (5.0, 12.0, 25.0, 50.9, 105.9)),
    ("Kick-off", "Shots on target", 0.0734, 0.59, (10.5, 27.4, 49.0, 82.1, 118.3)),
    ("Kick-off", "Shots off target", 0.0595, 0.63, (8.2, 29.2, 46.7, 72.7, 106.9)),
    ("Kick-off", "Offside", 0.0258, 0.69, (6.1, 12.0, 37.9, 44.2, 82.8)),
    ("Goal", "Kick-off", 0.8445, 0.00, (34.5, 46.6, 55.7, 62.6, 80.3)),
    ("Goal", "Substitution", 0.0823, 0.59, (30.1, 44.6, 57.1, 66.5, 85.7)),
    ("Goal", "Yellow card", 0.0213, 0.43, (10.7, 13.6, 38.4, 60.8, 76.9)),
    ("Goal", "Goal", 0.0183, 1.00, (0.0, 0.1, 0.5, 0.5, 0.5)),
    ("Substitution", "Throw-in", 0.2453, 0.49, (4.3, 7.2, 11.0, 13.9, 22.1)),
    ("Substitution", "Indirect free-kick", 0.2211, 0.57, (3.0, 8.0, 10.6, 15.5, 23.5)),
    ("Substitution", "Clearance", 0.1883, 0.58, (4.7, 9.1, 12.0, 17.3, 22.4)),
    ("Substitution", "Substitution", 0.1244, 0.49, (0.0, 2.3, 10.1, 19.3, 51.2)),
    ("Substitution", "Kick-off", 0.0898, 0.50, (0.0, 0.0, 3.6, 8.2, 24.6)),
    ("Substitution", "Ball out of play", 0.0363, None, (18.7, 26.4, 37.9, 41.3, 73.9)),
    ("Substitution", "Corner", 0.0345, 0.30, (8.1, 12.5, 16.6, 18.0, 26.1)),
    ("Substitution", "Direct free-kick", 0.0311, 0.56, (12.3, 15.1, 21.6, 35.6, 52.7)),
    ("Offside", "Indirect free-kick", 0.8313, 0.02, (6.3, 13.0, 18.7, 27.4, 35.8)),
    ("Offside", "Substitution", 0.0675, 0.43, (15.3, 23.5, 34.4, 46.7, 58.7)),
    ("Offside", "Ball out of play", 0.0361, None, (0.3, 30.0, 53.8, 96.2, 171.5)),
    ("Offside", "Foul", 0.0217, 0.44, (22.5, 34.1, 40.3, 48.5, 106.7)),
    ("Offside", "Clearance", 0.0169, 0.14, (24.0, 26.6, 30.7, 36.2, 42.1)),
    ("Shots on target", "Ball out of play", 0.4447, None, (0.5, 1.4, 7.7, 34.1, 94.1)),
    ("Shots on target", "Goal", 0.2554, 0.99, (0.0, 0.5, 0.5, 1.0, 1.4)),
    ("Shots on target", "Foul", 0.1174, 0.58, (3.3, 14.9, 25.0, 46.6, 102.3)),
    ("Shots on target", "Shots on target", 0.0857, 0.76, (1.0, 2.3, 17.3, 32.5, 94.2)),
    ("Shots on target", "Shots off target", 0.0531, 0.60, (1.5, 3.0, 31.9, 63.2, 114.0)),
    ("Shots on target", "Offside", 0.0326, 0.61, (0.5, 2.6, 28.6, 55.9, 131.2)),
    ("Shots off target", "Ball out of play", 0.8864, None, (0.5, 0.9, 1.0, 1.4, 9.1)),
    ("Shots off target", "Clearance", 0.0407, 0.02, (11.6, 16.3, 22.6, 27.4, 35.0)),
    ("Shots off target", "Shots on target", 0.0256, 0.74, (1.6, 3.1, 20.6, 35.5, 65.6)),
    ("Shots off target", "Shots off target", 0.0170, 0.83, (1.3, 3.2, 7.7, 20.0, 26.2)),
    ("Shots off target", "Foul", 0.0152, 0.56, (3.6, 8.6, 28.8, 38.2, 92.4)),
    ("Clearance", "Ball out of play", 0.5382, None, (4.2, 11.0, 23.0, 41.8, 90.6)),
    ("Clearance", "Foul", 0.2539, 0.46, (2.9, 8.2, 19.2, 37.0, 77.8)),
    ("Clearance", "Shots on target", 0.0869, 0.53, (12.8, 21.1, 34.3, 53.8, 132.1)),
    ("Clearance", "Shots off target", 0.0764, 0.58, (10.6, 21.4, 36.5, 57.4, 102.0)),
    ("Clearance", "Offside", 0.0366, 0.58, (7.1, 10.3, 25.9, 45.6, 78.1)),
    ("Ball out of play", "Throw-in", 0.5640, None, (2.9, 5.8, 10.1, 14.9, 23.5)),
    ("Ball out of play", "Clearance", 0.2246, None, (7.2, 15.8, 22.6, 27.8, 35.5)),
    ("Ball out of play", "Corner", 0.1514, None, (10.6, 19.2, 24.5, 29.8, 39.4)),
    ("Ball out of play", "Substitution", 0.0422, None, (12.7, 21.1, 29.8, 39.4, 73.2)),
    ("Throw-in", "Ball out of play", 0.5459, None, (2.4, 8.2, 19.7, 39.8, 96.5)),
    ("Throw-in", "Foul", 0.2432, 0.49, (2.4, 9.1, 20.6, 38.9, 89.0)),
    ("Throw-in", "Shots on target", 0.0898, 0.71, (5.8, 16.3, 30.5, 53.5, 103.3)),
    ("Throw-in", "Shots off target", 0.0802, 0.67, (6.7, 16.0, 31.4, 56.8, 108.5)),
    ("Throw-in", "Offside", 0.0324, 0.74, (4.3, 9.6, 21.8, 44.5, 102.2)),
    ("Foul", "Indirect free-kick", 0.6406, 0.01, (4.8, 10.6, 16.8, 27.4, 46.2)),
    ("Foul", "Yellow card", 0.1533, 0.98, (3.4, 5.3, 7.2, 9.6, 22.4)),
    ("Foul", "Direct free-kick", 0.1129, 0.00, (17.5, 37.4, 46.1, 56.3, 72.5)),
    ("Foul", "Substitution", 0.0367, 0.43, (12.0, 21.6, 32.2, 41.6, 63.2)),
    ("Foul", "Ball out of play", 0.0179, None, (0.5, 1.9, 21.6, 40.3, 70.8)),
    ("Foul", "Penalty", 0.0100, 0.00, (44.5, 53.8, 61.2, 66.2, 84.1)),
    ("Foul", "Yellow->red card", 0.0050, 0.92, (6.0, 6.7, 7.4, 9.5, 27.0)),
    ("Foul", "Red card", 0.0021, 0.80, (5.9, 6.2, 6.7, 9.1, 14.9)),
    ("Indirect free-kick", "Ball out of play", 0.5007, None, (4.3, 12.5, 24.0, 47.0, 95.2)),
    ("Indirect free-kick", "Foul", 0.2506, 0.49, (3.8, 10.6, 22.1, 42.7, 88.3)),
    ("Indirect free-kick", "Shots on target", 0.0985, 0.61, (4.3, 15.8, 30.2, 46.6, 113.3)),
    ("Indirect free-kick", "Shots off target", 0.0932, 0.72, (2.8, 14.4, 30.2, 50.4, 100.3)),
    ("Indirect free-kick", "Offside", 0.0481, 0.62, (3.0, 11.9, 22.3, 38.9, 81.0)),
    ("Direct free-kick", "Ball out of play", 0.2989, None, (2.1, 3.8, 9.6, 23.0, 64.1)),
    ("Direct free-kick", "Shots on target", 0.2778, 0.99, (0.0, 0.0, 0.0, 1.9, 21.2)),
    ("Direct free-kick", "Shots off target", 0.2487, 0.94, (0.0, 0.0, 0.0, 1.9, 20.3)),
    ("Direct free-kick", "Foul", 0.1270, 0.69, (1.1, 4.2, 12.2, 28.1, 112.6)),
    ("Direct free-kick", "Offside", 0.0397, 0.93, (1.4, 2.2, 5.3, 13.4, 51.6)),
    ("Corner", "Ball out of play", 0.4316, None, (2.4, 6.2, 12.5, 26.9, 89.7)),
    ("Corner", "Shots off target", 0.1962, 0.89, (1.4, 1.9, 4.8, 13.4, 64.4)),
    ("Corner", "Foul", 0.1600, 0.67, (1.4, 5.5, 16.3, 37.0, 105.5)),
    ("Corner", "Shots on target", 0.1499, 0.91, (1.4, 1.9, 4.3, 13.9, 40.0)),
    ("Corner", "Offside", 0.0402, 0.70, (6.6, 11.4, 21.4, 48.8, 84.8)),
    ("Yellow card", "Indirect free-kick", 0.5305, 0.03, (11.5, 19.3, 26.9, 34.9, 47.6)),
    ("Yellow card", "Direct free-kick", 0.2042, 0.01, (30.7, 38.2, 51.8, 64.6, 86.0)),
    ("Yellow card", "Substitution", 0.0775, 0.48, (18.1, 25.4, 36.0, 49.4, 66.5)),
    ("Yellow card", "Yellow card", 0.0446, 0.53, (0.4, 1.0, 1.4, 10.8, 36.5)),
    ("Yellow card", "Penalty", 0.0329, 0.00, (35.2, 49.4, 57.6, 62.9, 98.2)),
    ("Yellow card", "Throw-in", 0.0258, 0.09, (8.2, 18.0, 25.4, 30.7, 48.3)),
    ("Yellow card", "Clearance", 0.0235, 0.80, (3.3, 7.1, 19.4, 30.4, 39.5)),
    ("Yellow card", "Ball out of play", 0.0188, None, (18.2, 29.3, 54.2, 93.0, 117.8)),
    ("Yellow card", "Kick-off", 0.0164, 0.57, (2.0, 11.7, 37.9, 42.5, 70.5)),
    ("Red card", "Substitution", 0.3750, 1.00, (101.6, 104.6, 108.5, 133.4, 153.4)),
    ("Yellow->red card", "Indirect free-kick", 0.4286, 0.17, (38.2, 55.0, 56.9, 64.9, 100.7)),
    ("Yellow->red card", "Substitution", 0.3571, 0.00, (37.9, 70.5, 74.9, 76.8, 127.3)),
)
FOLLOWS = {
    name: tuple(Follow(*successor) for before, *successor in _SUCCESSORS if before == name) for name in RATES
}
"""What follows what within a half, the commonest first."""
