"""The Match page: header, live settings, the match view and the counts under it."""

from __future__ import annotations

import html
from contextlib import suppress
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.cache import games as games_cache
from app.cache import match as match_cache
from app.cache.match import Asked
from app.match.counts import counts_table, no_counts, notes
from app.match.notices import covers, label_problems, late_events, nothing_predicted, opened_at
from app.match.payload import Place, Second, build
from app.match.settings import base_settings, nms_settings, put
from app.match.sources import curves_of, sources_of
from app.match.state import PAGE, MatchState
from app.match.video_offers import offer_remux, offer_video
from app.match.view import match_view
from app.server import rescoring
from app.server.catalog import Library, short_id
from app.state.match_layout import Lanes, Listed
from app.state.settings_text import RunChange
from app.ui import selection
from app.ui.page import escape
from app.ui.pickers import run_picker
from core.classes import CLASSES
from core.data.games import Game, Half
from core.exceptions import UserError
from core.runs.run import Run


def no_game(lib: Library, chosen: MatchState) -> Game:
    """The first game worth showing, with a note when the address asked for another."""
    if chosen.game:
        st.caption(":material/info: The address names a game that this data root does not have.")
    table = games_cache.inventory(lib)
    wanted = {selection.value("split") or "test": 1}
    rank = 4 * table["runs"].map(lambda names: chosen.run in names if chosen.run else bool(names))
    rank = rank + 2 * table["labels"] + table["split"].map(wanted).fillna(0)
    game = lib.root.game(table.loc[rank.idxmax(), "name"])
    selection.change(game=short_id(game.name))
    return game


def header(lib: Library, chosen: MatchState, game: Game) -> Run | None:
    """Title, neighbours, half and run."""
    title, moves, halves, run = st.columns([4.9, 1.2, 2, 1.9], vertical_alignment="center")
    names = [other.name for other in lib.root.games]
    place = names.index(game.name)
    with title:
        parts = (game.date, game.kickoff, game.league, game.season, game.split)
        detail = " · ".join(part for part in parts if part)
        name, more = html.escape(game.title), html.escape(detail)
        # Two lines that may wrap: beside the other widgets one line has no room for it all.
        st.html(
            f'<p class="tl-title" style="white-space: normal" title="{name} · {more}">{name}'
            f'<small style="display: block; margin: 0">{more}</small></p>'
        )
    with moves.container(horizontal=True, wrap=False, horizontal_alignment="right", gap="xsmall"):
        for label, step, hint in (
            (":material/chevron_left:", -1, "Previous game"),
            (":material/chevron_right:", 1, "Next game"),
        ):
            to = place + step
            inside = 0 <= to < len(names)
            st.button(
                label,
                key=f"game{step}",
                help=hint,
                disabled=not inside,
                on_click=_open,
                args=(short_id(names[to]) if inside else "",),
            )
    with halves:
        st.segmented_control(
            "Half",
            (1, 2),
            format_func={1: "1st half", 2: "2nd half"}.get,
            required=True,
            width="stretch",
            label_visibility="collapsed",
            **_half_widget(chosen),
        )
    with run:
        picked = run_picker(lib, chosen.run, game.name, label_visibility="collapsed")
        if picked is None:
            st.caption("No runs yet: `touchline train` or `touchline import` makes one.")
        return picked


def _open(game_id: str) -> None:
    selection.go(game=game_id, time_ms=0, zoom=(0, 0))


def _half_widget(chosen: MatchState) -> dict:
    return {**selection.widget("half", chosen.half), "on_change": _turn, "args": ()}


def _turn() -> None:
    selection.go(half=st.session_state["w_half"], time_ms=0, zoom=(0, 0))


