"""Where the match view starts with a run whose own threshold is 0: the threshold of the best F1 on valid.

It is saved beside the run's settings; no figure is made with it.
"""

from __future__ import annotations

from core.data.labels import read_truths
from core.data.root import DataRoot
from core.events import Events
from core.exceptions import UserError
from core.metric.operating import combined_curve, operating_curves
from core.runs.coverage import missing_games
from core.runs.run import Run, StartThreshold
from core.runs.spots import spots_of

SPLIT = "valid"


def best_start_threshold(truths: Events, spots: Events) -> StartThreshold | None:
    """The threshold of the best F1 over all classes together, in steps of 0.01; None without truth or spot.

    truths, spots: of the games of valid, judged at the tolerance that their label set opens with. Of equal
    ones the lowest. Raises UserError when there is no game.
    """
    tolerance_s = float(truths.label_set.rule.opening_tolerance_s)
    curve = combined_curve(operating_curves(truths, spots, tolerance_s))
    best = max((curve.at(step / 100) for step in range(101)), key=lambda point: point.f1)
    if best.f1 == 0:
        return None
    return StartThreshold(best.threshold, best.f1, SPLIT, len(truths.games), tolerance_s)


def save_start_threshold(root: DataRoot, run: Run) -> Run:
    """The run with a start threshold, saved, once it has scores of valid's labelled games; else as it is.

    Nothing is done for a run with a threshold of its own or of another label set, or where labels or scores
    cannot be read.
    """
    games = [game for game in root.split(SPLIT) if game.labelled]
    if run.settings.thresholds.any() or not games or missing_games(run, games):
        return run
    try:
        start = best_start_threshold(read_truths(root, games), spots_of(run.for_root(root), games))
    except UserError:
        return run
    if start is None or start == run.start_threshold:
        return run
    return run.save_start_threshold(start)
