"""Offsets: whether a class is spotted early or late, and what one constant shift of each class would gain."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from app.errors import charts
from app.errors.state import ErrorsState
from app.moments.pick import class_key, filter_key, linked_chart, linked_table
from app.moments.split_errors import SplitErrors
from app.server import jobs
from app.ui import selection
from app.ui.figure_table import Figure, Head, Row, change
from app.ui.job_progress import watch
from app.ui.page import escape
from app.ui.pickers import splits_of
from core.errors.moment_filter import MomentFilter
from core.errors.offsets import MAX_SHIFT_S, ShiftGain, offsets
from core.figures import NONE, percent
from core.label_set import LabelSet
from core.runs.errors import chosen_shift

_LAST_JOB = "errors_shift_job"


def offsets_section(errors: SplitErrors, chosen: ErrorsState, *, key: str) -> None:
    """The chart, then what shifts would gain."""
    config = errors.report.config
    table = offsets(errors.report)
    if not table["pairs"].sum():
        st.caption(":material/info: No spot is near a truth of its class here, so there are no offsets.")
        return
    label_set = errors.label_set
    paired = [MomentFilter(kind="paired", label=label) for label in range(len(table))]
    keys = [filter_key(each, label_set) for each in paired]
    linked_chart(charts.offsets(table, keys, chosen.only_class, scale=label_set.rule.time_scale), key)
    st.caption(
        "Marks: medians; a click opens the class's pairs below. Bars: from the lower to the upper quartile; "
        "beside the names: pairs of spot and truth. "
        f"Offsets reach to {config.detail_s * config.far_factor / 2:g} s, half the far window. "
        "Over all truths, shown or not."
    )
    _shifts(errors, chosen.tuning_split, f"{key}_shifts")


def _shifts(errors: SplitErrors, tuning_split: str, key: str) -> None:
    """Shifts chosen on another split, in the background; or why none can be."""
    split, report, settings = errors.split, errors.report, errors.settings
    others = [name for name in splits_of(errors.catalog) if name not in (split.name, "all")]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.markdown("**A constant shift of each class**", width="stretch")
        if others and split.name != "all":
            if tuning_split not in others:
                tuning_split = "valid" if "valid" in others else others[0]
            st.selectbox("chosen on", others, width=130, **selection.widget("tuning_split", tuning_split))
    if split.name == "all":
        st.caption(":material/info: Shifts are chosen on one split and shown on another; look at one split.")
        return
    if not others:
        st.caption(
            ":material/info: There is no other split here with games to choose shifts on, so their gain "
            "cannot be shown."
        )
        return

    def start() -> None:
        jobs.start(
            job_key, partial(chosen_shift, errors.catalog.root, split.run, report, settings, tuning_split)
        )

    truths = (errors.mended, report.n_truths.tobytes())
    job_key = ("shift", split.at, settings, report.config, tuning_split, *truths)
    _cancel_earlier(job_key)
    job = jobs.job(job_key)
    if job is None:
        start()
    elif job.state == "failed":
        st.caption(f":material/info: No shift can be chosen on {tuning_split}: {escape(job.error)}")
        return
    gain = watch(job_key, "shift")
    if gain is not None:
        label_set = errors.label_set
        _gains(gain, report.n_truths[0], label_set, key)
        rule = label_set.rule
        step = "half a second" if rule.fps == 2 else f"{1 / rule.fps:.3g} s"
        most = f"at most {MAX_SHIFT_S * rule.time_scale:g} s"
        st.caption(f"Chosen on {tuning_split}, shown on {split.name}. Steps of {step}, {most}.")
    elif jobs.job(job_key).state == "cancelled":
        st.button("Choose shifts", key="shift_again", on_click=start)


def _cancel_earlier(key: tuple) -> None:
    """A setting that moved on needs no shifts any more: they would only slow the next ones down."""
    last = st.session_state.get(_LAST_JOB)
    if last is not None and last != key and (job := jobs.job(last)) is not None and job.state == "running":
        job.cancel()
    st.session_state[_LAST_JOB] = key


def _gains(gain: ShiftGain, truths: np.ndarray, label_set: LabelSet, key: str) -> None:
    """AP before and after the shift of each class, and of all together."""
    rows = [Row(_cells("all", "", "", float(gain.before.mean()), float(gain.after.mean())), "fg-total")]
    digits = 1 if label_set.rule.time_scale == 1 else 2
    for c, name in enumerate(label_set.classes):
        shift_s = gain.shift_ms[c] / 1000
        shift = f"{shift_s:+.{digits}f} s".replace("-", "−") if shift_s else "0"
        ap = (float(gain.before[c]), float(gain.after[c])) if truths[c] else (None, None)
        rows.append(Row(_cells(name, class_key(c, label_set), shift, *ap)))
    head = [
        Head("class"),
        Head("shift", "Added to the time of every spot of the class"),
        Head("AP before", "Percent"),
        Head("AP after", "Percent"),
        Head("gain", "Points"),
    ]
    linked_table(key, head, rows, "Shifts", most_px=380, reveals="")


def _cells(name: str, key: str, shift: str, before: float | None, after: float | None) -> tuple[Figure, ...]:
    """A row; before and after are None for a class without truths."""
    gain = Figure(NONE, tone="soft") if before is None or after is None else change(after - before)
    shown = Figure(shift, tone="soft" if shift == "0" else "")
    return Figure(name, key), shown, Figure(percent(before)), Figure(percent(after)), gain
