"""The queue: progress, which moments are listed, and the list to pick from, the one on screen marked."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from app.review.listeners import QUEUE, on_pick
from app.review.session import Review
from app.ui.component import component
from core.data.games import Game
from core.errors.moments import Moment
from core.figures import fraction
from core.timebase import game_time

_component = component(
    "review_queue",
    '<div class="rq-room"><div class="rq" role="list"></div></div>',
    "shared/marks.css",
    "review_queue/queue.css",
)


def queue_panel(review: Review, games: Iterable[Game]) -> None:
    """Progress, what is listed, the list. games: of the data root."""
    queue, titles = review.queue, {game.name: game.title for game in games}
    total = len(queue.moments)
    st.progress(queue.n_settled / total, text=f"**{queue.n_settled}** of {total} reviewed")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        listed = st.segmented_control(
            "Listed",
            ("all", "open"),
            default="open" if review.open_only else "all",
            required=True,
            label_visibility="collapsed",
            key="review_listed",
        )
        review.open_only = listed == "open"
        review.auto_advance = st.toggle(
            "Advance",
            value=review.auto_advance,
            key="review_advance",
            help="After Confirm and Delete the next open moment comes up by itself; after other edits, since "
            "a label often needs more than one, press J.",
        )
    rows = [
        _row(moment, queue.name_of(moment), settlement, titles.get(moment.game, moment.game))
        for place, (moment, settlement) in enumerate(zip(queue.moments, queue.settlements, strict=True))
        if not (review.open_only and settlement) or place == queue.place
    ]
    data = {"rows": rows, "at": queue.name}
    _component(key=QUEUE, data=data, height="content", on_pick_change=on_pick)


def _row(moment: Moment, name: str, settlement: str, title: str) -> dict[str, str]:
    return {
        "name": name,
        "state": settlement,
        "kind": moment.kind,
        "label": moment.label,
        "game": title,
        "clock": game_time(moment.half, moment.time_ms),
        "conf": fraction(moment.confidence),
        "cause": moment.cause,
    }
