"""The moments behind a count: heading, cards most costly first, and the ways on from here."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.cache.split import Split
from app.moments import trail
from app.moments.cards import Source, cards
from app.moments.export import moments_csv
from app.moments.gallery_view import gallery
from app.moments.names import moment_name
from app.moments.words import counted, words
from app.server import urls
from app.server.catalog import Catalog
from app.server.video_files import video_of
from app.ui import selection
from app.ui.page import escape, turn_to
from core.classes import INDEX
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moment, Moments
from core.errors.tables import truth_groups
from core.exceptions import UserError
from core.files import short_id
from core.spotting.settings import Settings

STEP, MOST = 24, 480


def gallery_panel(
    catalog: Catalog,
    split: Split,
    settings: Settings,
    found: Moments,
    moment_filter: MomentFilter,
    *,
    mended: bool,
) -> None:
    """The moments of a filter as cards; one opens the match view there and is marked on the way back."""
    try:
        what = _words(catalog, found, moment_filter)
        places = found.select(moment_filter)
    except UserError as error:
        _nothing(moment_filter, str(error))
        return
    moments = found.rows(found.ranked(places, selection.value("most")))
    notes = _notes(moments, mended=mended)
    _heading(what, found, places, moment_filter, split, notes)
    if not len(places):
        _nothing(moment_filter, _reason(found, moment_filter))
        return
    scores = None if split.scores is None else split.scores.by_half
    shown = cards(Source(found, settings, scores), moments)
    for one, moment in zip(shown, moments, strict=True):
        one["thumb"] = _thumb(catalog, moment)
    opened = gallery(
        shown,
        "gallery",
        at=selection.value("at"),
        more=max(0, min(MOST, len(places)) - len(moments)),
        tolerance_s=found.report.detail.tolerance_s,
        on_more=_more,
    )
    if len(places) > MOST == len(moments):
        st.caption(f"The first {MOST} are shown; the CSV has all {len(places):,}.")
    names = [one["id"] for one in shown]
    if opened in names:
        stops = [_stop(moment) for moment in found.rows(found.ranked(places, trail.MOST))]
        trail.start(
            "errors",
            what,
            stops,
            names.index(opened),
            len(places),
            run=split.run.name,
            second_run="",
            second_settings="",
            before_s=None,
            after_s=None,
        )


def _words(catalog: Catalog, found: Moments, moment_filter: MomentFilter) -> str:
    group = ""
    if moment_filter.by is not None:
        names, _ = truth_groups(found.report, moment_filter.by)
        group = names[moment_filter.group] if moment_filter.group < len(names) else ""
    game = catalog.game(moment_filter.game) if moment_filter.game else None
    return words(moment_filter, group=group, game=game.title if game else "")


def _notes(moments: tuple[Moment, ...], *, mended: bool) -> list[str]:
    """What one has to know of these moments."""
    said = ["Judged by the labels as mended; the match view says what the files say."] if mended else []
    last = trail.last("errors")
    at = selection.value("at")
    if at and last is not None and last.stop.name == at and all(moment_name(one) != at for one in moments):
        said.append("The moment that you opened last is no longer among these.")
    return said


def _heading(
    what: str, found: Moments, places: np.ndarray, moment_filter: MomentFilter, split: Split, notes: list[str]
) -> None:
    left, right = st.columns([5, 4], vertical_alignment="center")
    left.markdown(f"#### {escape(counted(len(places), what))}")
    for note in notes:  # here, and not above the cards, which would be mounted anew
        left.caption(note)
    with right.container(horizontal=True, horizontal_alignment="right", gap="small"):
        if moment_filter != MomentFilter():
            st.button("All errors", key="gallery_all", icon=":material/close:", on_click=_clear)
        if len(places):
            review = st.button(
                "Review these",
                key="gallery_review",
                icon=":material/rate_review:",
                help="Go through these moments one by one and mend the labels that are wrong",
            )
            st.download_button(
                "CSV",
                lambda: moments_csv(found.rows(found.ranked(places))),
                f"moments-{split.run.name}-{split.name}.csv"[:120],
                "text/csv",
                key="gallery_csv",
                icon=":material/download:",
                help=f"All {len(places):,} moments as a table",
                on_click="ignore",
            )
            if review:
                selection.change(queue="cell", at="")
                turn_to("review")


def _reason(found: Moments, moment_filter: MomentFilter) -> str:
    at = f"{found.report.detail.tolerance_s:g} s"
    if moment_filter == MomentFilter():
        return f"No spot is wrong and no truth is missed at a tolerance of {at}. Choose a smaller one."
    return f"No moment is in this cell at these settings and a tolerance of {at}."


def _nothing(moment_filter: MomentFilter, reason: str) -> None:
    """The empty state: why, and the way out."""
    more = "" if moment_filter == MomentFilter() else " Choose another cell above, or look at all errors."
    st.info(escape(f"{reason}{more}"), icon=":material/search_off:")
    if moment_filter != MomentFilter():
        st.button("Show all errors", key="gallery_nothing", on_click=_clear)


def _thumb(catalog: Catalog, moment: Moment) -> str | None:
    game = catalog.game(short_id(moment.game))
    half = None if game is None else game.half(moment.half)
    path = None if half is None else video_of(half)
    return None if path is None else urls.thumb_url(half, path).replace("{ms}", str(moment.time_ms))


def _stop(moment: Moment) -> trail.Stop:
    label = INDEX[moment.label]
    return trail.Stop(short_id(moment.game), moment.half, moment.time_ms, label, moment_name(moment))


def _more() -> None:
    selection.change(most=min(MOST, selection.value("most") + STEP))


def _clear() -> None:
    selection.change(cell="", at="", most=STEP)
