"""The labels on a desk as truths, each with its id: what a view shows and an edit names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.classes import INDEX, TEAMS
from core.events import Events
from core.labels.editor import Desk
from core.labels.replay import Entry, entries_of


def truths_with_ids(desk: Desk) -> tuple[Events, tuple[str, ...]]:
    """The labels of the 17 classes as truths in order of time, and the id of each.

    The same labels as `export.mended_events` gives: what cannot be read or is of another class is left out.
    """
    kept = [entry for entry in desk.entries if judged(entry)]
    if not kept:
        return Events.empty((desk.game.name,)), ()
    columns = [
        (
            entry.half,
            entry.time_ms,
            INDEX[entry.label],
            TEAMS.index(entry.team) if entry.team in TEAMS else 0,
            entry.visible,
        )
        for entry in kept
    ]
    half, time_ms, label, team, visible = zip(*columns, strict=True)
    events = Events.build((desk.game.name,), 0, half, time_ms, label, team=team, visible=visible)
    return events, tuple(entry.id for entry in kept)


def judged(entry: Entry) -> bool:
    """Whether the evaluator sees a label: it can be read and is of the 17 classes."""
    return entry.half in (1, 2) and entry.time_ms >= 0 and entry.label in INDEX


def label_of(desk: Desk, moment: Mapping[str, Any], reach_ms: int) -> str | None:
    """The id of the label that an error is about; None where there is none.

    The truth that it missed or met (half, truth_ms, truth_label), wherever an edit put it since; for an error
    without one the nearest label of its class at most reach_ms away.
    """
    if moment.get("truth_ms") is not None:
        wanted = (moment["half"], moment["truth_ms"], moment["truth_label"])
        for key, entry in entries_of(desk.raw).items():
            if (entry.half, entry.time_ms, entry.label) == wanted:
                return key if key in desk.state.entries else None
    near = [
        (abs(entry.time_ms - moment["time_ms"]), entry.id)
        for entry in desk.entries
        if (entry.half, entry.label) == (moment["half"], moment["label"])
    ]
    gap, key = min(near, default=(reach_ms + 1, None))
    return key if gap <= reach_ms else None


def labels_near(desk: Desk, half: int, time_ms: int, reach_ms: int) -> tuple[Entry, ...]:
    """The labels of a half at most reach_ms from a time, in order of time, those of other classes too."""
    return tuple(
        entry for entry in desk.entries if entry.half == half and abs(entry.time_ms - time_ms) <= reach_ms
    )
