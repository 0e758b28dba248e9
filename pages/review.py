"""Suspect labels one by one: watch the moment, then confirm the error or mend the label."""

from app.cache import errors as errors_cache
from app.cache import labels as labels_cache
from app.cache import split as split_cache
from app.match_view.component import match_view
from app.match_view.video_offers import offer_videos
from app.review import panel
from app.review.export import export_button
from app.review.figures import figures
from app.review.label import label_panels
from app.review.listeners import LISTENERS, VIEW, current_review
from app.review.payload import view_payload
from app.review.queue import queue_panel
from app.review.state import PAGE, ReviewState
from app.ui import selection
from app.ui.coverage import check_coverage
from app.ui.page import in_place, live, open_page
from app.ui.pickers import run_and_split

catalog, _ = open_page(PAGE)


def review(chosen: ReviewState) -> None:
    """Everything: a key or an edit moves the queue, the view and the figures."""
    places = panel.header()
    run = run_and_split(catalog, chosen, places)
    if run is None:
        return
    chosen = selection.chosen(PAGE)  # the pickers may have chosen what the URL leaves open
    split = split_cache.split_of(catalog, run, chosen.split)
    settings = chosen.changes.apply(run.settings)
    panel.choices(chosen, settings, places, scored=split.scores is not None)
    if not check_coverage(split, catalog.root.path, covered_only=chosen.covered_only):
        return
    config, session = chosen.config(catalog.root.label_set.rule), current_review()
    moments = errors_cache.review_queue(catalog, split, settings, config, chosen.queue_filter)
    session.load(moments, labels_cache.settlements(catalog, moments), chosen.moment, catalog.root.label_set)
    export_button(catalog, places[4])
    figures(catalog, split, settings, session, places[5])
    if not moments:
        panel.nothing_to_review()
        return
    panel.follow_link(chosen.moment, session.queue.name)
    left, right = panel.body()
    with left:
        queue_panel(session, catalog.root.games)
    with right, in_place():
        game = catalog.root.game(session.moment.game)
        editor = labels_cache.editor(catalog, game)
        session.open(editor, chosen.reach_ms)
        panel.notices(session.notices, editor)
        spots = labels_cache.game_spots(split, settings, game.name)
        match_view(view_payload(catalog, split, settings, spots, session, chosen), VIEW, **LISTENERS)
        offer_videos(catalog, game)
        label_panels(editor, session.moment, session.label, session.history)


live(PAGE, review)
