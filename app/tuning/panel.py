"""The Tuning page: settings of each class on the left, every figure of the split on the right."""

from __future__ import annotations

import streamlit as st

from app.cache import split as split_cache
from app.cache.split import Split
from app.server.catalog import Library
from app.state.settings_text import pinned, read_pin
from app.tuning.auto_tune import auto_panel
from app.tuning.each_class import each_panel
from app.tuning.figures import figures_table
from app.tuning.files import files_panel
from app.tuning.operating_point import point_panel
from app.tuning.state import PAGE, TuningState
from app.tuning.sweep import sweep_panel
from app.ui import selection
from app.ui.html_table import STYLES
from app.ui.nms_row import settings_row
from app.ui.page import escape
from app.ui.pickers import figures_wanted, how_to_predict, run_and_split, spots_only_note
from core.runs.run import Run
from core.spotting.settings import Settings

PANELS = {
    "each": "Each class",
    "sweep": "Sweep",
    "auto": "Auto-tune",
    "point": "Operating point",
    "save": "Files",
}


def choices(lib: Library, chosen: TuningState) -> Run | None:
    """Which run and split."""
    st.html(STYLES)
    places = st.columns([2.2, 1.2, 5], vertical_alignment="bottom")
    run = run_and_split(lib, chosen, places)
    if run is None:
        return None
    with places[2]:
        if not spots_only_note(run):
            st.caption("Set how spots are made from scores; every figure of the split follows at once.")
    return run


def tuning_panel(lib: Library, run: Run) -> None:
    """Settings for all classes, one panel of ways to set them, and the figures."""
    chosen = selection.chosen(PAGE)
    split = split_cache.split_of(lib, run, chosen.split)
    settings = chosen.changes.apply(run.settings)
    settings_row(settings, scored=split.scores is not None)
    if not split.games:
        if figures_wanted(split, lib.root.path, common=chosen.common):
            how_to_predict(split)
        return
    left, right = st.columns([4, 5], gap="medium")
    with right:
        judged = figures_wanted(split, lib.root.path, common=chosen.common)
        if judged:
            _figures(lib, split, settings)
    with left:
        st.segmented_control(
            "Set by",
            tuple(PANELS),
            format_func=PANELS.get,
            required=True,
            label_visibility="collapsed",
            width="stretch",
            **selection.widget("panel", chosen.panel),
        )
        if chosen.panel == "save":
            files_panel(lib, split, settings)
        elif chosen.panel == "each":
            each_panel(run, settings, scored=split.scores is not None)
        elif not judged:
            st.caption("This needs labels and a run that covers them.")
        elif chosen.panel == "sweep":
            sweep_panel(split, settings)
        elif chosen.panel == "auto":
            auto_panel(lib, run, settings)
        else:
            point_panel(split, settings)


def _figures(lib: Library, split: Split, settings: Settings) -> None:
    chosen = selection.chosen(PAGE)
    base, base_settings, title = _baseline(lib, split, chosen)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Change against **{escape(title)}**", width="stretch")
        if chosen.pin:
            st.button("Unpin", icon=":material/keep_off:", key="unpin", on_click=_unpin, width="content")
        st.button(
            "Pin this",
            icon=":material/keep:",
            key="pin_this",
            width="content",
            help="Hold what you see now as the baseline of all changes, while settings or the run change",
            on_click=_pin,
            args=(split.run.name,),
        )
    found = split_cache.evaluation(split, settings)
    beside = None
    if base is not None and base.judged == split.judged:
        beside = split_cache.evaluation(base, base_settings)
    elif base is not None:
        st.caption(
            f":material/info: {escape(title)} covers other games here, so there are no changes to show."
        )
    figures_table(split, settings, found, beside)


def _baseline(lib: Library, split: Split, chosen: TuningState) -> tuple[Split | None, Settings, str]:
    own = split.run.settings
    if not chosen.pin:
        return split, own, f"{split.run.name}, its own settings"
    name, change = read_pin(chosen.pin)
    run = next((run for run in lib.runs() if run.name == name), None)
    if run is None:
        return None, own, f"{name}, which is not in this workspace"
    base = split if run.name == split.run.name else split_cache.split_of(lib, run, chosen.split)
    title = f"{name}, pinned settings" if change else f"{name}, its own settings"
    return base, change.apply(run.settings), title


def _pin(run: str) -> None:
    selection.change(pin=pinned(run, selection.chosen(PAGE).changes))


def _unpin() -> None:
    selection.change(pin="")
