"""One match: lanes of all classes, spots against truths, settings that act at once."""

import streamlit as st

from app.cache import match as match_cache
from app.match import listeners
from app.match.notices import comparison_problems, show_notices
from app.match.panel import below_view, first_game, header
from app.match.runs import encode_halves, first_run, second_part, second_run
from app.match.settings import settings_panel
from app.match.state import PAGE, MatchState
from app.match_view.component import match_view
from app.match_view.payload import PartView, payload
from app.match_view.sources import sources_of
from app.moments import trail
from app.ui.page import live, open_page

catalog, chosen = open_page(PAGE)
game = catalog.game(chosen.game) or first_game(catalog, chosen)
trail.bar()
run = header(catalog, chosen, game)


@live(PAGE)
def match(chosen: MatchState) -> None:
    """Everything that a slider moves: settings, scores, spots and their outcomes, the view of a half."""
    half, second = game.half(chosen.half), None
    first = first_run(run, game, chosen)
    settings_panel(catalog, first, game, chosen)
    # Slots that stay: an element that comes or goes above the view would make the browser mount it anew.
    progress, notices = st.empty(), st.container()
    encode_halves(first, game, progress)
    matches = match_cache.matches(catalog, game, first, chosen.tolerance)
    unjudged = match_cache.unjudged(catalog, game, first)
    sources = sources_of(catalog, first, half)
    with notices:
        show_notices(catalog, game, half, first, matches, sources, chosen)
        with comparison_problems():
            if other := second_run(catalog, run, game, chosen):
                encode_halves(other, game, progress)
                others = match_cache.matches(catalog, game, other, chosen.tolerance)
                second = second_part(other, others, half, chosen)
    view = PartView(
        half,
        game.title,
        matches,
        first.settings,
        sources,
        listeners.place(chosen),
        second,
        ap=None if unjudged else match_cache.match_ap(matches),
        judged=not unjudged,
        settings_known=match_cache.has_scores(first, game.name),
    )
    match_view(payload(view), listeners.KEY, **listeners.LISTENERS)
    below_view(catalog, game, matches, unjudged)


match()
