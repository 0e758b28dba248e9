"""The Review page around the match view: what is reviewed and at which settings, notices, conflicts."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.review.listeners import resolve
from app.review.state import ReviewState
from app.ui import selection
from app.ui.nms_row import settings_row
from app.ui.page import escape
from app.ui.pickers import far_window, tolerance_slider
from core.errors.moments import ALL
from core.labels.editor import LabelEditor
from core.spotting.settings import Settings
from core.timebase import game_time

_QUEUES = {"suspect": "suspect labels", "cell": "from the Errors page"}
_CHOICES = {"mine": "Keep mine", "file": "Take the file's"}
_VERBS = {"move": "moved", "change": "changed", "delete": "deleted"}


def header() -> list[DeltaGenerator]:
    """Places above the queue: of run, split, moments, settings, export and figures."""
    return st.columns([1.7, 1, 1.5, 1.2, 1.05, 3], vertical_alignment="bottom", gap="small")


def body() -> list[DeltaGenerator]:
    """Places of the queue and of the match view."""
    return st.columns([1, 3.25], gap="small")


def choices(
    chosen: ReviewState, settings: Settings, places: Sequence[DeltaGenerator], *, scored: bool
) -> None:
    """Which moments, and how spots are made and judged. scored: whether there are scores for other spots."""
    places[2].selectbox(
        "Moments",
        tuple(_QUEUES) if chosen.moment_filter != ALL or chosen.queue == "cell" else ("suspect",),
        format_func=_QUEUES.get,
        help="Suspect labels: confident false spots and missed truths with a silent curve, in turn. "
        "To review other moments, choose them on the Errors page and click Review these.",
        **selection.widget("queue", chosen.queue) | {"on_change": _choose_queue, "args": ()},
    )
    popover = places[3].popover(
        "Settings", icon=":material/tune:", width="stretch", key="review_folded", on_change="rerun"
    )
    if not popover.open:
        return  # widgets that are made while it is closed would open at their least values
    with popover, st.container(key="review_settings", width=720):
        settings_row(settings, scored=scored)
        left, right = st.columns(2, gap="medium")
        with left:
            tolerance_slider(chosen.tolerance, settings.label_set)
        with right:
            far_window(chosen.far)
        st.caption("Other settings give other spots, so the queue may change.")


def _choose_queue() -> None:
    selection.go(queue=st.session_state["w_queue"], moment="")


def nothing_to_review() -> None:
    """In place of an empty queue."""
    st.info("Nothing to review: no moment fits this choice.", icon=":material/check:")


def follow_link(link: str, name: str) -> None:
    """Write the name of the moment on screen to the URL, with a note where the link named another."""
    if link and link != name:
        st.caption(":material/info: The moment of this link is not in this queue; here is another.")
    if link != name:
        selection.go(moment=name)


def notices(sentences: Sequence[str], editor: LabelEditor) -> None:
    """What to know of the labels, and the conflicts to decide: edits whose label changed on disk."""
    for sentence in dict.fromkeys((*sentences, *editor.notices)):
        st.caption(f":material/info: {escape(sentence)}")
    for conflict in editor.conflicts:
        label, when = conflict.was["label"], game_time(conflict.was["half"], conflict.was["time_ms"])
        text, *buttons = st.columns([6, 1.3, 1.3], vertical_alignment="center")
        text.warning(
            escape(f"You {_VERBS[conflict.op]} the {label} at {when}, but it was changed in the file too."),
            icon=":material/call_split:",
        )
        for place, name, keep in zip(
            buttons, ("Keep mine", "Take the file's"), ("mine", "file"), strict=True
        ):
            place.button(
                name,
                key=f"resolve_{keep}_{conflict.id}_{editor.revision}",
                width="stretch",
                on_click=resolve,
                args=(conflict.id, keep, editor.revision),
            )
