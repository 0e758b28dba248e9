"""The sweep: a map of the metric over window and method, the current point on it; a click takes a setting."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.cache import split as split_cache
from app.cache.split import Split
from app.server import jobs
from app.tuning import charts
from app.tuning.state import PAGE
from app.ui import selection
from app.ui.job_progress import watch
from core.classes import CLASSES
from core.metric.evaluation import VIEWS
from core.progress import Progress
from core.spotting.methods import METHODS
from core.spotting.settings import Settings
from core.tuning.sweep import Sweep, sweep

WINDOWS_S = tuple(float(window) for window in np.arange(2, 82, 2))
_FEW = ("hard", "symmetric", "peaks")


def sweep_panel(split: Split, settings: Settings) -> None:
    """Choices, the button or the progress, the map."""
    if split.scores is None:
        st.caption("This run has spots only: there are no scores to suppress anew.")
        return
    chosen = selection.chosen(PAGE)
    methods = tuple(st.pills("Methods", METHODS, default=_FEW, selection_mode="multi", key="sweep_methods"))
    methods = tuple(method for method in METHODS if method in methods)
    left, middle, right = st.columns([2.3, 1.2, 1.5], vertical_alignment="bottom")
    with left:
        picked = st.selectbox(
            "Map of",
            ("all", *range(len(CLASSES))),
            format_func=lambda value: (
                "all classes: Average-mAP" if value == "all" else f"AP of {CLASSES[value]}"
            ),
            key="sweep_of",
        )
    with middle:
        st.selectbox("Metric", ("loose", "tight"), **selection.widget("metric", chosen.metric))
    with right:
        st.selectbox("Truths", VIEWS, **selection.widget("view", chosen.view))
    smoothing = settings.most_common("smoothing_s")
    key = ("sweep", split.at, methods, smoothing, settings.floor, settings.sigma)
    done = watch(key, "sweep")
    if done is None:
        running = jobs.job(key)
        if running is None or running.state != "running":
            st.button(
                f"Sweep {len(WINDOWS_S)} windows × {len(methods)} method{'s' if len(methods) != 1 else ''} "
                f"over {len(split.judged)} games",
                type="primary",
                icon=":material/grid_on:",
                disabled=not methods,
                key="sweep_start",
                on_click=lambda: jobs.start(key, lambda progress: _work(split, methods, settings, progress)),
            )
            st.caption("Soft methods take several times as long as hard ones and peaks.")
        return
    _map(key, done.result, settings, None if picked == "all" else int(picked))


def _work(split: Split, methods: tuple[str, ...], settings: Settings, progress: Progress):
    return sweep(split.truths, split.scores, WINDOWS_S, methods, settings, progress=progress)


def _map(key: tuple, swept: Sweep, settings: Settings, label: int | None) -> None:
    """The map of all classes, or of one, with its best and the ways to take a setting from it."""
    chosen = selection.chosen(PAGE)
    thresholds = tuple(settings.thresholds.tolist())
    average, per_class = split_cache.sweep_map(key, swept, chosen.metric, chosen.view, thresholds)
    values = average if label is None else per_class[:, :, label]
    if label is None:
        now = (settings.most_common("window_s"), settings.most_common("method"))
    else:
        now = (settings.classes[label].window_s, settings.classes[label].method)
    count = st.session_state.setdefault("sweep_clicks", 0)
    name = f"sweep_map_{count}"
    st.plotly_chart(
        charts.sweep_map(values, swept.windows_s, swept.methods, now, "mAP" if label is None else "AP"),
        key=name,
        on_select=lambda: _clicked(name, label),
        selection_mode="points",
        config={"displayModeBar": False},
    )
    best = np.unravel_index(np.argmax(values), values.shape)
    method, window = swept.methods[best[0]], swept.windows_s[best[1]]
    st.markdown(
        f"★ best {values[best]:.3f}: {method}, {window:g} s &ensp; :red[◯] now &ensp; click takes a cell"
    )
    with st.container(horizontal=True):
        st.button("Take the best", key="sweep_best", on_click=_take, args=(method, window, label))
        if label is None:
            st.button(
                "Take each class's best",
                key="sweep_each",
                help="Method and window of each class from its own map. Chosen on this split, whose figures "
                "they then flatter; auto-tune chooses on one split and applies to another.",
                on_click=_take_each,
                args=(per_class, swept.methods, swept.windows_s),
            )
    st.caption("The map is at the thresholds of now.")


def _clicked(name: str, label: int | None) -> None:
    points = (st.session_state.get(name) or {}).get("selection", {}).get("points", [])
    data = next((point["customdata"] for point in points if point.get("customdata")), None)
    if data is not None:
        _take(str(data[0]), float(data[1]), label)
        st.session_state["sweep_clicks"] += 1


def _take(method: str, window: float, label: int | None) -> None:
    changes, values = selection.chosen(PAGE).changes, {"method": method, "window_s": window}
    selection.change(
        changes=changes.with_all(**values) if label is None else changes.with_class(label, **values)
    )


def _take_each(per_class: np.ndarray, methods: tuple[str, ...], windows: tuple[float, ...]) -> None:
    flat = per_class.reshape(-1, per_class.shape[2])
    tried = flat.max(axis=0) > 0
    at = [np.unravel_index(place, per_class.shape[:2]) for place in flat.argmax(axis=0)]
    changes = selection.chosen(PAGE).changes
    for label in np.flatnonzero(tried).tolist():
        changes = changes.with_class(label, method=methods[at[label][0]], window_s=windows[at[label][1]])
    selection.change(changes=changes)
