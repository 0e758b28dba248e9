"""Matches: the outcome of every spot and truth at one tolerance, by the evaluator's assignment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from core.events import Events
from core.exceptions import UserError
from core.metric.assignment import assign_grids
from core.metric.grid import Grid, grids
from core.metric.outcomes import FALSE_OUTCOMES, HIT, MERGED, MISSED, OTHER_CLASS, OUTCOMES, SAME_CLASS, Gaps
from core.timebase import evaluation_reach

if TYPE_CHECKING:
    import pandas as pd


_FALSE_CODES = np.array([kind.code for kind in FALSE_OUTCOMES], np.int8)
_FALSE_TRUTHS = np.array([kind.truth for kind in FALSE_OUTCOMES], np.int8)


@dataclass(frozen=True, eq=False)
class Matches:
    """Outcomes at one tolerance.

    spots, truths: the events judged. spot_outcome (S,) int8 and truth_outcome (E,) int8 (HIT, MISSED or
    MERGED) index OUTCOMES. spot_truth (S,) int64: the truth a spot was assigned to, else the nearest truth
    that explains its outcome, else -1. truth_spot (E,) int64: the spot assigned to a truth, or -1.
    """

    spots: Events
    truths: Events
    tolerance_s: float
    spot_outcome: np.ndarray
    spot_truth: np.ndarray
    truth_outcome: np.ndarray
    truth_spot: np.ndarray

    @property
    def offset_ms(self) -> np.ndarray:
        """(S,) float64: spot time minus the time of its truth; NaN for a spot without one."""
        offset = np.full(len(self.spots), np.nan)
        explained = self.spot_truth >= 0
        truths = self.spot_truth[explained]
        offset[explained] = self.spots.time_ms[explained] - self.truths.time_ms[truths]
        return offset

    def counts(self) -> np.ndarray:
        """(C, 3) int64: hits, false (all other counted spots) and missed truths by class."""
        spot, truth, n_classes = self.spot_outcome, self.truth_outcome, len(self.truths.label_set)
        masks = (
            (self.spots.label, spot == HIT),
            (self.spots.label, (spot != HIT) & (spot != MERGED)),
            (self.truths.label, truth == MISSED),
        )
        return np.stack([np.bincount(label[mask], minlength=n_classes) for label, mask in masks], axis=1)

    def frame(self) -> pd.DataFrame:
        """One row per spot and per missed truth, in order of game, half and time.

        Columns: those of `Events.frame`, outcome, offset_ms, truth_ms and truth_label (missing without a
        truth), spot and truth (the row in `spots` / `truths`, -1 for none).
        """
        import pandas as pd

        missed = np.flatnonzero(self.truth_outcome == MISSED)
        spots = self.spots.frame().assign(
            outcome=self.spot_outcome,
            offset_ms=self.offset_ms,
            spot=range(len(self.spots)),
            truth=self.spot_truth,
        )
        truths = self.truths[missed].frame().assign(outcome=MISSED, offset_ms=np.nan, spot=-1, truth=missed)
        rows = pd.concat([spots, truths], ignore_index=True)
        names = [outcome.name for outcome in OUTCOMES]
        rows["outcome"] = pd.Categorical.from_codes(rows["outcome"], names)
        place = rows["truth"].to_numpy()
        columns = {
            "truth_ms": (self.truths.time_ms, np.nan),
            "truth_label": (np.array(self.truths.label_set.classes)[self.truths.label], None),
        }
        for name, (column, missing) in columns.items():
            values = column[np.maximum(place, 0)] if len(column) else np.zeros(len(place), column.dtype)
            rows[name] = np.where(place >= 0, values, missing)
        return rows.sort_values(["game", "half", "time_ms"], kind="stable", ignore_index=True)


def match(truths: Events, spots: Events, tolerance_s: float, *, far_factor: float = 3.0) -> Matches:
    """Judge every spot and truth at a tolerance (full width, seconds).

    far_factor: the far window, as a multiple of the tolerance. The games are those of `truths`. Raises
    UserError for a negative tolerance or a far window smaller than the window.
    """
    if not tolerance_s >= 0 or not far_factor >= 1:
        raise UserError(
            f"Tolerance {tolerance_s} s with a far window of {far_factor} x: give at least 0 s and 1 x."
        )
    spots = spots.for_games(truths.games)
    truth, spot = grids(truths, spots)
    taken_by, outcome, explains = judge(truth, spot, gaps_to_truths(truth, spot), tolerance_s, far_factor)
    spot_outcome = np.full(len(spots), MERGED, np.int8)
    spot_truth = np.full(len(spots), -1, np.int64)
    spot_outcome[spot.row] = outcome
    spot_truth[spot.row] = np.append(truth.row, -1)[explains]
    truth_outcome = np.full(len(truths), MERGED, np.int8)
    truth_spot = np.full(len(truths), -1, np.int64)
    truth_outcome[truth.row] = np.where(taken_by >= 0, HIT, MISSED)
    truth_spot[truth.row] = np.append(spot.row, -1)[taken_by]
    return Matches(spots, truths, tolerance_s, spot_outcome, spot_truth, truth_outcome, truth_spot)


def judge(
    truth: Grid, spot: Grid, gaps: Gaps, tolerance_s: float, far_factor: float
) -> tuple[np.ndarray, ...]:
    """Outcomes on the evaluator's grid: those of `match`, by places on the grid instead of rows.

    gaps: from `gaps_to_truths`. Returns the spot of each truth (M_truth,) int64, the outcome of each spot
    (M_spot,) int8 and the truth that explains it (M_spot,) int64; -1 for none.
    """
    reach = evaluation_reach(tolerance_s, truth.rule)
    taken_by = assign_grids(truth, spot, (tolerance_s,))[0]
    holds = np.stack([kind.holds(gaps, reach, reach * far_factor) for kind in FALSE_OUTCOMES])
    outcome, explains = first_rule(holds, _FALSE_CODES, _FALSE_TRUTHS, gaps.same_truth, gaps.other_truth)
    hit_truths = np.flatnonzero(taken_by >= 0)
    outcome[taken_by[hit_truths]] = HIT
    explains[taken_by[hit_truths]] = hit_truths
    return taken_by, outcome, explains


def gaps_to_truths(truth: Grid, spot: Grid) -> Gaps:
    """From each spot to the nearest truth of its class and of any other; on a tie the earlier truth."""
    near, gaps = nearest(truth.start, truth.frame, spot.start, spot.frame, truth.n_classes)
    return Gaps(*gaps, *near)


@njit(cache=True, nogil=True)
def first_rule(holds, codes, truths, same_truth, other_truth):
    """code (M,) int8 and truth (M,) int64 of the first of K rules that holds for each spot.

    holds (K, M) bool; codes (K,) int8; truths (K,) int8: SAME_CLASS takes same_truth (M,), OTHER_CLASS
    other_truth (M,), NO_TRUTH -1. Codes are arguments: compiled in, they would outlive a change of the list.
    """
    n_rules, n_spots = holds.shape
    code, truth = np.empty(n_spots, np.int8), np.full(n_spots, -1, np.int64)
    for spot in range(n_spots):
        for rule in range(n_rules):
            if holds[rule, spot]:
                code[spot] = codes[rule]
                if truths[rule] == SAME_CLASS:
                    truth[spot] = same_truth[spot]
                elif truths[rule] == OTHER_CLASS:
                    truth[spot] = other_truth[spot]
                break
    return code, truth


@njit(cache=True, nogil=True)
def nearest(truth_start, truth_frame, spot_start, spot_frame, n_classes):
    """The truth nearest to each spot, of its class (0) and of another (1).

    Returns its place (2, M) int64, -1 for none, and the frames from it to the spot (2, M) float64, else inf.
    On a tie the earlier truth, then the first class. No tolerance plays a part, so one pass does for all.
    """
    near, gaps = np.full((2, len(spot_frame)), -1, np.int64), np.full((2, len(spot_frame)), np.inf)
    places = np.empty(n_classes, np.int64)  # of each class, the truth nearest to the spots so far
    for lane in range(len(spot_start) - 1):
        label = lane % n_classes
        first_lane = lane - label
        places[:] = truth_start[first_lane : first_lane + n_classes]
        for spot in range(spot_start[lane], spot_start[lane + 1]):
            frame, best = spot_frame[spot], -1
            for c in range(n_classes):
                end = truth_start[first_lane + c + 1]
                place = places[c]
                if place == end:
                    continue
                apart = abs(truth_frame[place] - frame)
                while place + 1 < end and abs(truth_frame[place + 1] - frame) < apart:
                    place += 1
                    apart = abs(truth_frame[place] - frame)
                places[c] = place
                if c == label:
                    near[0, spot], gaps[0, spot] = place, frame - truth_frame[place]
                elif best < 0 or apart < best:
                    best = apart
                    near[1, spot], gaps[1, spot] = place, frame - truth_frame[place]
    return near, gaps
