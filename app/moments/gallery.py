"""The moments behind a cell: heading, cards most costly first, and the ways on from here."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.cache.errors import Errors
from app.cache.split import Split
from app.moments import trail
from app.moments.cards import Source, cards
from app.moments.choose import chosen_by, name_of
from app.moments.export import moments_csv
from app.moments.gallery_view import gallery
from app.moments.words import counted, words
from app.server import urls
from app.server.catalog import Library, short_id
from app.server.video_files import video_of
from app.state.moment_filter import Cell
from app.ui import selection
from app.ui.page import escape, turn_to
from core.classes import INDEX
from core.errors.moments import Moment
from core.errors.tables import truth_groups
from core.exceptions import UserError
from core.spotting.settings import Settings

STEP, MOST = 24, 480


def gallery_panel(
    lib: Library, split: Split, settings: Settings, found: Errors, cell: Cell, *, mended: bool
) -> None:
    """The moments of a cell as cards; one opens the match view there and is marked on the way back."""
    try:
        what = _words(lib, found, cell)
        places = chosen_by(found, cell)
    except UserError as error:
        _nothing(cell, str(error))
        return
    moments = found.moments.rows(found.moments.ranked(places, selection.value("most")))
    notes = _notes(moments, mended=mended)
    _heading(what, found, places, cell, split, notes)
    if not len(places):
        _nothing(cell, _reason(found, cell))
        return
    scores = None if split.scores is None else split.scores.by_half
    shown = cards(Source(found, settings, scores), moments)
    for one, moment in zip(shown, moments, strict=True):
        one["thumb"] = _thumb(lib, moment)
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
        stops = [_stop(moment) for moment in found.moments.rows(found.moments.ranked(places, trail.MOST))]
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


def _words(lib: Library, found: Errors, cell: Cell) -> str:
    group = ""
    if cell.by is not None:
        names, _ = truth_groups(found.report, cell.by)
        group = names[cell.group] if cell.group < len(names) else ""
    game = lib.game(cell.game) if cell.game else None
    return words(cell, group=group, game=game.title if game else "")


def _notes(moments: tuple[Moment, ...], *, mended: bool) -> list[str]:
    """What one has to know of these moments."""
    said = ["Judged by the labels as mended; the match view says what the files say."] if mended else []
    last = trail.last("errors")
    at = selection.value("at")
    if at and last is not None and last.stop.name == at and all(name_of(one) != at for one in moments):
        said.append("The moment that you opened last is no longer among these.")
    return said


def _heading(
    what: str, found: Errors, places: np.ndarray, cell: Cell, split: Split, notes: list[str]
) -> None:
    left, right = st.columns([5, 4], vertical_alignment="center")
    left.markdown(f"#### {escape(counted(len(places), what))}")
    for note in notes:  # here, and not above the cards, which would be mounted anew
        left.caption(note)
    with right.container(horizontal=True, horizontal_alignment="right", gap="small"):
        if cell != Cell():
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
                lambda: moments_csv(found.moments.rows(found.moments.ranked(places))),
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


def _reason(found: Errors, cell: Cell) -> str:
    at = f"{found.report.detail.tolerance_s:g} s"
    if cell == Cell():
        return f"No spot is wrong and no truth is missed at a tolerance of {at}. Choose a smaller one."
    return f"No moment is in this cell at these settings and a tolerance of {at}."


def _nothing(cell: Cell, reason: str) -> None:
    """The empty state: why, and the way out."""
    more = "" if cell == Cell() else " Choose another cell above, or look at all errors."
    st.info(escape(f"{reason}{more}"), icon=":material/search_off:")
    if cell != Cell():
        st.button("Show all errors", key="gallery_nothing", on_click=_clear)


def _thumb(lib: Library, moment: Moment) -> str | None:
    game = lib.game(short_id(moment.game))
    half = None if game is None else game.half(moment.half)
    path = None if half is None else video_of(half)
    return None if path is None else urls.thumb_url(half, path).replace("{ms}", str(moment.time_ms))


def _stop(moment: Moment) -> trail.Stop:
    label = INDEX[moment.label]
    return trail.Stop(short_id(moment.game), moment.half, moment.time_ms, label, name_of(moment))


def _more() -> None:
    selection.change(most=min(MOST, selection.value("most") + STEP))


def _clear() -> None:
    selection.change(cell="", at="", most=STEP)
