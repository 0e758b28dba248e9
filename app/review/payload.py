"""What the match view is sent while labels are mended: the mended truths with ids, and the part `review`."""

from __future__ import annotations

from typing import Any

from app.cache import labels as labels_cache
from app.cache.match import RunAt
from app.cache.split import Split
from app.match_view.payload import PartView, Place, digest, payload
from app.match_view.sources import sources_of
from app.moments.names import moment_name
from app.review.session import Reviewing
from app.review.state import PAGE
from app.review.words import exact_clock
from app.server.catalog import Catalog
from app.ui import selection
from core.classes import INDEX, TEAMS
from core.errors.moments import Moment
from core.labels.replay import Entry
from core.labels.truths import is_evaluated, truths_with_ids
from core.metric.matching import match
from core.spotting.settings import Settings
from core.timebase import clock

AROUND_MS = 30_000


def view_payload(
    catalog: Catalog, split: Split, settings: Settings, state: Reviewing, reach_ms: int
) -> dict[str, Any]:
    """The half of the moment shown, as of `app.match_view.payload`, with `truths.id` and `review`.

    reach_ms: how far from the playhead a label of the class in focus is looked for.
    """
    moment, game, editor = state.moment, state.game, state.editor
    half = game.half(moment.half)
    truths, ids = truths_with_ids(editor)
    spots = labels_cache.game_spots(split, settings, game.name)
    time_ms = moment.time_ms
    view = PartView(
        half,
        game.title,
        match(truths, spots, float(selection.chosen(PAGE).tolerance)),
        settings,
        sources_of(catalog, RunAt(split.run, settings), half),
        Place(
            time_ms,
            max(0, time_ms - AROUND_MS),
            time_ms + AROUND_MS,
            INDEX[moment.label],
            moves=selection.moves(),
        ),
        settings_known=split.scores is not None,
    )
    values = payload(view)
    rows = [row for row, number in enumerate(truths.half.tolist()) if number == half.number]
    values["truths"]["id"] = [ids[row] for row in rows]
    entry = editor.state.entries.get(state.label or "")
    values["review"] = {
        "at": moment_name(moment),
        "kind": moment.kind,
        "words": words(moment),
        "state": state.states[state.place],
        "label": None if entry is None else entry.id,
        "turn": state.turn,
        "other": None if entry is None or is_evaluated(entry) else {"id": entry.id, "name": _name(entry)},
        "teams": [TEAMS[truths.team[row]] for row in rows],
        "far_ms": int(reach_ms),
        "revision": editor.revision,
        "can_undo": editor.can_undo or bool(state.trail),
        "can_redo": editor.can_redo or bool(state.ahead),
        "answer": state.answer,
    }
    values["rev"] = digest({**values, "rev": 0})
    return values


def words(moment: Moment) -> str:
    """A moment as one line: "wrong class: Goal 0.912 at 12:34, where a Corner stands"."""
    sure = "" if moment.confidence is None else f" {moment.confidence:.3f}"
    cause = f" ({moment.cause})" if moment.cause else ""
    other = moment.truth_label if moment.truth_label not in (None, moment.label) else ""
    beside = f", where a {other} stands" if other else ""
    return f"{moment.kind}: {moment.label}{sure} at {clock(moment.time_ms)}{cause}{beside}"


def _name(entry: Entry) -> str:
    return f"{entry.label} {exact_clock(entry.time_ms)}, outside the 17 classes"
