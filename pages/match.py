"""One match: lanes of all classes, spots against truths, settings that act at once."""

import streamlit as st

from app.cache import match as match_cache
from app.match import listeners
from app.match.notices import comparison_problems, show_notices
from app.match.panel import below_view, first_game, header
from app.match.runs import compared_part, encode_halves, run_to_compare, run_to_show
from app.match.settings import settings_panel
from app.match.state import PAGE, MatchState
from app.match_view.component import match_view
from app.match_view.payload import PartView, payload
from app.match_view.sources import sources_of
from app.moments import trail
from app.ui.page import live, open_page

catalog, state = open_page(PAGE)
game = catalog.game(state.game) or first_game(catalog, state)
trail.bar()
run = header(catalog, state, game)


def match(chosen: MatchState) -> None:
    """Everything that a slider moves: settings, scores, spots and their outcomes, the view of a part."""
    half, compared = game.part(chosen.half), None
    run_at = run_to_show(catalog, run, game, chosen)
    settings_panel(catalog, run_at, game, chosen)
    # Slots that stay: an element that comes or goes above the view would make the browser mount it anew.
    progress, notices = st.empty(), st.container()
    encode_halves(run_at, game, progress)
    matches = match_cache.matches(catalog, game, run_at, chosen.tolerance)
    why_unjudged = match_cache.unjudged(catalog, game, run_at)
    sources = sources_of(catalog, run_at, half)
    with notices:
        show_notices(catalog, game, half, run_at, matches, sources, chosen)
        with comparison_problems():
            if compared_run := run_to_compare(catalog, run, game, chosen):
                encode_halves(compared_run, game, progress)
                compared_matches = match_cache.matches(catalog, game, compared_run, chosen.tolerance)
                compared = compared_part(compared_run, compared_matches, half, chosen)
    view = PartView(
        half,
        game.title,
        matches,
        run_at.settings,
        sources,
        listeners.place(chosen),
        compared,
        ap=None if why_unjudged else match_cache.match_ap(matches),
        judged=not why_unjudged and half.number <= catalog.root.label_set.rule.parts,
        settings_known=match_cache.has_scores(run_at, game.name),
        parts=tuple(part.number for part in game.parts),
    )
    match_view(payload(view), listeners.KEY, **listeners.LISTENERS)
    below_view(catalog, game, matches, why_unjudged)


live(PAGE, match)
