"""The sweep: a map of AP over windows and methods with the current settings on it; a click takes a cell."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.cache import split as split_cache
from app.cache.split import Split
from app.tuning import charts
from app.ui import selection
from app.ui.chart import chart
from app.ui.job_progress import start_button, watch
from app.ui.pickers import metric_picker, view_picker
from core.figures import count, percent
from core.label_set import LabelSet
from core.spotting.methods import METHODS
from core.spotting.settings import Settings
from core.tuning.sweep import sweep

WINDOWS_S = tuple(float(window) for window in np.arange(2, 82, 2))
_QUICK = ("hard", "symmetric", "peaks")


def sweep_panel(split: Split, settings: Settings, *, metric: str, view: str, key: str) -> None:
    """What to sweep and to show, the button or the progress, then the map."""
    if split.scores is None:
        st.caption("This run has spots only: there are no scores to sweep over.")
        return
    picked = st.pills("Methods", METHODS, default=_QUICK, selection_mode="multi", key=f"{key}_methods")
    methods = tuple(method for method in METHODS if method in picked)
    label_set = settings.label_set
    label = _map_pickers(metric, view, label_set, key)
    windows_s = tuple(round(window * label_set.rule.time_scale, 4) for window in WINDOWS_S)
    # Of the settings, a sweep keeps the smoothing that most classes have, floor and sigma.
    smoothing_s = settings.most_common("smoothing_s")
    job_key = ("sweep", split.at, methods, smoothing_s, settings.floor, settings.sigma)
    swept = watch(job_key, key)
    if swept is not None:
        thresholds = tuple(settings.thresholds.tolist())
        average, per_class = split_cache.sweep_map(job_key, swept, metric, view, thresholds)
        _map(average, per_class, swept.methods, swept.windows_s, settings, label, key)
        return
    size = f"{len(windows_s)} windows × {count(len(methods), 'method')}"
    if start_button(
        f"Sweep {size} over {count(len(split.judged), 'game')}",
        job_key,
        key,
        lambda progress: sweep(split.truths, split.scores, windows_s, methods, settings, progress=progress),
        icon=":material/grid_on:",
        disabled=not methods,
    ):
        st.caption("Soft methods take several times as long as hard ones and peaks.")


def _map_pickers(metric: str, view: str, label_set: LabelSet, key: str) -> int | None:
    """Which AP is mapped; returns the class, None for the average of all."""
    names, mean = label_set.classes, label_set.rule.mean_title(metric).partition(" ")[0]
    label = st.selectbox(
        "Map of",
        ("all", *range(len(label_set))),
        format_func=lambda label: f"all classes: {mean}" if label == "all" else f"AP of {names[label]}",
        key=f"{key}_of",
    )
    left, right = st.columns([2, 3])
    with left:
        metric_picker(metric, label_set)
    with right:
        view_picker(view, label_set)
    return None if label == "all" else int(label)


def _map(
    average: np.ndarray,
    per_class: np.ndarray,
    methods: tuple[str, ...],
    windows_s: tuple[float, ...],
    settings: Settings,
    label: int | None,
    key: str,
) -> None:
    """The map of all classes, or of one, with its best cell and ways to take settings from it.

    average (M, W), per_class (M, W, C): AP by method and window.
    """
    values = average if label is None else per_class[:, :, label]
    current = {
        name: settings.most_common(name) if label is None else settings.values(name)[label]
        for name in ("window_s", "method")
    }
    clicks = st.session_state.setdefault(f"{key}_clicks", 0)

    def take_clicked(cell: list) -> None:
        _take(str(cell[0]), float(cell[1]), label)
        st.session_state[f"{key}_clicks"] += 1  # a fresh map, where no cell is selected

    title = "Average-mAP" if label is None else "AP"
    figure = charts.sweep_map(values, windows_s, methods, (current["window_s"], current["method"]), title)
    chart(figure, f"{key}_map_{clicks}", take_clicked)
    row, column = np.unravel_index(np.argmax(values), values.shape)
    method, window_s = methods[row], windows_s[column]
    st.markdown(
        f"★ best: {percent(values[row, column])} with {method}, {window_s:g} s &ensp; "
        ":red[◯] current settings &ensp; Click a cell to take it"
    )
    with st.container(horizontal=True):
        st.button("Take the best", key=f"{key}_best", on_click=_take, args=(method, window_s, label))
        if label is None:
            st.button(
                "Take the best of each class",
                key=f"{key}_each",
                help="Method and window of each class from its own map. They are chosen on this split, so "
                "its figures flatter them; auto-tune chooses on one split and applies to another.",
                on_click=_take_each,
                args=(per_class, methods, windows_s),
            )
    st.caption("The map uses the current thresholds.")


def _take(method: str, window_s: float, label: int | None) -> None:
    changes, values = selection.value("changes"), {"method": method, "window_s": window_s}
    selection.change(
        changes=changes.with_all(**values) if label is None else changes.with_class(label, **values)
    )


def _take_each(per_class: np.ndarray, methods: tuple[str, ...], windows_s: tuple[float, ...]) -> None:
    """The best cell of each class; a class without any AP keeps its settings."""
    changes = selection.value("changes")
    for label, values in enumerate(per_class.transpose(2, 0, 1)):
        if values.any():
            row, column = np.unravel_index(np.argmax(values), values.shape)
            changes = changes.with_class(label, method=methods[row], window_s=windows_s[column])
    selection.change(changes=changes)
