"""What the match view is sent while labels are mended: the mended truths with ids, and the part `review`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.cache.match import RunAt
from app.cache.split import Split
from app.match_view.payload import PartView, Place, digest, payload
from app.match_view.sources import sources_of
from app.review.session import Review
from app.review.state import ReviewState
from app.review.words import exact_clock, moment_words
from app.server.catalog import Catalog
from app.ui import selection
from core.data.games import Part
from core.events import Events
from core.figures import count
from core.label_set import LabelSet
from core.labels.replay import Entry
from core.labels.truths import is_known, truths_with_ids
from core.metric.matching import match
from core.spotting.settings import Settings

AROUND_MS = 30_000
"""The view opens with this much on either side of a moment."""


def view_payload(
    catalog: Catalog, split: Split, settings: Settings, spots: Events, review: Review, chosen: ReviewState
) -> dict[str, Any]:
    """The part of the moment on screen, as of `app.match_view.payload`, with `truths.id` and `review`.

    spots: of the moment's game.
    """
    moment, editor = review.moment, review.editor
    numbers = {part.number: part for part in editor.game.parts}
    # Labels can be of a part without files: its lanes are shown all the same.
    half = numbers.get(moment.half, Part(editor.game.name, moment.half))
    time_ms = moment.time_ms
    truths, ids = truths_with_ids(editor)
    window = (max(0, time_ms - AROUND_MS), time_ms + AROUND_MS)
    place = Place(time_ms, *window, truths.label_set.index[moment.label], moves=selection.moves())
    matches = match(truths, spots, chosen.tolerance)
    sources, scored = sources_of(catalog, RunAt(split.run, settings), half), split.scores is not None
    view = PartView(
        half,
        editor.game.title,
        matches,
        settings,
        sources,
        place,
        settings_known=scored,
        parts=tuple(numbers),
    )
    values, label_set = payload(view), truths.label_set
    rows = [row for row, number in enumerate(truths.half.tolist()) if number == half.number]
    values["truths"]["id"] = [ids[row] for row in rows]
    entry = editor.state.entries.get(review.label.id or "")
    values["review"] = {
        "at": review.queue.name,
        "kind": moment.kind,
        "words": moment_words(moment),
        "state": review.queue.settlements[review.queue.place],
        "label": None if entry is None else entry.id,
        "label_version": review.label.version,
        "other": None
        if entry is None or is_known(entry, label_set)
        else {"id": entry.id, "name": _name(entry, label_set)},
        "teams": [label_set.teams[truths.team[row]] for row in rows],
        "far_ms": chosen.reach_ms,
        "revision": editor.revision,
        "can_undo": editor.can_undo or bool(review.history.done),
        "can_redo": editor.can_redo or bool(review.history.undone),
        "answer": None if review.answer is None else asdict(review.answer),
    }
    values["rev"] = digest({**values, "rev": 0})
    return values


def _name(entry: Entry, label_set: LabelSet) -> str:
    classes = count(len(label_set), "class", "classes")
    return f"{entry.label} {exact_clock(entry.time_ms)}, outside the {classes}"
