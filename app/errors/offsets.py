"""Offsets: whether a class is spotted early or late, and what one constant shift of each class would gain."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from app.cache import games as games_cache
from app.errors import charts
from app.errors.shown import Shown, chart
from app.errors.state import PAGE
from app.moments.pick import chosen_keys, class_key, pick
from app.server import jobs
from app.state.moment_filter import filter_text
from app.ui import selection
from app.ui.figure_table import Figure, Head, Row, figures
from app.ui.html_table import signed, three
from app.ui.job_progress import watch
from app.ui.page import escape
from app.ui.pickers import splits_of
from core.classes import CLASSES
from core.errors.offsets import ShiftGain, offsets
from core.progress import Progress
from core.runs.errors import chosen_shift

_LAST = "errors_shift_job"


def offsets_section(shown: Shown) -> None:
    """The chart, then what shifts would gain."""
    report = shown.found.report
    table = offsets(report)
    if not table["pairs"].sum():
        st.caption(":material/info: No spot is near a truth of its class here, so there are no offsets.")
        return
    low, median, high = (table[name].to_numpy() / 1000 for name in ("low_ms", "median_ms", "high_ms"))
    cells = [filter_text(shown.filter(kind="paired", label=c, visible=None)) for c in range(len(CLASSES))]
    chart(
        "errors_offsets",
        charts.offsets(CLASSES, table["pairs"].tolist(), low, median, high, cells, shown.of),
    )
    st.caption(
        "Marks: medians; a click opens the class's pairs below. Bars: from the lower to the upper quartile; "
        "beside the names: pairs of spot and truth. "
        f"Offsets reach to {report.config.detail_s * report.config.far_factor / 2:g} s, half the far window. "
        "Over all truths, shown or not."
    )
    _shifts(shown)


def _shifts(shown: Shown) -> None:
    """Shifts chosen on another split, in the background; or why none can be."""
    split, chosen = shown.split, selection.chosen(PAGE)
    config = shown.found.report.config
    others = [name for name in splits_of(shown.catalog) if name not in (split.name, "all")]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.markdown("**A constant shift of each class**", width="stretch")
        if others and split.name != "all":
            on = "valid" if "valid" in others else others[0]
            on = chosen.tuning_split if chosen.tuning_split in others else on
            st.selectbox("chosen on", others, width=130, **selection.widget("tuning_split", on))
    if split.name == "all":
        st.caption(":material/info: Shifts are chosen on one split and shown on another; look at one split.")
        return
    if not others:
        st.caption(
            ":material/info: There is no other split here with games to choose shifts on, so their gain "
            "cannot be shown."
        )
        return
    run = split.run
    key = (
        "shift",
        split.at,
        games_cache.run_key(run),
        games_cache.scores_stamp(run),
        shown.settings,
        config,
        on,
    )
    key = (*key, shown.mended, shown.found.report.n_truths.tobytes())
    _stop_the_last(key)
    job = jobs.job(key)
    if job is None:
        jobs.start(key, _choosing(shown, on))
    elif job.state == "failed":
        st.caption(f":material/info: No shift can be chosen on {on}: {escape(job.error)}")
        return
    gain = watch(key, "shift")
    if gain is None:
        if jobs.job(key).state == "cancelled":
            st.button(
                "Choose shifts", key="shift_again", on_click=jobs.start, args=(key, _choosing(shown, on))
            )
        return
    _gains(gain, shown.found.report.n_truths[0], on, split.name)


def _choosing(shown: Shown, on: str) -> Callable[[Progress], ShiftGain]:
    """The work of choosing shifts on a split and showing them on this one."""
    root, run, report, settings = shown.catalog.root, shown.split.run, shown.found.report, shown.settings
    return lambda progress: chosen_shift(root, run, report, settings, on, progress)


def _stop_the_last(key: tuple) -> None:
    """A setting that moved on needs no shifts any more: it would only slow the next one down."""
    last = st.session_state.get(_LAST)
    if last is not None and last != key and (job := jobs.job(last)) is not None and job.state == "running":
        job.cancel()
    st.session_state[_LAST] = key


def _gains(found: ShiftGain, truths: np.ndarray, on: str, split: str) -> None:
    rows = [Row(_cells("all", "", None, float(found.before.mean()), float(found.after.mean())), "fg-total")]
    for c, name in enumerate(CLASSES):
        shift = int(found.shift_ms[c])
        before, after = (float(one[c]) if truths[c] else None for one in (found.before, found.after))
        rows.append(Row(_cells(name, class_key(c), shift, before, after)))
    head = [
        Head("class"),
        Head("shift", "Added to the time of every spot of the class"),
        Head("AP before"),
        Head("AP after"),
        Head("gain"),
    ]
    figures("errors_shifts", head, rows, pick, label="Shifts", chosen=chosen_keys(), most_px=380)
    st.caption(f"Chosen on {on}, shown on {split}. Steps of half a second, at most 10 s.")


def _cells(
    name: str, key: str, shift_ms: int | None, before: float | None, after: float | None
) -> tuple[Figure, ...]:
    """A row; shift_ms None for all classes, before and after None for a class without truths."""
    shift = "" if shift_ms is None else f"{shift_ms / 1000:+.1f} s".replace("-", "−") if shift_ms else "0"
    gain = 0.0 if before is None or after is None else after - before
    text = signed(gain) or ("–" if before is None else "0")
    return (
        Figure(name, key),
        Figure(shift, tone="" if shift_ms else "soft"),
        Figure(three(before)),
        Figure(three(after)),
        Figure(text, tone="soft" if not signed(gain) else "up" if gain > 0 else "down"),
    )
