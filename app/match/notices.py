"""What the Match page says above the view: nothing predicted, its start, unusable labels, late events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app.cache import games as games_cache
from app.cache import match as match_cache
from app.cache.match import RunAt
from app.match.parts import parts_without_files
from app.match.runs import start_threshold_of
from app.match.state import MatchState
from app.match_view.columns import length_ms, times_after
from app.match_view.payload import Sources
from app.server.catalog import Catalog
from app.ui import selection
from app.ui.page import escape, show_commands
from app.ui.pickers import of_other_set
from core import figures
from core.command_line import command
from core.data.games import Game, Part
from core.exceptions import UserError
from core.metric.matching import Matches
from core.runs.run import Run
from core.timebase import game_time


def show_notices(
    catalog: Catalog,
    game: Game,
    half: Part,
    run_at: RunAt,
    matches: Matches,
    sources: Sources,
    chosen: MatchState,
) -> None:
    """Everything that a reader should know before looking at the view."""
    _, unreadable = games_cache.truths(catalog, game)
    if unreadable:
        st.error(escape(unreadable), icon=":material/error:")
    other = next((run for run in catalog.runs() if run.name == chosen.run), None)
    if other is not None and (sentence := of_other_set(catalog, other)):
        st.info(escape(f"{sentence} So only truths are shown."), icon=":material/info:")
    elif not match_cache.covers(run_at, game.name):
        nothing_predicted(run_at.run, game)
    start_threshold(run_at.run, chosen)
    label_problems(catalog, game)
    for fault in game.faults:
        st.caption(f":material/warning: {escape(fault)}")
    features_of_another_length(catalog, game, half, run_at.run)
    late_events(matches, half.number, sources)
    parts_without_files(game, matches)


def nothing_predicted(run: Run | None, game: Game) -> None:
    """The empty state without runs, or of a run that never saw a game: what to run to have it."""
    name = "" if run is None else escape(run.name)
    if run is None:
        text = "No runs yet, so only truths are shown. Train a model, or import results:"
        imported = command("import", "results_spotting.zip", "--run", "theirs")
        blocks = [(command("train", "--run", "first"), command("predict", "--run", "first")), (imported,)]
    elif run.kind == "spots":
        text = f"{name} holds imported spots, but none of this game. Import results that include it:"
        blocks = [(command("import", "results_spotting.zip", "--run", run.name, "--replace"),)]
    elif not run.weights_path.is_file():
        text = f"{name} has no predictions for this game and no weights to make them with; pick another run."
        blocks = []
    else:
        text = f"{name} has no predictions for this game. Make them:"
        blocks = [(command("predict", "--run", run.name, "--game", game.name),)]
    st.info(text, icon=":material/info:")
    for lines in blocks:
        show_commands(*lines)


def start_threshold(run: Run | None, chosen: MatchState) -> None:
    """One quiet line on a threshold that the view starts at, for as long as it is in use."""
    start = start_threshold_of(run)
    if start is None or chosen.at_run_settings or chosen.changes.common("threshold") is not None:
        return
    games = "game" if start.games == 1 else "games"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            f":material/info: Opened at threshold {start.threshold:.2f}, which has the best F1 "
            f"({figures.fraction(start.f1)}) on {start.games} {games} of {escape(start.split)} at "
            f"{figures.tolerance(start.tolerance_s)}. The official metric uses all spots.",
            width="content",
        )
        field = {"at_run_settings": True}
        st.button("Show all spots", key="all_spots", on_click=selection.change, kwargs=field, type="tertiary")


def label_problems(catalog: Catalog, game: Game) -> None:
    """One quiet line on label entries that could not be used; nothing when the file cannot be read at all."""
    try:
        labels = games_cache.labels(catalog, game)
    except UserError:
        return
    unknown = [f"unknown label {name!r}" for name, _ in labels.unknown]
    count = len(labels.problems) + sum(times for _, times in labels.unknown)
    if count:
        # The sentence names its file by the whole path; here the game is known.
        reasons = [
            sentence.rpartition(f"{catalog.root.label_set.label_file}, ")[2] for sentence in labels.problems
        ] + unknown
        entries = "label entry" if count == 1 else "label entries"
        first = escape(reasons[0].rstrip("."))
        st.caption(f":material/warning: {count} {entries} of this game could not be used. The first: {first}")


def features_of_another_length(catalog: Catalog, game: Game, part: Part, run: Run | None) -> None:
    """One quiet line where the features that a run reads, or any without a run, do not go with the part."""
    read = run.features if run is not None and run.features in part.features else None
    for name in [read] if read else sorted(part.features):
        if remark := games_cache.rate_remark(catalog, game, part, name, run.fps if read else None):
            st.caption(f":material/warning: {escape(remark)}")


def late_events(matches: Matches, half: int, sources: Sources) -> None:
    """One quiet line on events after the end of the axis."""
    end_ms = length_ms(matches, half, sources.length_ms)
    times = times_after(matches, half, end_ms)
    if not times:
        return
    part = "half" if matches.truths.label_set.rule.parts == 2 else "part"
    which = "1 event lies" if len(times) == 1 else f"{len(times)} events lie"
    pronoun = "it is" if len(times) == 1 else "they are"
    st.caption(
        f":material/warning: {which} after the end of this {part} at {end_ms // 60_000} minutes "
        f"(the first at {game_time(half, times[0])}); {pronoun} drawn there."
    )


@contextmanager
def comparison_problems() -> Iterator[None]:
    """One quiet line where there is nothing to compare with; the first run is shown all the same."""
    try:
        yield
    except UserError as error:
        st.caption(f":material/info: Nothing to compare with: {escape(str(error))}")
