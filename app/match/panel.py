"""The Match page around the view: the header above it, the counts below it."""

from __future__ import annotations

import html

import streamlit as st

from app.cache import games as games_cache
from app.match.counts import counts_table, notes
from app.match.parts import part_picker
from app.match.state import MatchState
from app.match_view.video_offers import offer_videos
from app.server.catalog import Catalog
from app.ui import selection
from app.ui.pickers import run_picker
from core.data.games import Game
from core.files import short_id
from core.metric.matching import Matches
from core.runs.run import Run


def first_game(catalog: Catalog, chosen: MatchState) -> Game:
    """The first game worth showing, with a note where the URL named another."""
    if chosen.game:
        st.caption(":material/info: This link names a game that this data root does not have.")
    games = games_cache.inventory(catalog)
    first_split = selection.value("split") or "test"
    rank = 8 * games["runs"].map(lambda names: chosen.run in names if chosen.run else bool(names))
    rank = rank + 4 * games["labels"] + 2 * (games["split"] == first_split) + (games["split"] == "valid")
    game = catalog.root.game(games.loc[rank.idxmax(), "name"])
    selection.change(game=short_id(game.name))
    return game


def header(catalog: Catalog, chosen: MatchState, game: Game) -> Run | None:
    """Title, neighbours, part and run; returns the run."""
    parts_width = min(4.0, max(2.0, 0.85 * len(game.parts)))  # of four parts every name can be read
    title, moves, part, runs = st.columns(
        [6.9 - parts_width, 1.2, parts_width, 1.9], vertical_alignment="center"
    )
    with title:
        parts = (game.date, game.kickoff, game.league, game.season, game.split)
        name, detail = html.escape(game.title), html.escape(" · ".join(filter(None, parts)))
        # Two lines that may wrap: beside the other widgets one line has no room for it all.
        st.html(
            f'<p class="tl-title" style="white-space: normal" title="{name} · {detail}">{name}'
            f'<small style="display: block; margin: 0">{detail}</small></p>'
        )
    with moves.container(horizontal=True, wrap=False, horizontal_alignment="right", gap="xsmall"):
        _neighbour(catalog, game, -1, ":material/chevron_left:", "Previous game")
        _neighbour(catalog, game, 1, ":material/chevron_right:", "Next game")
    with part:
        part_picker(catalog, game, chosen.half)
    with runs:
        return run_picker(catalog, chosen.run, game.name, label_visibility="collapsed")


def _neighbour(catalog: Catalog, game: Game, step: int, label: str, hint: str) -> None:
    names = [other.name for other in catalog.root.games]
    place = names.index(game.name) + step
    exists = 0 <= place < len(names)
    start = {"game": short_id(names[place]) if exists else "", "time_ms": 0, "zoom": (0, 0)}
    st.button(label, key=f"game{step}", help=hint, disabled=not exists, on_click=selection.go, kwargs=start)


def below_view(catalog: Catalog, game: Game, matches: Matches, unjudged: str) -> None:
    """Videos on demand, counts by class, notes. unjudged: why there are no counts; empty where there are."""
    offer_videos(catalog, game)
    counts, moments = st.columns([2, 1], gap="large")
    with counts:
        counts_table(matches, unjudged)
    with moments:
        if not games_cache.truths(catalog, game)[1]:
            notes(catalog, game, matches, judged=not unjudged)
