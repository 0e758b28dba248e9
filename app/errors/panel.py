"""The Errors page around its tables: what is judged and how, the heading, and which section is on show."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.cache import errors as errors_cache
from app.cache.split import Split
from app.errors.confusion import confusion_section
from app.errors.false_spots import false_section
from app.errors.games import games_section
from app.errors.misses import misses_section
from app.errors.offsets import offsets_section
from app.errors.state import ErrorsState
from app.moments.pick import class_key, pick
from app.moments.split_errors import SplitErrors
from app.server.catalog import Catalog
from app.ui import selection
from app.ui.download import download
from app.ui.page import escape, page_link, stack_columns
from app.ui.pickers import far_window, run_and_split, tolerance_slider, view_picker
from core.errors.csv_file import cost_csv
from core.errors.kinds import ErrorConfig
from core.errors.moments import Moments
from core.exceptions import UserError
from core.label_set import LabelSet
from core.runs.run import Run
from core.spotting.settings import Settings

SECTIONS: dict[str, tuple[str, Callable[..., None]]] = {
    "confusion": ("Confusion", confusion_section),
    "offsets": ("Offsets", offsets_section),
    "misses": ("Misses", misses_section),
    "false": ("False spots", false_section),
    "games": ("Games", games_section),
}
"""Title and panel of each section by its name in the URL."""
_LABELS = {"file": "as in the files", "mended": "as mended", "both": "both"}


def pickers(catalog: Catalog, chosen: ErrorsState) -> Run | None:
    """Which run, split and truths; returns the run."""
    st.html(stack_columns(errors_body=1250))
    places = st.columns([2.2, 1.1, 2.1, 2.6], vertical_alignment="bottom")
    run = run_and_split(catalog, chosen, places)
    if run is not None:
        with places[2]:
            view_picker(chosen.view, catalog.root.label_set)
    return run


def judging_pickers(chosen: ErrorsState, label_set: LabelSet, *, edited: bool) -> str:
    """What AP is averaged over, at which windows errors are told apart, and by whose labels.

    Returns whose labels: "file", "mended" or "both"; "file" unless labels were edited.
    """
    places = st.columns([2.4, 2.5, 1.2, 2.5] if edited else [1.9, 3.6, 1.2], vertical_alignment="bottom")
    with places[0]:
        _choice(
            "AP over",
            {metric: escape(metric) for metric in label_set.rule.listed} | {"one": "one tolerance"},
            "ap_over",
            chosen.ap_over,
            "Over which tolerances AP and costs are averaged: the official metrics, or the one beside.",
        )
    with places[1]:
        more = "Counts, sections and moments are at this tolerance; AP too when it is over one."
        tolerance_slider(chosen.tolerance, label_set, more)
    with places[2]:
        far_window(chosen.far)
    if edited:
        with places[3]:
            _choice(
                "Labels",
                _LABELS,
                "labels",
                chosen.labels,
                "Mended on the Review page. Both: AP by mended labels stands beside, counts stay.",
            )
        return chosen.labels
    if chosen.labels != "file":
        st.caption(":material/info: No label of these games is mended, so they are as in the files.")
    return "file"


def _choice(label: str, titles: dict[str, str], field: str, value: str, text: str) -> None:
    st.segmented_control(
        label,
        tuple(titles),
        format_func=titles.get,
        required=True,
        width="stretch",
        help=text,
        **selection.widget(field, value),
    )


def mended_or_note(catalog: Catalog, split: Split, settings: Settings, config: ErrorConfig) -> Moments | None:
    """The errors by mended labels; None, why, and the way to the Review page, where a conflict is open."""
    try:
        return errors_cache.errors(catalog, split, settings, config, mended=True)
    except UserError as error:
        st.error(escape(str(error)), icon=":material/error:")
        page_link("review", "To the Review page")
        return None


def table_and_section(*, wide_table: bool) -> list[DeltaGenerator]:
    """The places of the cost table and of the section beside it."""
    with st.container(key="errors_body"):
        return st.columns([11 if wide_table else 10, 9], gap="medium")


def heading(errors: SplitErrors) -> None:
    """What the figures stand for, and the figures as a file."""
    report, split = errors.report, errors.split
    games = len(report.truths.games)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{games:,}** {'game' if games == 1 else 'games'} of {split.name}"
            f"{', by mended labels' if errors.mended else ''} · "
            f"**{report.n_truths[0].sum():,}** truths · **{len(report.spot_grid.frame):,}** spots",
            width="stretch",
        )
        download(
            "CSV",
            lambda: cost_csv(report),
            f"errors-{split.run.name}-{split.name}.csv",
            key="errors_csv",
            width="content",
            help="Counts and costs of every view, class and kind",
        )


def section_picker(section: str, only_class: int | None, label_set: LabelSet) -> Callable[..., None]:
    """Which section is on show, and the class that it is limited to; returns the section's panel."""
    st.segmented_control(
        "Section",
        tuple(SECTIONS),
        format_func=lambda name: SECTIONS[name][0],
        required=True,
        label_visibility="collapsed",
        width="stretch",
        **selection.widget("section", section),
    )
    if only_class is not None and section in ("misses", "false"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{escape(label_set.classes[only_class])}** alone", width="content")
            st.button(
                "all classes",
                key="errors_all",
                type="tertiary",
                icon=":material/close:",
                on_click=pick,
                args=(class_key(None, label_set),),
            )
    return SECTIONS[section][1]
