"""What core says of the run "dense" of the page tests' league."""

from __future__ import annotations

from core.data.labels import read_truths
from core.data.root import open_root
from core.post.config import NmsConfig
from core.post.error_kinds import ErrorConfig
from core.post.errors import error_report
from core.post.evaluation import METRICS
from core.post.miss_causes import causes_from_scores
from core.post.settings import Settings, spots_with
from core.runs.pipeline import split_scores
from core.runs.run import Workspace

OWN = Settings.of(NmsConfig(threshold=0.1))
LOOSE = ErrorConfig(METRICS["loose"], 30.0)


def expected(league, settings: Settings = OWN, config: ErrorConfig = LOOSE, truths=None):
    """The report of the run "dense" as core gives it, and the causes of its misses."""
    root, run = open_root(league[0]), Workspace(league[1]).run("dense")
    scores = split_scores(run, root.games)
    truths = read_truths(root, root.games) if truths is None else truths
    report = error_report(truths, spots_with(scores, settings), config)
    ranked = {(scores.games[game], half): one for game, half, one in scores.halves}
    return report, causes_from_scores(report, ranked, settings)
