"""Why a truth was missed: suppressed, below threshold or silent by the scores; or by spots alone."""

from __future__ import annotations

import numpy as np

from core.errors.report import ErrorReport
from core.events import Events
from core.exceptions import UserError
from core.metric.grid import Grid, spots_on_grid
from core.spotting.nms import RankedScores, gaussian
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores
from core.timebase import frame_of, time_ms_of

CAUSES: dict[str, str] = {
    "suppressed": "the curve reached the threshold in the window, and NMS left no spot there for this truth",
    "below threshold": "the curve rose in the window, but not to the threshold",
    "silent": "the curve never rose in the window, nor to the threshold where there is one",
    "no spot": "no spot was in the window; without scores nobody can say whether the curve rose",
    "no scores": "the run has no scores at that time",
}
RISE = 0.1
"""Actionness under which a curve counts as silent."""
NO_CAUSES = "The causes of misses need the run's scores or its spots before the threshold."


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

    scores: by game and half, not smoothed. rise: the actionness under which a curve is silent. Raises
    UserError for a rise outside 0 to 1.
    """
    if not 0 <= rise <= 1:
        raise UserError(f"A curve cannot rise to {rise:g}; give an actionness from 0 to 1.")
    peak = window_peaks(report, scores, settings)
    threshold = settings.thresholds[report.columns.truth_label]
    cause = np.full(len(peak), "", dtype=object)
    missed = report.detail.truth_spot < 0
    cause[missed] = np.where(
        np.isnan(peak),
        "no scores",
        np.where(
            # Every curve reaches a threshold of 0.
            (peak < rise) & ((peak < threshold) | (threshold == 0)),
            "silent",
            np.where(peak < threshold, "below threshold", "suppressed"),
        ),
    )[missed]
    return cause


def window_peaks(
    report: ErrorReport, scores: dict[tuple[str, int], RankedScores], settings: Settings
) -> np.ndarray:
    """(M_truth,) float64: the highest actionness of a missed truth's class in its window.

    NaN for truths that were found, halves without scores, and windows after the end of the scores.
    """
    reach = report.detail.reach
    peak = np.full(len(report.truth_grid.frame), np.nan)
    missed = np.flatnonzero(report.detail.truth_spot < 0)
    rows = report.truth_grid.row[missed]
    games = np.array(report.truths.games, dtype=object)[report.truths.game[rows]]
    frames = report.truth_grid.frame[missed]
    fps = report.truth_grid.rule.fps
    low = time_ms_of(np.maximum(np.ceil(frames - reach), 0).astype(np.int64), fps)
    high = time_ms_of(np.floor(frames + reach).astype(np.int64), fps)
    halves, labels = report.truths.half[rows].tolist(), report.columns.truth_label[missed].tolist()
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
        curve = ranked.values[label : label + 1, begin : last + margin + 1]
        if margin and curve.shape[1]:
            curve = gaussian(curve, sigma)
        window = curve[0, first - begin : last - begin + 1]
        if len(window):
            peak[place] = window.max()
    return peak


def causes_from_spots(report: ErrorReport, saved: Events) -> np.ndarray:
    """(M_truth,) str: as `causes_from_scores`, for a run that has spots alone.

    saved: its spots before any threshold of ours. A truth with one of them in its window was missed because
    of the threshold ("below threshold"), or because the spot went to another truth ("suppressed"); without
    one the cause is "no spot".
    """
    truth, reach = report.truth_grid, report.detail.reach
    frames_a_lane = truth.rule.n_frames + int(reach) + 2  # windows reach into no other lane
    middle = truth.lane * frames_a_lane + truth.frame

    def in_window(spot: Grid) -> np.ndarray:
        frame = spot.lane * frames_a_lane + spot.frame
        return np.searchsorted(frame, middle + reach, side="right") > np.searchsorted(frame, middle - reach)

    cut = in_window(report.spot_grid)
    uncut = in_window(spots_on_grid(saved.for_games(report.truths.games), report.truths.label_set))
    cause = np.where(cut, "suppressed", np.where(uncut, "below threshold", "no spot")).astype(object)
    cause[report.detail.truth_spot >= 0] = ""
    return cause
