"""What the Match page says above the view: label entries left out, nothing predicted, late events."""

from __future__ import annotations

import streamlit as st

from app.cache import games as games_cache
from app.cache import match as match_cache
from app.cache.match import Asked
from app.match.payload import Sources, length_ms, times_after
from app.match.settings import start_threshold_of
from app.match.state import PAGE
from app.server.catalog import Library
from app.ui import selection
from app.ui.page import escape, show_commands
from core.command_line import command
from core.data.games import Game
from core.exceptions import UserError
from core.metric.matching import Matches
from core.runs.run import Run
from core.timebase import game_time


def covers(asked: Asked, game: Game) -> bool:
    """Whether a run, as asked, has scores or spots of a game."""
    run = asked.run
    if run is None:
        return False
    return (
        asked.sides is not None
        or match_cache.has_scores(run, game.name)
        or game.name in games_cache.spotted_games(run)
    )


def nothing_predicted(run: Run, game: Game) -> None:
    """The empty state of a run that never saw a game: what to run to have it."""
    name = escape(run.name)
    if run.kind == "spots":
        st.info(
            f"{name} holds imported spots, none of this game. Import results that have it:",
            icon=":material/info:",
        )
        show_commands(command("import", "results_spotting.zip", "--run", run.name, "--replace"))
    elif not run.weights_path.is_file():
        st.info(
            f"{name} has no predictions for this game and no weights to make them with; pick another run.",
            icon=":material/info:",
        )
    else:
        st.info(f"{name} has no predictions for this game. Make them:", icon=":material/info:")
        show_commands(command("predict", "--run", run.name, "--game", game.name))


def opened_at(run: Run | None) -> None:
    """One quiet line on a run that opens at a threshold chosen for it, as long as that one holds."""
    chosen, start = selection.chosen(PAGE), start_threshold_of(run)
    if start is None or chosen.own or chosen.changes.common("threshold") is not None:
        return
    games = "game" if start.games == 1 else "games"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            f":material/info: Opened at threshold {start.threshold:.2f}, the best F1 ({start.f1:.3f}) on "
            f"{start.games} {games} of {escape(start.split)} within ±{start.tolerance_s / 2:g} s. "
            "The official metric uses all spots.",
            width="content",
        )
        st.button("Show all spots", key="all_spots", type="tertiary", on_click=_all_spots)


def _all_spots() -> None:
    selection.change(own=True)


def label_problems(lib: Library, game: Game) -> None:
    """One quiet line on label entries that could not be used; nothing when the file cannot be read at all."""
    try:
        labels = games_cache.labels(lib, game)
    except UserError:
        return
    unknown = [f"unknown label {name!r}" for name, _ in labels.unknown]
    count = len(labels.problems) + sum(times for _, times in labels.unknown)
    if count:
        # The sentence names its file by the whole path; here the game is known.
        first = [sentence.rpartition("Labels-v2.json, ")[2] for sentence in labels.problems] + unknown
        entries = "label entry" if count == 1 else "label entries"
        why = escape(first[0].rstrip("."))
        st.caption(f":material/warning: {count} {entries} of this game could not be used: first one {why}")


def late_events(matches: Matches, half: int, sources: Sources) -> None:
    """One quiet line on events after the end of the axis."""
    end_ms = length_ms(matches, half, sources)
    times = times_after(matches, half, end_ms)
    if not times:
        return
    which = "1 event lies" if len(times) == 1 else f"{len(times)} events lie"
    where = "it is drawn there" if len(times) == 1 else "they are drawn there"
    st.caption(
        f":material/warning: {which} after the end of this half, {end_ms // 60_000} minutes "
        f"(the first at {game_time(half, times[0])}); {where}"
    )
