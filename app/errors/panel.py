"""The Errors page: run, split and settings, what each kind of error costs, the moments behind it."""

from __future__ import annotations

import streamlit as st

from app.cache import errors as errors_cache
from app.cache import labels as labels_cache
from app.cache import split as split_cache
from app.cache.split import Split
from app.errors.confusion import confusion_section
from app.errors.cost import cost_table
from app.errors.false_spots import false_section
from app.errors.games import games_section
from app.errors.misses import misses_section
from app.errors.offsets import offsets_section
from app.errors.shown import Shown
from app.errors.state import PAGE, ErrorsState
from app.moments.gallery import gallery_panel
from app.moments.pick import GALLERY, class_key, pick
from app.server.catalog import Catalog
from app.state.moment_filter import parse_filter
from app.ui import selection
from app.ui.coverage import check_coverage
from app.ui.nms_row import settings_row
from app.ui.page import escape, in_place, page_link, stack_columns
from app.ui.pickers import far_window, run_and_split, tolerance_slider, view_picker
from core.classes import CLASSES
from core.errors.csv_file import cost_csv
from core.errors.kinds import ErrorConfig
from core.errors.moments import Moments
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


def errors_panel(catalog: Catalog) -> None:
    """Choices, the cost table, the sections and the gallery."""
    chosen = selection.chosen(PAGE)
    st.html(stack_columns(errors_body=1250))
    places = st.columns([2.2, 1.1, 2.1, 2.6], vertical_alignment="bottom")
    run = run_and_split(catalog, chosen, places)
    if run is None:
        return
    chosen = selection.chosen(PAGE)  # the pickers may have chosen what the URL leaves open
    split = split_cache.split_of(catalog, run, chosen.split)
    with places[2]:
        view_picker(chosen.view)
    with places[3]:
        labels = _judged_by(chosen, edited=bool(labels_cache.edits_key(catalog, split)))
    settings = chosen.changes.apply(run.settings)
    settings_row(settings, scored=split.scores is not None)
    if not check_coverage(split, catalog.root.path, covered_only=chosen.covered_only):
        return
    _tolerances(chosen)
    found, beside = _found(catalog, split, settings, chosen.config, labels)
    if found is None:
        return
    shown = Shown(catalog, split, settings, found, labels == "mended", _VISIBLE[chosen.view], chosen.of)
    with st.container(key="errors_body"):
        left, right = st.columns([11, 9] if beside else [10, 9], gap="medium")
        with left:
            _title(shown)
            cost_table(shown, beside, metric=_metric(chosen))
        with right:
            _section(shown)
    with st.container(key=GALLERY), in_place():
        _gallery(shown)


def _judged_by(chosen: ErrorsState, *, edited: bool) -> str:
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


def _tolerances(chosen: ErrorsState) -> None:
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
        more = "Counts, sections and moments are at this tolerance; AP too when it is over one."
        tolerance_slider(chosen.tolerance, more)
    with places[2]:
        far_window(chosen.far)


def _found(
    catalog: Catalog, split: Split, settings: Settings, config: ErrorConfig, labels: str
) -> tuple[Moments | None, Moments | None]:
    """The errors to show, and those by mended labels to set beside; None where labels need a decision."""
    ours = None if labels == "mended" else errors_cache.errors(catalog, split, settings, config)
    if labels == "file":
        return ours, None
    try:
        mended = errors_cache.errors(catalog, split, settings, config, mended=True)
    except UserError as error:
        st.error(escape(str(error)), icon=":material/error:")
        page_link("review", "To the Review page")
        return ours, None
    return (mended, None) if ours is None else (ours, mended)


def _metric(chosen: ErrorsState) -> str:
    return f"AP {chosen.tolerance} s" if chosen.over == "one" else f"AP {chosen.over}"


def _title(shown: Shown) -> None:
    """What the figures stand for, and the figures as a file."""
    report, split = shown.found.report, shown.split
    by = ", by mended labels" if shown.mended else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{len(report.truths.games):,}** games of {split.name}{by} · "
            f"**{report.n_truths[0].sum():,}** truths · **{len(report.spot_grid.frame):,}** spots",
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
    chosen = selection.chosen(PAGE)
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
    """The moments of the chosen count, of all errors when none is chosen."""
    moment_filter = parse_filter(selection.chosen(PAGE).cell)
    gallery_panel(shown.catalog, shown.split, shown.settings, shown.found, moment_filter, mended=shown.mended)
