"""What changes are against: the run's own settings, or a run and settings that were pinned."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app.cache import split as split_cache
from app.cache.split import Split
from app.server.catalog import Catalog
from app.state.settings_text import pinned, read_pin
from app.ui import selection
from app.ui.page import escape
from app.ui.pickers import of_other_set
from core.metric.evaluation import Evaluation
from core.runs.run import Run
from core.spotting.settings_change import SettingsChange


@dataclass(frozen=True, eq=False)
class Baseline:
    """A run at settings. evaluation: None where it cannot be compared; reason: why, unless the title says."""

    title: str
    evaluation: Evaluation | None
    reason: str = ""


def baseline_of(catalog: Catalog, split: Split, pin: str) -> Baseline:
    """The pinned run and settings over the same games; the run's own settings without a pin."""
    name, change = read_pin(pin, catalog.root.label_set) if pin else (split.run.name, SettingsChange())
    run = next((run for run in catalog.runs() if run.name == name), None)
    if run is None:
        return Baseline(f"{name}, which is not in this workspace", None)
    if reason := of_other_set(catalog, run):
        return Baseline(name, None, reason)
    title = f"{name}, {'pinned' if change else 'its own'} settings"
    base = split if run.name == split.run.name else split_cache.split_of(catalog, run, split.name)
    if base.judged != split.judged:
        return Baseline(title, None, f"{title}, covers other games, so there are no changes to show.")
    return Baseline(title, split_cache.evaluation(base, change.apply(run.settings)))


def baseline_bar(baseline: Baseline, run: Run, *, is_pinned: bool) -> None:
    """What changes are against, and buttons to pin what is shown instead."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Change against **{escape(baseline.title)}**", width="stretch")
        if is_pinned:
            st.button("Unpin", icon=":material/keep_off:", key="unpin", on_click=_unpin, width="content")
        st.button(
            "Pin this",
            icon=":material/keep:",
            key="pin_this",
            width="content",
            help="Keeps these figures as the baseline while settings or the run change",
            on_click=_pin,
            args=(run.name,),
        )
    if baseline.reason:
        st.caption(f":material/info: {escape(baseline.reason)}")


def _pin(run: str) -> None:
    selection.change(pin=pinned(run, selection.value("changes"), selection.label_set()))


def _unpin() -> None:
    selection.change(pin="")
