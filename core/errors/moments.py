"""Errors as moments one can go to: for galleries, cells of charts and review, most costly first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.classes import CLASSES, N_CLASSES
from core.errors.kinds import KIND_NAMES, KINDS
from core.errors.offsets import offset_pairs
from core.errors.report import ErrorReport
from core.exceptions import UserError
from core.metric.assignment import THRESHOLDS, threshold_bins
from core.metric.outcomes import CODES, HIT, MISSED, OUTCOMES, Fix


@dataclass(frozen=True)
class Moment:
    """One error, or hit, to look at.

    cost: what mAP at the report's detail_s gains when this error alone is repaired, 0 of a hit. confidence,
    truth_label and truth_ms are None where there is no spot, or no truth. cause: of a miss, where it is
    known.
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


class Moments:
    """The errors of a report at its detail_s, and its hits; a cell of any chart is a choice of them.

    cause (M_truth,): from `miss_causes`, where it is known.
    """

    def __init__(self, report: ErrorReport, cause: np.ndarray | None = None) -> None:
        self.report = report
        self.cause = cause

    def choose(
        self,
        *,
        kind: str | None = None,
        label: int | None = None,
        truth_label: int | None = None,
        either: int | None = None,
        game: str | None = None,
        games: np.ndarray | None = None,
        visible: bool | None = None,
        cause: str | None = None,
        truths: np.ndarray | None = None,
        top: float | None = None,
    ) -> np.ndarray:
        """Places (n,) of the errors that fit all that is given, in no order; `ranked` puts them in one.

        kind: one of KIND_NAMES, "hit", "false" for every spot that is none, or "paired" for those that
        `offsets` measures; None: every error. label: of the spot, or of a missed truth; truth_label: of the
        truth; either: of one of the two. games (G,) bool: in these games of the report alone; truths
        (M_truth,) bool: missed truths, or spots explained by them, of these alone (a group of
        `error_tables.truth_groups`); top: spots among the top x N of their class. Raises UserError for an
        unknown kind.
        """
        if kind not in (None, "false", "paired", *_SHOWN):
            raise UserError(f"There is no error kind {kind!r}; the kinds are {', '.join(KIND_NAMES)}.")
        c = self._columns
        fits = c["kind"] == CODES[kind] if kind in _SHOWN else c["kind"] != HIT
        if kind == "false":
            fits &= c["spot"] >= 0
        if kind == "paired":
            fits = np.isin(c["spot"], offset_pairs(self.report)[0])
        if either is not None:
            known = c["truth"] >= 0
            fits &= (c["label"] == either) | (known & (self._truth_label(c["truth"]) == either))
        if label is not None:
            fits &= c["label"] == label
        if truth_label is not None:
            fits &= (c["truth"] >= 0) & (self._truth_label(c["truth"]) == truth_label)
        if game is not None:
            names = self.report.truths.games
            fits &= c["game"] == (names.index(game) if game in names else -1)
        if games is not None:
            fits &= games[c["game"]]
        if visible is not None:
            fits &= c["visible"] == visible
        if cause is not None:
            fits &= self._cause_is(cause)
        if truths is not None:
            fits &= (c["truth"] >= 0) & truths[np.maximum(c["truth"], 0)] if len(truths) else False
        if top is not None:
            is_spot = c["spot"] >= 0
            fits[is_spot] &= self.report.ranks[c["spot"][is_spot]] < top
        return np.flatnonzero(fits)

    def ranked(self, at: np.ndarray, limit: int | None = None) -> np.ndarray:
        """Places of `choose`, most costly first, then most confident; no more than limit of them."""
        c = self._columns
        cost = np.round(c["cost"][at], 12)
        if limit is not None and limit < len(at):  # sort only what can be among the first
            enough = cost >= np.partition(cost, len(at) - limit - 1)[len(at) - limit - 1]
            at, cost = at[enough], cost[enough]
        confidence = np.nan_to_num(c["confidence"][at], nan=-1.0)
        return at[np.lexsort((-confidence, -cost))[:limit]]

    def rows(self, places: np.ndarray) -> tuple[Moment, ...]:
        """The moments at some places; cut those to what is shown first."""
        report, c = self.report, {name: column[places].tolist() for name, column in self._columns.items()}
        found = []
        for i in range(len(places)):
            truth, spot = c["truth"][i], c["spot"][i]
            row = report.truth.row[truth] if truth >= 0 else -1
            found.append(
                Moment(
                    report.truths.games[c["game"][i]],
                    c["half"][i],
                    c["time_ms"][i],
                    CLASSES[c["label"][i]],
                    OUTCOMES[c["kind"][i]].name,
                    c["cost"][i],
                    c["confidence"][i] if spot >= 0 else None,
                    CLASSES[report.truths.label[row]] if row >= 0 else None,
                    int(report.truths.time_ms[row]) if row >= 0 else None,
                    c["visible"][i],
                    str(self.cause[truth]) if spot < 0 and self.cause is not None else "",
                )
            )
        return tuple(found)

    def top(self, limit: int | None = 24, **chosen) -> tuple[Moment, ...]:
        """The most costly moments of a choice; keywords as for `choose`."""
        return self.rows(self.ranked(self.choose(**chosen), limit))

    @cached_property
    def _columns(self) -> dict[str, np.ndarray]:
        """Parallel arrays (n,): false spots in the grid's order, hits, then missed truths."""
        report, judged, layout = self.report, self.report.detail, self.report.layout
        false, hit = np.flatnonzero(judged.outcome != HIT), np.flatnonzero(judged.outcome == HIT)
        spot = np.concatenate([false, hit])
        truth = np.flatnonzero(judged.taken_by < 0)
        spot_row, truth_row = report.spot.row[spot], report.truth.row[truth]
        new_bin = threshold_bins(judged.new_confidence, THRESHOLDS)
        label = layout.truth_label[truth]
        missed_cost = report.gains[2][label, new_bin[label]] / N_CLASSES
        both = {
            "kind": (judged.outcome[spot], np.full(len(truth), MISSED)),
            "spot": (spot, np.full(len(truth), -1)),
            "truth": (judged.explains[spot], truth),
            "label": (layout.label[spot], label),
            "cost": (np.concatenate([self._spot_costs(false), np.zeros(len(hit))]), missed_cost),
            "confidence": (report.spot.confidence[spot], np.full(len(truth), np.nan)),
            "visible": (layout.view[spot] == 0, report.truth.visible[truth]),
            **{
                name: (getattr(report.spots, name)[spot_row], getattr(report.truths, name)[truth_row])
                for name in ("game", "half", "time_ms")
            },
        }
        return {name: np.concatenate(pair) for name, pair in both.items()}

    def _spot_costs(self, spot: np.ndarray) -> np.ndarray:
        """(n,): the gain of repairing each false spot alone, as its kind is repaired."""
        report, judged = self.report, self.report.detail
        label, bins = report.layout.label[spot], report.layout.bins[spot]
        outcome, truth = judged.outcome[spot], judged.explains[spot]
        goes, becomes, more = report.gains
        cost = goes[label, bins]
        for kind, moved in zip(KINDS, judged.moved, strict=True):
            if kind.fix != Fix.MOVE:
                continue
            of_kind = np.flatnonzero(outcome == kind.code)
            at = of_kind[moved[truth[of_kind]] == spot[of_kind]]
            if kind.truth == "own":
                cost[at] = becomes[label[at], bins[at]]
            else:
                cost[at] += more[report.layout.truth_label[truth[at]], bins[at]]
        return cost / N_CLASSES

    def _truth_label(self, truth: np.ndarray) -> np.ndarray:
        """(n,): the class of truths by place; anything where the place is -1."""
        labels = self.report.layout.truth_label
        return labels[np.maximum(truth, 0)] if len(labels) else np.full(len(truth), -1)

    def _cause_is(self, cause: str) -> np.ndarray:
        c = self._columns
        if self.cause is None:
            raise UserError("The causes of misses need the run's scores or its spots before the threshold.")
        return (c["spot"] < 0) & (self.cause[np.maximum(c["truth"], 0)] == cause)


_SHOWN = ("hit", *KIND_NAMES)
