"""The operating point of a class: what each threshold gives, the threshold for a wish, and calibration."""

from __future__ import annotations

import streamlit as st

from app.cache import split as split_cache
from app.cache.split import Split
from app.tuning import charts
from app.tuning.state import PAGE
from app.ui import selection
from app.ui.pickers import class_picker, tolerance_slider
from core.classes import CLASSES
from core.metric.operating import Point
from core.spotting.settings import Settings


def point_panel(split: Split, settings: Settings) -> None:
    """Class and tolerance, the curves, wishes, calibration."""
    chosen = selection.chosen(PAGE)
    left, right = st.columns([1, 1.2], vertical_alignment="bottom")
    with left:
        class_picker(chosen.focus)
    with right:
        tolerance_slider(chosen.tolerance)
    label = chosen.focus
    curve = split_cache.curves(split, settings, float(chosen.tolerance))[label]
    if not curve.n_truths or not len(curve.threshold):
        lacks = "truth" if not curve.n_truths else "spot"
        st.info(f"{CLASSES[label]} has no {lacks} in this split.", icon=":material/info:")
        return
    threshold = settings.classes[label].threshold
    st.markdown(f"At **{threshold:.3f}**: {_said(curve.at(threshold))}")
    st.plotly_chart(charts.operating(curve, threshold), key="operating", config={"displayModeBar": False})
    precision, alarms = st.columns(2, gap="medium")
    with precision:
        least = st.number_input(
            "At least this precision, %", 0.0, 100.0, 90.0, 1.0, "%g", key="wish_precision"
        )
        _offer(curve.least_for_precision(least / 100), label, "precision", "No threshold has it.")
    with alarms:
        most = st.number_input(
            "At most false alarms a match", 0.0, 10000.0, 2.0, 0.5, "%g", key="wish_alarms"
        )
        _offer(curve.least_for_false_alarms(most), label, "alarms", "Even the highest spot is more.")
    with st.container(horizontal=True):
        best = curve.best_f1()
        st.button(
            f"Best F1: {best.f1:.3f} at {best.threshold:.3f}",
            key="use_f1",
            help=_said(best),
            on_click=_use,
            args=(best.threshold, label),
        )
    found = split_cache.calibrated(split, settings, float(chosen.tolerance), label)
    st.markdown(
        f"Calibration: is a confidence the share of hits? &ensp; "
        f"expected error **{found.error:.3f}** over {int(found.count.sum()):,} spots"
    )
    st.plotly_chart(charts.calibration(found), key="calibration", config={"displayModeBar": False})


def _said(point: Point) -> str:
    return (
        f"precision {point.precision:.3f}, recall {point.recall:.3f}, F1 {point.f1:.3f}, "
        f"{point.false_per_match:.2f} false alarms a match"
    )


def _offer(point: Point | None, label: int, name: str, nothing: str) -> None:
    if point is None:
        st.caption(nothing)
        return
    st.button(
        f"Threshold {point.threshold:.3f}",
        key=f"use_{name}",
        icon=":material/check:",
        width="stretch",
        on_click=_use,
        args=(point.threshold, label),
    )
    st.caption(_said(point))


def _use(threshold: float, label: int) -> None:
    changes = selection.chosen(PAGE).changes
    selection.change(changes=changes.with_class(label, threshold=threshold))
