"""The moments behind a count: heading, cards most costly first, and the ways on from here."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.moments import trail
from app.moments.card_grid import card_grid
from app.moments.cards import cards
from app.moments.names import moment_name
from app.moments.pick import GALLERY, show_moments
from app.moments.split_errors import SplitErrors
from app.moments.table import moments_frame
from app.moments.words import filter_title, heading
from app.server import urls
from app.server.catalog import Catalog
from app.server.video_files import footage_of
from app.state.parsers import CARD_STEP, MOST_CARDS
from app.ui import selection
from app.ui.download import download_csv
from app.ui.page import escape, turn_to
from core.errors.moment_filter import MomentFilter
from core.errors.moments import ALL, Moment
from core.errors.tables import truth_groups
from core.exceptions import UserError
from core.files import short_id
from core.label_set import LabelSet


def gallery_panel(
    errors: SplitErrors, moment_filter: MomentFilter, *, marked: str, card_count: int, key: str
) -> None:
    """The moments of a filter as cards; one opens the match view there and is marked on the way back.

    marked: the name of the moment opened last; card_count: how many are shown, the most costly.
    """
    with st.container(key=GALLERY):
        _gallery(errors, moment_filter, marked, card_count, key)


def _gallery(
    errors: SplitErrors, moment_filter: MomentFilter, marked: str, card_count: int, key: str
) -> None:
    found = errors.moments
    try:
        title = _title(errors, moment_filter)
        places = found.select(moment_filter)
    except UserError as error:
        _empty(moment_filter, str(error), key)
        return
    moments = found.rows(found.ranked(places, card_count))
    label_set = errors.report.truths.label_set
    names = [moment_name(moment, label_set) for moment in moments]
    _heading(errors, moment_filter, title, places, _notes(errors, names, marked), key)
    if not len(places):
        at = f"a tolerance of {errors.report.detail.tolerance_s:g} s"
        reason = f"No moment is in this cell at these settings and {at}."
        if moment_filter == ALL:
            reason = f"No spot is wrong and no truth is missed at {at}. Choose a smaller one."
        _empty(moment_filter, reason, key)
        return
    shown = cards(errors, moments)
    for card, moment in zip(shown, moments, strict=True):
        card["thumb"] = _thumbnail(errors.catalog, moment)
    opened = card_grid(
        shown,
        key,
        marked=marked,
        more=max(0, min(MOST_CARDS, len(places)) - len(moments)),
        tolerance_s=errors.report.detail.tolerance_s,
        on_more=_more,
    )
    if len(places) > MOST_CARDS == len(moments):
        st.caption(f"The first {MOST_CARDS} are shown; the CSV has all {len(places):,}.")
    if opened in names:
        trail.start(
            "errors",
            title,
            [_stop(moment, label_set) for moment in found.rows(found.ranked(places, trail.MOST))],
            names.index(opened),
            len(places),
            run=errors.split.run.name,
            second_run="",
            second_settings="",
            before_s=None,
            after_s=None,
        )


def _title(errors: SplitErrors, moment_filter: MomentFilter) -> str:
    group = ""
    if moment_filter.by is not None:
        names, _ = truth_groups(errors.report, moment_filter.by)
        group = names[moment_filter.group] if moment_filter.group < len(names) else ""
    game = errors.catalog.game(moment_filter.game) if moment_filter.game else None
    return filter_title(
        moment_filter, errors.report.truths.label_set, group=group, game=game.title if game else ""
    )


def _notes(errors: SplitErrors, names: list[str], marked: str) -> list[str]:
    """What one has to know of these moments."""
    notes = []
    if errors.mended:
        notes.append("Judged by the labels as mended; the match view shows the labels of the files.")
    last = trail.last("errors")
    if marked and last is not None and last.stop.name == marked and marked not in names:
        notes.append("The moment that you opened last is no longer among these.")
    return notes


def _heading(
    errors: SplitErrors,
    moment_filter: MomentFilter,
    title: str,
    places: np.ndarray,
    notes: list[str],
    key: str,
) -> None:
    left, right = st.columns([5, 4], vertical_alignment="center")
    left.markdown(f"#### {escape(heading(len(places), title))}")
    for note in notes:  # here, and not above the cards, which would be mounted anew
        left.caption(note)
    with right.container(horizontal=True, horizontal_alignment="right", gap="small"):
        if moment_filter != ALL:
            st.button("All errors", key=f"{key}_all", icon=":material/close:", on_click=show_moments)
        if not len(places):
            return
        review = st.button(
            "Review these",
            key=f"{key}_review",
            icon=":material/rate_review:",
            help="Go through these moments one by one and mend the labels that are wrong",
        )
        found, split = errors.moments, errors.split
        download_csv(
            "CSV",
            lambda: moments_frame(found.rows(found.ranked(places))),
            f"moments-{split.run.name}-{split.name}.csv",
            key=f"{key}_csv",
            help=f"All {len(places):,} moments as a table",
        )
        if review:
            selection.change(queue="cell", moment="")
            turn_to("review")


def _empty(moment_filter: MomentFilter, reason: str, key: str) -> None:
    """Why there are no moments, and the way out."""
    more = "" if moment_filter == ALL else " Choose another cell above, or look at all errors."
    st.info(escape(f"{reason}{more}"), icon=":material/search_off:")
    if moment_filter != ALL:
        st.button("Show all errors", key=f"{key}_nothing", on_click=show_moments)


def _thumbnail(catalog: Catalog, moment: Moment) -> str | None:
    game = catalog.game(short_id(moment.game))
    parts = {part.number: part for part in game.parts} if game is not None else {}
    part = parts.get(moment.half)  # labels can be of a part without files
    footage = None if part is None else footage_of(part)
    if footage is None or not footage.stretch.holds(moment.time_ms):
        return None
    return urls.picture_url(part, footage, "thumb", f"/{moment.time_ms}")


def _stop(moment: Moment, label_set: LabelSet) -> trail.Stop:
    label, name = label_set.index[moment.label], moment_name(moment, label_set)
    return trail.Stop(short_id(moment.game), moment.half, moment.time_ms, label, name)


def _more() -> None:
    selection.change(card_count=min(MOST_CARDS, selection.value("card_count") + CARD_STEP))
