"""SoccerNet-v2, which most tests are about: its classes and the tolerances of its metrics, by name."""

from core.label_sets import SOCCERNET_V2

CLASSES = SOCCERNET_V2.classes
N_CLASSES = len(CLASSES)
INDEX = SOCCERNET_V2.index
TEAMS = SOCCERNET_V2.teams
RULE = SOCCERNET_V2.rule
METRICS = RULE.tolerances_of
ALL_TOLERANCES = RULE.tolerances_s
AVERAGED = RULE.listed
LOOSE, TIGHT = METRICS["loose"], METRICS["tight"]
