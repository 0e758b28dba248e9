"""What core says of the run "dense" of the page tests' league."""

from __future__ import annotations

from core.data.labels import read_truths
from core.data.root import open_root
from core.errors.causes import causes_from_scores
from core.errors.judge import error_report
from core.errors.kinds import ErrorConfig
from core.runs.spots import split_scores
from core.runs.workspace import Workspace
from core.spotting.settings import Settings
from tests.soccernet_v2 import METRICS

OWN = Settings.uniform(threshold=0.1)
LOOSE = ErrorConfig(METRICS["loose"], 30.0)


def expected(league, settings: Settings = OWN, config: ErrorConfig = LOOSE, truths=None):
    """The report of the run "dense" as core gives it, and the causes of its misses."""
    root, run = open_root(league[0]), Workspace(league[1]).run("dense")
    scores = split_scores(run, root.games)
    truths = read_truths(root, root.games) if truths is None else truths
    report = error_report(truths, scores.spots(settings), config)
    ranked = {(scores.games[game], half): one for game, half, one in scores.halves}
    return report, causes_from_scores(report, ranked, settings)
