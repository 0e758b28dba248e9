"""Why a truth was missed: suppressed, below threshold or silent, from the scores; or what spots can say."""

from __future__ import annotations

import numpy as np

from core.errors.report import ErrorReport
from core.events import Events
from core.exceptions import UserError
from core.metric.grid import Grid, on_grid
from core.spotting.nms import RankedScores, gaussian
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores
from core.timebase import EVALUATION_FPS, evaluation_reach, frame_of, time_ms_of

CAUSES: dict[str, str] = {
    "suppressed": "the curve reached the threshold in the window, and NMS left no spot there for this truth",
    "below threshold": "the curve rose in the window, but not to the threshold",
    "silent": "the curve never rose in the window, nor to the threshold where there is one",
    "no spot": "no spot was in the window; without scores nobody can say whether the curve rose",
    "no scores": "the run has no scores at that time",
}
RISE = 0.1
"""Actionness under which a curve counts as never having risen."""


def miss_causes(
    report: ErrorReport,
    settings: Settings,
    scores: SplitScores | None,
    saved: Events,
    rise: float = RISE,
) -> np.ndarray:
    """(M_truth,) str: the cause of each miss, from scores, or from saved spots where scores is None."""
    if scores is None:
        return causes_from_spots(report, saved)
    return causes_from_scores(report, scores.by_half, settings, rise)


def causes_from_scores(
    report: ErrorReport,
    scores: dict[tuple[str, int], RankedScores],
    settings: Settings,
    rise: float = RISE,
) -> np.ndarray:
    """(M_truth,) str: the cause of each missed truth on the grid, from CAUSES; '' for those found.

    scores: by game and half, before smoothing, which is done here. rise: the actionness that a curve must
    reach not to be silent. Raises UserError for a rise outside 0 to 1.
    """
    if not 0 <= rise <= 1:
        raise UserError(f"A curve cannot rise to {rise:g}; give an actionness from 0 to 1.")
    height = window_heights(report, scores, settings)
    threshold = settings.thresholds[report.layout.truth_label]
    cause = np.full(len(height), "", dtype=object)
    missed = report.detail.taken_by < 0
    cause[missed] = np.where(
        np.isnan(height),
        "no scores",
        np.where(
            # At threshold 0 every curve is above it: there only a rise can tell.
            (height < rise) & ((height < threshold) | (threshold == 0)),
            "silent",
            np.where(height < threshold, "below threshold", "suppressed"),
        ),
    )[missed]
    return cause


def window_heights(
    report: ErrorReport, scores: dict[tuple[str, int], RankedScores], settings: Settings
) -> np.ndarray:
    """(M_truth,) float64: the highest actionness of a missed truth's class in its window; NaN for the others,
    for halves without scores and for windows after the end of the scores."""
    reach = evaluation_reach(report.detail.tolerance_s)
    height = np.full(len(report.truth.frame), np.nan)
    missed = np.flatnonzero(report.detail.taken_by < 0)
    rows = report.truth.row[missed]
    games = np.array(report.truths.games, dtype=object)[report.truths.game[rows]]
    frames = report.truth.frame[missed]
    low = time_ms_of(np.maximum(np.ceil(frames - reach), 0).astype(np.int64), EVALUATION_FPS)
    high = time_ms_of(np.floor(frames + reach).astype(np.int64), EVALUATION_FPS)
    halves, labels = report.truths.half[rows].tolist(), report.layout.truth_label[missed].tolist()
    for place, game, half, label, start_ms, end_ms in zip(
        missed.tolist(), games, halves, labels, low.tolist(), high.tolist(), strict=True
    ):
        ranked = scores.get((game, half))
        if ranked is None:
            continue
        first, last = frame_of(start_ms, ranked.fps), frame_of(end_ms, ranked.fps)
        sigma = settings.classes[label].smoothing_s * ranked.fps
        margin = int(4 * sigma + 0.5) if sigma > 0 else 0
        begin = max(first - margin, 0)
        piece = ranked.values[label : label + 1, begin : last + margin + 1]
        if margin and piece.shape[1]:
            piece = gaussian(piece, sigma)
        window = piece[0, first - begin : last - begin + 1]
        if len(window):
            height[place] = window.max()
    return height


def causes_from_spots(report: ErrorReport, before: Events) -> np.ndarray:
    """(M_truth,) str: as `causes_from_scores`, for a run that has spots alone.

    before: its spots before any threshold of ours. A truth with one of them in its window was missed because
    of the threshold, or because the spot went to another truth ("suppressed"); the others say "no spot".
    """
    before = before.for_games(report.truths.games)
    spot = on_grid(before, spots=True)
    reach = evaluation_reach(report.detail.tolerance_s)

    def near(grid: Grid) -> np.ndarray:
        """(M_truth,) bool: whether the grid has a spot in a truth's window."""
        width = 1 << 20  # more frames than any half has, windows included
        keys = grid.lane * width + grid.frame
        middle = report.truth.lane * width + report.truth.frame
        return np.searchsorted(keys, middle + reach, side="right") > np.searchsorted(keys, middle - reach)

    cause = np.full(len(report.truth.frame), "", dtype=object)
    missed = report.detail.taken_by < 0
    kept, any_spot = near(report.spot), near(spot)
    cause[missed] = np.where(kept, "suppressed", np.where(any_spot, "below threshold", "no spot"))[missed]
    return cause
