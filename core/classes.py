"""The 17 action classes of SoccerNet-v2, in the order of the package's EVENT_DICTIONARY_V2."""

CLASSES: tuple[str, ...] = (
    "Penalty",
    "Kick-off",
    "Goal",
    "Substitution",
    "Offside",
    "Shots on target",
    "Shots off target",
    "Clearance",
    "Ball out of play",
    "Throw-in",
    "Foul",
    "Indirect free-kick",
    "Direct free-kick",
    "Corner",
    "Yellow card",
    "Red card",
    "Yellow->red card",
)
"""Class names; a label is an index into this tuple everywhere in core."""

N_CLASSES = len(CLASSES)
INDEX: dict[str, int] = {name: index for index, name in enumerate(CLASSES)}

TEAMS: tuple[str, ...] = ("not applicable", "home", "away")
"""Team names as Labels-v2.json writes them; a team is an index into this tuple."""


def team_index(name: object) -> int:
    """The index of a team's name; what names no team is not applicable."""
    return TEAMS.index(name) if name in TEAMS else 0
