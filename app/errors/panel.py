"""The Errors page: run, split and settings, what each kind of error costs, the moments behind it."""

from __future__ import annotations

import streamlit as st

from app.cache import errors as errors_cache
from app.cache import labels as labels_cache
from app.cache import split as split_cache
from app.cache.errors import Errors
from app.cache.split import Split
from app.errors.confusion import confusion_section
from app.errors.cost import cost_table
from app.errors.false_spots import false_section
from app.errors.games import games_section
from app.errors.misses import misses_section
from app.errors.offsets import offsets_section
from app.errors.shown import Shown
from app.moments.choose import config_of
from app.moments.gallery import gallery_panel
from app.moments.pick import GALLERY, class_key, pick
from app.server.catalog import Library
from app.state import selection
from app.state.moment_filter import Cell
from app.state.url import TOLERANCES_S, Selection
from app.ui.nms_row import settings_row
from app.ui.page import PAGE_FILES, escape, in_place
from app.ui.pickers import figures_wanted, run_and_split, view_picker
from core.classes import CLASSES
from core.errors.csv_file import cost_csv
from core.errors.kinds import ErrorConfig
from core.exceptions import UserError
from core.spotting.settings import Settings

SECTIONS = {
    "confusion": ("Confusion", confusion_section),
    "offsets": ("Offsets", offsets_section),
    "misses": ("Misses", misses_section),
    "false": ("False spots", false_section),
    "games": ("Games", games_section),
}
_OVER = {"loose": "loose", "tight": "tight", "one": "one tolerance"}
_LABELS = {"file": "as in the files", "mended": "as mended", "both": "both"}
_VISIBLE = {"all": None, "visible": True, "unshown": False}
_STYLES = """
<style>
@media (max-width: 1250px) {
  .st-key-errors_body > [data-testid="stHorizontalBlock"],
  .st-key-errors_body > div > [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
  .st-key-errors_body > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"],
  .st-key-errors_body > div > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"] {
    min-width: 100%; }
}
</style>
"""


def errors_panel(lib: Library) -> None:
    """Choices, the cost table, the sections and the gallery."""
    chosen = selection.current()
    st.html(_STYLES)
    places = st.columns([2.2, 1.1, 2.1, 2.6], vertical_alignment="bottom")
    run = run_and_split(lib, chosen, places)
    if run is None:
        return
    split = split_cache.split_of(lib, run, chosen.split)
    with places[2]:
        view_picker(chosen)
    with places[3]:
        labels = _judged_by(chosen, edited=bool(labels_cache.edits_key(lib, split)))
    settings = chosen.setting.settings(run.post)
    settings_row(settings, scored=split.scores is not None)
    if not figures_wanted(split, lib.root.path):
        return
    _tolerances(chosen)
    found, beside = _found(lib, split, settings, config_of(chosen), labels)
    if found is None:
        return
    shown = Shown(lib, split, settings, found, labels == "mended", _VISIBLE[chosen.view], chosen.of)
    with st.container(key="errors_body"):
        left, right = st.columns([11, 9] if beside else [10, 9], gap="medium")
        with left:
            _title(shown)
            cost_table(shown, beside, metric=_metric(chosen))
        with right:
            _section(shown)
    with st.container(key=GALLERY), in_place():
        _gallery(shown)


def _judged_by(chosen: Selection, *, edited: bool) -> str:
    """Whose labels errors are judged by: file, mended or both; a choice where there are edits."""
    if not edited:
        if chosen.labels != "file":
            st.caption(":material/info: No label of these games is mended, so they are as in the files.")
        return "file"
    st.segmented_control(
        "Labels",
        tuple(_LABELS),
        format_func=_LABELS.get,
        required=True,
        width="stretch",
        help="Mended on the Review page. Both: AP by mended labels stands beside, counts are by the files.",
        **selection.widget("labels", chosen.labels),
    )
    return chosen.labels


def _tolerances(chosen: Selection) -> None:
    """What AP is averaged over, and at which windows errors are told apart."""
    places = st.columns([1.9, 3.6, 1.2], vertical_alignment="bottom")
    with places[0]:
        st.segmented_control(
            "AP over",
            tuple(_OVER),
            format_func=_OVER.get,
            required=True,
            width="stretch",
            help="Over which tolerances AP and costs are averaged: the official metrics, or the one beside.",
            **selection.widget("over", chosen.over),
        )
    with places[1]:
        st.select_slider(
            "Tolerance, s",
            TOLERANCES_S,
            help="Full width: a spot hits a truth at most half of this away. Counts, sections and "
            "moments are at this tolerance; AP too when it is over one.",
            **selection.widget("tolerance", chosen.tolerance),
        )
    with places[2]:
        st.number_input(
            "Far window, ×",
            1.0,
            20.0,
            step=0.5,
            format="%.1f",
            help="A spot with no truth of its class in the window, but one in this multiple of it, is a "
            "localisation error.",
            **selection.widget("far", float(chosen.far)),
        )


def _found(
    lib: Library, split: Split, settings: Settings, config: ErrorConfig, labels: str
) -> tuple[Errors | None, Errors | None]:
    """The errors to show, and those by mended labels to set beside; None where labels need a decision."""
    ours = None if labels == "mended" else errors_cache.errors(lib, split, settings, config)
    if labels == "file":
        return ours, None
    try:
        mended = errors_cache.errors(lib, split, settings, config, mended=True)
    except UserError as error:
        st.error(escape(str(error)), icon=":material/error:")
        st.page_link(PAGE_FILES["review"], label="To the Review page", icon=":material/rate_review:")
        return ours, None
    return (mended, None) if ours is None else (ours, mended)


def _metric(chosen: Selection) -> str:
    return f"AP {chosen.tolerance} s" if chosen.over == "one" else f"AP {chosen.over}"


def _title(shown: Shown) -> None:
    """What the figures stand for, and the figures as a file."""
    report, split = shown.found.report, shown.split
    by = ", by mended labels" if shown.mended else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{len(report.truths.games):,}** games of {split.name}{by} · "
            f"**{report.n_truths[0].sum():,}** truths · **{len(report.spot.frame):,}** spots",
            width="stretch",
        )
        st.download_button(
            "CSV",
            lambda: cost_csv(report),
            f"errors-{split.run.name}-{split.name}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="errors_csv",
            width="content",
            help="Counts and costs of every view, class and kind",
        )


def _section(shown: Shown) -> None:
    chosen = selection.current()
    st.segmented_control(
        "Show",
        tuple(SECTIONS),
        format_func=lambda name: SECTIONS[name][0],
        required=True,
        label_visibility="collapsed",
        width="stretch",
        **selection.widget("show", chosen.show),
    )
    if shown.of is not None and chosen.show in ("misses", "false"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{CLASSES[shown.of]}** alone", width="content")
            st.button(
                "all classes",
                key="errors_all",
                type="tertiary",
                icon=":material/close:",
                on_click=pick,
                args=(class_key(None),),
            )
    with in_place():
        SECTIONS[chosen.show][1](shown)


def _gallery(shown: Shown) -> None:
    """The moments of the chosen cell; of all errors when none is chosen."""
    text = selection.current().cell
    cell = Cell.parse(text)
    gallery_panel(shown.lib, shown.split, shown.settings, shown.found, cell, mended=shown.mended)
