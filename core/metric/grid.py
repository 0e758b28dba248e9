"""Events on an evaluation's grid: one event per class and frame, sorted by lane and frame.

A *lane* is one class of one part of one game: lane = (P * game + part - 1) * C + label, for P parts a game
and C classes. The label set's rule says how fine the grid is and how many parts count: the official evaluator
has 2 fps and 2 parts, and passes later parts over.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.evaluation_rule import EvaluationRule
from core.events import Events
from core.exceptions import UserError
from core.figures import count
from core.label_set import LabelSet
from core.timebase import evaluation_frame


@dataclass(frozen=True, eq=False)
class Grid:
    """M events on the grid.

    start (L + 1,) int64: lane l holds events start[l] to start[l + 1]. frame (M,) int64 in time order within
    a lane; confidence (M,) float64; visible (M,) bool; row (M,) int64: the event each came from.
    """

    start: np.ndarray
    frame: np.ndarray
    confidence: np.ndarray
    visible: np.ndarray
    row: np.ndarray
    label_set: LabelSet

    @cached_property
    def lane(self) -> np.ndarray:
        """(M,) int64: the lane of each event."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    @cached_property
    def label(self) -> np.ndarray:
        """(M,) int64: the class of each event."""
        return np.repeat(np.arange(len(self.start) - 1) % self.n_classes, np.diff(self.start))

    @property
    def rule(self) -> EvaluationRule:
        return self.label_set.rule

    @property
    def n_classes(self) -> int:
        return len(self.label_set)

    @property
    def lanes_per_game(self) -> int:
        return self.rule.parts * self.n_classes

    @property
    def n_games(self) -> int:
        return (len(self.start) - 1) // self.lanes_per_game

    def per_class(self, places: np.ndarray | slice = slice(None)) -> np.ndarray:
        """(C,) int64: how many events each class has, or of those at places alone."""
        return np.bincount(self.label[places], minlength=self.n_classes)


def require_games(truths: Events) -> None:
    """Raises UserError when there is no game to evaluate."""
    if not truths.games:
        raise UserError("There is no game with labels to evaluate; choose a split that has labels.")


def grids(truths: Events, spots: Events) -> tuple[Grid, Grid]:
    """Truths and spots of the games of `truths` on the grid.

    Raises UserError when there is no game, or when truths and spots are of two label sets.
    """
    require_games(truths)
    return truths_on_grid(truths), spots_on_grid(spots.for_games(truths.games), truths.label_set)


def truths_on_grid(truths: Events) -> Grid:
    """Truths on the grid of their label set's rule."""
    return _on_grid(truths, truths.label_set, np.ones(len(truths), bool))


def spots_on_grid(spots: Events, label_set: LabelSet) -> Grid:
    """Spots on the grid of the truths' label set.

    Those whose confidence is negative or no number are dropped, after the rule that of several on one frame
    the last counts, so that such a spot still hides an earlier one. Raises UserError for spots of another
    set.
    """
    return _on_grid(spots.of_set(label_set), label_set, spots.confidence >= 0)


def passed_over(events: Events) -> int:
    """How many events lie in parts of a game that the rule does not evaluate."""
    return int((events.half > events.label_set.rule.parts).sum())


def passed_over_sentence(truths: Events, *spots: Events) -> str:
    """What lies in parts that the metric does not count, such as extra time; nothing where nothing does."""
    n_labels, n_predictions = passed_over(truths), sum(map(passed_over, spots))
    counts = [count(n_labels, "label")] * (n_labels > 0) + [count(n_predictions, "prediction")] * (
        n_predictions > 0
    )
    if not counts:
        return ""
    last = truths.label_set.rule.parts
    return f"Passed over, as officially: {' and '.join(counts)} of parts after part {last}."


def _on_grid(events: Events, label_set: LabelSet, counts: np.ndarray) -> Grid:
    """Events on the grid; of several of one class on one frame the last in the list, if it counts.

    counts: (E,) bool.
    """
    rule, n_classes = label_set.rule, len(label_set)
    rows = np.flatnonzero(events.half <= rule.parts) if passed_over(events) else np.arange(len(events))
    frame = np.atleast_1d(evaluation_frame(events.time_ms[rows], rule))
    lane = rule.parts * events.game[rows].astype(np.int64) + events.half[rows] - 1
    lane = lane * n_classes + events.label[rows]
    key = lane * rule.n_frames + frame
    last = np.ones(len(key), dtype=bool)
    if np.any(key[1:] <= key[:-1]):  # spots straight from our NMS are in order, one a frame
        order = np.argsort(key, kind="stable")  # equal frames stay in the list's order
        key = key[order]
        last[:-1] = key[1:] != key[:-1]
        rows, lane, frame = rows[order], lane[order], frame[order]
    last &= counts[rows]
    if not last.all():
        rows, lane, frame = rows[last], lane[last], frame[last]
    start = np.searchsorted(lane, np.arange(rule.parts * len(events.games) * n_classes + 1))
    return Grid(start, frame, events.confidence[rows], events.visible[rows], rows, label_set)
