"""Errors as moments to look at, most costly first: for galleries, charts and review."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.errors.causes import NO_CAUSES, RISE, miss_causes
from core.errors.judge import ErrorJudge
from core.errors.kinds import KINDS, ErrorConfig
from core.errors.moment_filter import MomentFilter
from core.errors.offsets import offset_pairs
from core.errors.report import ErrorReport
from core.events import Events
from core.exceptions import UserError
from core.metric.assignment import THRESHOLDS, threshold_bins
from core.metric.outcomes import CODES, HIT, MISSED, OUTCOMES, SAME_CLASS, Fix
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores

ALL = MomentFilter()
"""Every error."""


@dataclass(frozen=True)
class Moment:
    """One error, or hit, to look at.

    cost: gain in mAP at the report's detail_s when this error alone is repaired, 0 for a hit. confidence:
    None without a spot; truth_label, truth_ms: None without a truth. cause: of a miss, where it is known.
    """

    game: str
    half: int
    time_ms: int
    label: str
    kind: str
    cost: float
    confidence: float | None
    truth_label: str | None
    truth_ms: int | None
    visible: bool
    cause: str = ""

    @property
    def offset_ms(self) -> int | None:
        """From the truth to the spot, negative for an early one; None without both."""
        return None if self.confidence is None or self.truth_ms is None else self.time_ms - self.truth_ms


class Moments:
    """The errors of a report at its detail_s, and its hits; a count in a table or chart filters them.

    cause (M_truth,): from `core.errors.causes`, where it is known.
    """

    def __init__(self, report: ErrorReport, cause: np.ndarray | None = None) -> None:
        self.report = report
        self.cause = cause

    def select(self, moment_filter: MomentFilter = ALL) -> np.ndarray:
        """Places (n,) of the moments that pass a filter, in no order; `ranked` sorts them.

        Raises UserError for causes where they are not known, and for a group that the report does not have.
        """
        c, report = self._columns, self.report
        fits = self._of_kind(moment_filter.kind)
        known = c["truth"] >= 0
        for name, column in (("label", c["label"]), ("visible", c["visible"])):
            if (value := getattr(moment_filter, name)) is not None:
                fits &= column == value
        if moment_filter.truth is not None:
            fits &= known & (self._truth_label == moment_filter.truth)
        if (either := moment_filter.either) is not None:
            fits &= (c["label"] == either) | (known & (self._truth_label == either))
        if moment_filter.cause is not None:
            fits &= self._cause_is(moment_filter.cause)
        if (games := moment_filter.games(report)) is not None:
            fits &= games[c["game"]]
        if (truths := moment_filter.truths(report)) is not None:
            fits &= known & np.append(truths, False)[c["truth"]]
        if moment_filter.top is not None:
            is_spot = c["spot"] >= 0
            fits[is_spot] &= report.ranks[c["spot"][is_spot]] < moment_filter.top
        return np.flatnonzero(fits)

    def ranked(self, places: np.ndarray, limit: int | None = None) -> np.ndarray:
        """Places of `select`, most costly first, then most confident; no more than limit of them."""
        c = self._columns
        cost = np.round(c["cost"][places], 12)
        if limit is not None and limit < len(places):  # sort only what can be among the first
            last = len(places) - limit - 1
            enough = cost >= np.partition(cost, last)[last]
            places, cost = places[enough], cost[enough]
        confidence = np.nan_to_num(c["confidence"][places], nan=-1.0)
        return places[np.lexsort((-confidence, -cost))[:limit]]

    def rows(self, places: np.ndarray) -> tuple[Moment, ...]:
        """The moments at places; cut the places to what is shown first."""
        report, c = self.report, {name: column[places].tolist() for name, column in self._columns.items()}
        classes, moments = report.truths.label_set.classes, []
        for i in range(len(places)):
            truth, spot = c["truth"][i], c["spot"][i]
            row = report.truth_grid.row[truth] if truth >= 0 else -1
            moments.append(
                Moment(
                    report.truths.games[c["game"][i]],
                    c["half"][i],
                    c["time_ms"][i],
                    classes[c["label"][i]],
                    OUTCOMES[c["kind"][i]].name,
                    c["cost"][i],
                    c["confidence"][i] if spot >= 0 else None,
                    classes[report.truths.label[row]] if row >= 0 else None,
                    int(report.truths.time_ms[row]) if row >= 0 else None,
                    c["visible"][i],
                    str(self.cause[truth]) if spot < 0 and self.cause is not None else "",
                )
            )
        return tuple(moments)

    def top(self, limit: int | None = 24, moment_filter: MomentFilter = ALL) -> tuple[Moment, ...]:
        """The most costly moments that pass a filter."""
        return self.rows(self.ranked(self.select(moment_filter), limit))

    @cached_property
    def _columns(self) -> dict[str, np.ndarray]:
        """Parallel arrays (n,): false spots in the grid's order, hits, then missed truths."""
        report, judgement, columns = self.report, self.report.detail, self.report.columns
        false, hit = np.flatnonzero(judgement.outcome != HIT), np.flatnonzero(judgement.outcome == HIT)
        spot = np.concatenate([false, hit])
        truth = np.flatnonzero(judgement.truth_spot < 0)
        spot_row, truth_row = report.spot_grid.row[spot], report.truth_grid.row[truth]
        added_bin = threshold_bins(judgement.added_confidence, THRESHOLDS)
        label = columns.truth_label[truth]
        missed_cost = report.gains[2][label, added_bin[label]] / columns.n_classes
        of_spots_and_truths = {
            "kind": (judgement.outcome[spot], np.full(len(truth), MISSED)),
            "spot": (spot, np.full(len(truth), -1)),
            "truth": (judgement.spot_truth[spot], truth),
            "label": (columns.label[spot], label),
            "cost": (np.concatenate([self._spot_costs(false), np.zeros(len(hit))]), missed_cost),
            "confidence": (report.spot_grid.confidence[spot], np.full(len(truth), np.nan)),
            "visible": (columns.view[spot] == 0, report.truth_grid.visible[truth]),
            **{
                name: (getattr(report.spots, name)[spot_row], getattr(report.truths, name)[truth_row])
                for name in ("game", "half", "time_ms")
            },
        }
        return {name: np.concatenate(pair) for name, pair in of_spots_and_truths.items()}

    def _spot_costs(self, spot: np.ndarray) -> np.ndarray:
        """(n,): the gain of repairing each false spot alone."""
        report, judgement = self.report, self.report.detail
        label, bins = report.columns.label[spot], report.columns.bins[spot]
        outcome, truth = judgement.outcome[spot], judgement.spot_truth[spot]
        removed, turned, added = report.gains
        cost = removed[label, bins]
        for kind, moved in zip(KINDS, judgement.moved, strict=True):
            if kind.fix != Fix.MOVE:
                continue
            of_kind = np.flatnonzero(outcome == kind.code)
            at = of_kind[moved[truth[of_kind]] == spot[of_kind]]
            if kind.truth == SAME_CLASS:
                cost[at] = turned[label[at], bins[at]]
            else:
                cost[at] += added[report.columns.truth_label[truth[at]], bins[at]]
        return cost / report.columns.n_classes

    def _of_kind(self, kind: str | None) -> np.ndarray:
        """(n,) bool: the moments of a kind of MOMENT_KINDS, all errors for None."""
        c = self._columns
        if kind == "paired":
            return np.isin(c["spot"], offset_pairs(self.report)[0])
        if kind in CODES:
            return c["kind"] == CODES[kind]
        return (c["kind"] != HIT) & (c["spot"] >= 0 if kind == "false" else True)

    @cached_property
    def _truth_label(self) -> np.ndarray:
        """(n,): the class of the truth of each moment, -1 without one."""
        return np.append(self.report.columns.truth_label, -1)[self._columns["truth"]]

    def _cause_is(self, cause: str) -> np.ndarray:
        c = self._columns
        if self.cause is None:
            raise UserError(NO_CAUSES)
        return (c["spot"] < 0) & (np.append(self.cause, "")[c["truth"]] == cause)


def error_moments(
    judge: ErrorJudge,
    config: ErrorConfig,
    settings: Settings,
    scores: SplitScores | None,
    saved: Events,
    rise: float = RISE,
) -> Moments:
    """The moments of spots and truths at a config, with the causes of misses as `miss_causes` gives them."""
    report = judge.report(config)
    return Moments(report, miss_causes(report, settings, scores, saved, rise))
