"""The queue's component: the moments to review, each with its state; the moment shown is marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.moments.names import moment_name
from app.review.session import Reviewing
from app.ui.component import component
from core.data.games import Game
from core.errors.moments import Moment
from core.timebase import game_time

_component = component(
    "review_queue",
    '<div class="rq-room"><div class="rq" role="list"></div></div>',
    "shared/marks.css",
    "review_queue/queue.css",
)


def review_queue(rows: Sequence[dict[str, str]], at: str, *, on_pick: Callable[[], None]) -> Any:
    """Mount the list; the result's `pick` is the name of a moment that was clicked."""
    data = {"rows": list(rows), "at": at}
    return _component(key="review_queue", data=data, height="content", on_pick_change=on_pick)


def rows_of(state: Reviewing, games: dict[str, Game]) -> list[dict[str, str]]:
    """The rows of the list: all moments or those that wait; the moment shown always."""
    return [
        _row(moment, settled, games)
        for place, (moment, settled) in enumerate(zip(state.queue, state.states, strict=True))
        if not (state.waiting_only and settled) or place == state.place
    ]


def _row(moment: Moment, settled: str, games: dict[str, Game]) -> dict[str, str]:
    return {
        "name": moment_name(moment),
        "state": settled,
        "kind": moment.kind,
        "label": moment.label,
        "game": games[moment.game].title if moment.game in games else moment.game,
        "clock": game_time(moment.half, moment.time_ms),
        "conf": "–" if moment.confidence is None else f"{moment.confidence:.3f}",
        "cause": moment.cause,
    }