def match_panel(lib: Library, game: Game, run: Run | None) -> None:
    """Settings, match view and counts of one match."""
    chosen = selection.chosen(PAGE)
    scored = run is not None and match_cache.has_scores(run, game.name)
    sides = rescoring.can_score(run, game.halves)
    settings = nms_settings(lib, run, scored or sides, sides=sides)
    # A slot that stays: an element that comes or goes above the view would make the browser mount it anew.
    place, said = st.empty(), st.container()
    if sides:
        rescoring.prepare(run, game.halves)
    asked = Asked(run, settings, chosen.run_change.sides.frames(run.model) if sides else None)
    ready(asked, game, place)
    matches = match_cache.matches(lib, game, asked, chosen.tolerance)
    half = game.half(chosen.half)
    _, unreadable = games_cache.truths(lib, game)
    if unreadable:
        said.error(escape(unreadable), icon=":material/error:")
    covered = covers(asked, game)
    judged = covered and game.labelled and not unreadable
    sources = sources_of(lib, asked, half)
    with said:
        if run is not None and not covered:
            nothing_predicted(run, game)
            sources = replace(sources, curves_note="")
        opened_at(run)
        label_problems(lib, game)
        late_events(matches, chosen.half, sources)
    payload = build(
        matches,
        half_id=f"{short_id(game.name)}/{chosen.half}",
        half=chosen.half,
        title=game.title,
        settings=settings,
        window_known=scored or asked.sides is not None,
        sources=sources,
        place=_place(chosen),
        nonce=selection.moves(),
        second=second_of(lib, game, half, run, place),
        ap=match_cache.match_ap(lib, game, asked, chosen.tolerance) if judged else None,
        judged=judged,
    )
    # Where the view is belongs to the URL, not to the payload: only a move may change what is sent.
    match_view(payload, "match_view", on_at=_arrived, on_half=_other_half, on_threshold=_dragged)
    offer_video(lib, game)
    offer_remux(lib, game)
    counts, moments = st.columns([3, 2], gap="large")
    with counts:
        if judged:
            counts_table(matches)
        else:
            no_counts("no labels to judge by" if covered else "nothing predicted")
    with moments:
        if not unreadable:
            notes(lib, game, matches, judged)


def _place(chosen: MatchState) -> Place:
    lanes, listed = Lanes.parse(chosen.lanes).plain(), Listed.parse(chosen.listed).plain()
    at = chosen.time_ms, *chosen.zoom, chosen.focus
    return Place(*at, lanes, listed, selection.links())


def ready(asked: Asked, game: Game, place: DeltaGenerator) -> None:
    """Encodes what other sides of the window need, once a half, saying so in a place that is always there."""
    if asked.sides is None or all(rescoring.encoded(asked.run, half) for half in game.halves):
        return
    for index, half in enumerate(game.halves):
        place.progress(index / 2, text=f"Reading the features of half {half.number}, once …")
        rescoring.scores(asked.run, half, asked.sides)
    place.empty()


def second_of(
    lib: Library, game: Game, half: Half, first: Run | None, place: DeltaGenerator
) -> Second | None:
    """What is laid under the first, with a note where it cannot be."""
    chosen = selection.chosen(PAGE)
    if not chosen.second:
        return None
    run = next((run for run in lib.runs() if run.name == chosen.second), None)
    if run is None:
        st.caption(f":material/info: There is no run {escape(chosen.second)} to lay under it.")
        return None
    try:
        # Another run is judged at what the sliders say, unless a setting was pinned for it.
        same = chosen.second == (first.name if first else "") or chosen.against
        change = RunChange.parse(chosen.against) if same else chosen.run_change
        base = base_settings(run, own=chosen.own or bool(same))
        sides = change.sides.frames(run.model) if rescoring.can_score(run, game.halves) else None
        asked = Asked(run, change.settings.apply(base), sides)
        ready(asked, game, place)
        matches = match_cache.matches(lib, game, asked, chosen.tolerance)
        url = curves_of(asked, half).get("curves_url")
    except UserError as error:
        st.caption(f":material/info: {escape(run.name)} cannot be laid under it: {escape(str(error))}")
        return None
    title = f"{run.name} ({change.title()})" if chosen.against else run.name
    return Second(title, matches, asked.settings, url)


def _dragged() -> None:
    asked = st.session_state["match_view"].get("threshold") or {}
    value, label = asked.get("value"), asked.get("c")
    if isinstance(value, int | float) and 0 <= value <= 1 and label in range(len(CLASSES)):
        put("threshold", round(float(value), 2), label)


def _arrived() -> None:
    at = st.session_state["match_view"].get("at") or {}
    # These hold whatever is open; the place only in the half that it was reported from.
    with suppress(ValueError):
        selection.change(lanes=Lanes.of(at.get("lanes")).text(), listed=Listed.of(at.get("list")).text())
    chosen = selection.chosen(PAGE)
    if at.get("half") == f"{chosen.game}/{chosen.half}":
        zoom = (int(at["from_ms"]), int(at["to_ms"]))
        selection.change(time_ms=int(at["time_ms"]), focus=int(at["focus"]), zoom=zoom)


def _other_half() -> None:
    half = st.session_state["match_view"].get("half")
    if half in (1, 2):
        selection.go(half=half, time_ms=0, zoom=(0, 0))
