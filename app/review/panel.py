"""The Review page: what is reviewed, the queue at the left, the match view and the label beside it."""

from __future__ import annotations

from dataclasses import asdict

import streamlit as st

from app.cache import errors as errors_cache
from app.cache import labels as labels_cache
from app.cache import split as split_cache
from app.cache.split import Split
from app.match_view.component import match_view
from app.match_view.video_offers import offer_remux, offer_video
from app.moments.names import moment_name
from app.review.export import export_button
from app.review.figures import figures
from app.review.label import label_panel, near_panel, past_panel
from app.review.listeners import conflicts, on_edit, on_label, on_pick, reviewing
from app.review.payload import view_payload
from app.review.queue import review_queue, rows_of
from app.review.session import Reviewing, place_of
from app.review.state import PAGE, ReviewState
from app.server.catalog import Catalog
from app.state.moment_filter import parse_filter
from app.ui import selection
from app.ui.coverage import check_coverage
from app.ui.nms_row import settings_row
from app.ui.page import escape, in_place
from app.ui.pickers import far_window, run_and_split, tolerance_slider
from core.errors.moments import Moment
from core.labels.truths import label_id
from core.spotting.settings import Settings

LIMIT = 200
"""Moments in a queue."""


def review_page(catalog: Catalog, chosen: ReviewState) -> None:
    """Everything on the page."""
    places = st.columns([1.7, 1, 1.5, 1.2, 1.05, 3], vertical_alignment="bottom", gap="small")
    run = run_and_split(catalog, chosen, places)
    if run is None:
        return
    chosen = selection.chosen(PAGE)  # the pickers may have chosen what the URL leaves open
    split = split_cache.split_of(catalog, run, chosen.split)
    settings = chosen.changes.apply(run.settings)
    with places[2]:
        _source(chosen)
    with places[3]:
        _settings(chosen, settings, split)
    if not check_coverage(split, catalog.root.path, covered_only=chosen.covered_only):
        return
    state = reviewing()
    state.shown = None  # until the labels are on the screen: what comes first must not miss our own edit
    with in_place():
        state.queue = _queue(catalog, split, settings, chosen)
        with places[4]:
            export_button(catalog, split)
        with places[5]:
            figures(catalog, split, settings)
        if not state.queue:
            st.info("There is no such moment: nothing to review here.", icon=":material/check:")
            return
        _refresh(catalog, state, chosen)
        left, right = st.columns([1, 3.25], gap="small")
        with left:
            _list(catalog, state)
        with right, in_place():
            _moment(catalog, split, settings, state, chosen)


def _source(chosen: ReviewState) -> None:
    """What the queue holds: suspect labels, or the cell that the Errors page was on."""
    options = ("suspect", "cell") if chosen.cell or chosen.queue == "cell" else ("suspect",)
    st.selectbox(
        "Moments",
        options,
        format_func={"suspect": "suspect labels", "cell": "of the errors' cell"}.get,
        help="Suspect: confident false spots and missed truths with a silent curve, in turn. "
        "A cell of the Errors page can be reviewed from there.",
        **{**selection.widget("queue", chosen.queue), "on_change": _took_source, "args": ()},
    )


def _took_source() -> None:
    selection.go(queue=st.session_state["w_queue"], at="")


def _settings(chosen: ReviewState, settings: Settings, split: Split) -> None:
    # Widgets that are made while it is folded would open at their least values.
    folded = st.popover(
        "Settings", icon=":material/tune:", width="stretch", key="review_folded", on_change="rerun"
    )
    if not folded.open:
        return
    with folded, st.container(key="review_settings", width=720):
        settings_row(settings, scored=split.scores is not None)
        left, right = st.columns(2, gap="medium")
        with left:
            tolerance_slider(chosen.tolerance)
        with right:
            far_window(chosen.far)
        st.caption("Other settings make other spots, so the queue may be another.")


def _queue(catalog: Catalog, split: Split, settings: Settings, chosen: ReviewState) -> tuple[Moment, ...]:
    """The moments, judged by the labels in the files, so that mending never reorders them."""
    config = chosen.config
    if chosen.queue == "suspect":
        return errors_cache.queue(catalog, split, settings, config, LIMIT)
    return errors_cache.errors(catalog, split, settings, config).top(LIMIT, parse_filter(chosen.cell))


def _refresh(catalog: Catalog, state: Reviewing, chosen: ReviewState) -> None:
    """The state of each moment from the journals, the moment shown, and its labels as they are on disk."""
    state.states = labels_cache.states(catalog, state.queue, state.held)
    state.place = place_of(state.queue, state.states, chosen.at)
    moment = state.moment
    if chosen.at != moment_name(moment):
        if chosen.at:
            st.caption(":material/info: The moment of the address is not in this queue; here is the next.")
        selection.go(at=moment_name(moment))
    state.game = catalog.root.game(moment.game)


def _list(catalog: Catalog, state: Reviewing) -> None:
    """Progress, what is listed, the list."""
    total = len(state.queue)
    st.progress(state.done / total, text=f"**{state.done}** of {total} looked at")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        picked = st.segmented_control(
            "Listed",
            ("all", "waiting"),
            default="waiting" if state.waiting_only else "all",
            required=True,
            label_visibility="collapsed",
            key="review_listed",
        )
        state.waiting_only = picked == "waiting"
        state.advance = st.toggle(
            "Advance",
            value=state.advance,
            key="review_advance",
            help="After Confirm and Delete the next waiting moment comes by itself; after other edits, which "
            "often need another touch, it comes with J.",
        )
    games = {game.name: game for game in catalog.root.games}
    review_queue(rows_of(state, games), moment_name(state.moment), on_pick=on_pick)


def _moment(
    catalog: Catalog, split: Split, settings: Settings, state: Reviewing, chosen: ReviewState
) -> None:
    """The match view at the moment, and the label under it."""
    moment, game = state.moment, state.game
    said = st.container()
    editor = labels_cache.editor(catalog, game)
    state.seen[game.name] = editor
    state.shown = labels_cache.stamp(catalog, game.name)
    reach_ms = round(chosen.tolerance * chosen.far * 500)
    if state.label_of != moment_name(moment) or (state.label and state.label not in editor.state.entries):
        state.choose(label_id(editor, asdict(moment), reach_ms), moment_name(moment))
    with said:
        for sentence in dict.fromkeys((*state.told, *editor.notices)):
            st.caption(f":material/info: {escape(sentence)}")
        conflicts(editor)
    payload = view_payload(catalog, split, settings, state, reach_ms)
    match_view(payload, "review_view", on_edit=on_edit, on_label=on_label, on_half=_nothing)
    offer_video(catalog, game)
    offer_remux(catalog, game)
    label, near, past = st.columns([1.25, 1.15, 1], gap="medium")
    with label:
        label_panel(state, editor)
    with near:
        near_panel(state, editor)
    with past:
        past_panel(state, editor)


def _nothing() -> None:
    """A moment has its half: there is no other to turn to."""
