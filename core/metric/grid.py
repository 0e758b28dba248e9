"""Events on the official evaluator's grid: 2 fps, one event per class and frame, sorted by lane and frame.

A *lane* is one class of one half of one game: lane = (2 * game + half - 1) * 17 + label.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.classes import N_CLASSES
from core.events import Events
from core.exceptions import UserError
from core.timebase import EVALUATION_FRAMES, evaluation_frame


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

    @cached_property
    def lane(self) -> np.ndarray:
        """(M,) int64: the lane of each event."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    @cached_property
    def label(self) -> np.ndarray:
        """(M,) int64: the class of each event."""
        return np.repeat(np.arange(len(self.start) - 1) % N_CLASSES, np.diff(self.start))

    @property
    def n_games(self) -> int:
        return (len(self.start) - 1) // (2 * N_CLASSES)


def require_games(truths: Events) -> None:
    """Raises UserError when there is no game to evaluate."""
    if not truths.games:
        raise UserError("There is no game with labels to evaluate; choose a split that has labels.")


def grids(truths: Events, spots: Events) -> tuple[Grid, Grid]:
    """Truths and spots of the games of `truths` on the grid. Raises UserError when there is no game."""
    require_games(truths)
    return on_grid(truths, spots=False), on_grid(spots.for_games(truths.games), spots=True)


def on_grid(events: Events, *, spots: bool) -> Grid:
    """Put events on the grid as the official evaluator does.

    Of several events of one class on one frame the last in the list counts. spots: those whose confidence is
    negative or no number are dropped, after that rule, so that such a spot still hides an earlier one.
    """
    n_lanes = 2 * len(events.games) * N_CLASSES
    frame = np.atleast_1d(evaluation_frame(events.time_ms))
    lane = (2 * events.game.astype(np.int64) + events.half - 1) * N_CLASSES + events.label
    key = lane * EVALUATION_FRAMES + frame
    order = np.arange(len(key))
    last = np.ones(len(key), dtype=bool)
    if np.any(key[1:] <= key[:-1]):  # spots straight from our NMS are in order, one a frame
        order = np.argsort(key, kind="stable")  # equal frames stay in the list's order
        key = key[order]
        last[:-1] = key[1:] != key[:-1]
        lane, frame = lane[order], frame[order]
    if spots:
        last &= events.confidence[order] >= 0
    if not last.all():
        order, lane, frame = order[last], lane[last], frame[last]
    start = np.searchsorted(lane, np.arange(n_lanes + 1))
    return Grid(start, frame, events.confidence[order], events.visible[order], order)
