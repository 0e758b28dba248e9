"""Where the match view opens a run whose own threshold is 0: the threshold of the best F1 on valid.

It is a place to begin looking, saved beside the run's settings; no figure is made with it.
"""

from __future__ import annotations

from dataclasses import replace

from core.data.labels import read_truths
from core.data.root import DataRoot
from core.events import Events
from core.exceptions import UserError
from core.metric.operating import operating_curves, together
from core.runs.coverage import missing_games
from core.runs.run import Opening, Run
from core.runs.spots import spots_of

SPLIT = "valid"
TOLERANCE_S = 30.0
"""The middle of the official loose tolerances."""
_STEPS = 100


def best_opening(truths: Events, spots: Events, split: str = SPLIT) -> Opening | None:
    """The threshold of the best F1 over all classes together, in steps of 0.01; None without truth or spot.

    Of equals the lowest. Raises UserError when there is no game.
    """
    curve = together(operating_curves(truths, spots, TOLERANCE_S))
    points = [curve.at(step / _STEPS) for step in range(_STEPS + 1)]
    best = max(points, key=lambda point: point.f1)
    if best.f1 == 0:
        return None
    return Opening(best.threshold, best.f1, split, len(truths.games), TOLERANCE_S)


def save_opening(root: DataRoot, run: Run) -> Run:
    """The run with an opening, saved, once it has scores of the labelled games of valid; else as it is.

    Nothing is done for a run with a threshold of its own, or where labels or scores cannot be read.
    """
    games = [game for game in root.split(SPLIT) if game.labelled]
    if run.post.thresholds().any() or not games or missing_games(run, games):
        return run
    try:
        opening = best_opening(read_truths(root, games), spots_of(run, games))
    except UserError:
        return run
    if opening is None or opening == run.opening:
        return run
    opened = replace(run, opening=opening)
    opened.save()
    return opened
