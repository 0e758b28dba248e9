"""The operating point of a class: what each threshold gives, a threshold for a goal, and calibration."""

from __future__ import annotations

import streamlit as st

from app.tuning import charts
from app.ui import selection
from app.ui.chart import chart
from app.ui.page import escape
from app.ui.pickers import class_picker, tolerance_slider
from core.figures import fraction
from core.label_set import LabelSet
from core.metric.operating import Calibration, Curve, Point


def operating_point_panel(
    curve: Curve, calibration: Calibration, label_set: LabelSet, *, threshold: float, key: str
) -> None:
    """Pickers of class and tolerance, the curves, thresholds for goals, calibration.

    curve, calibration: of the class at the tolerance; threshold: the class's at present.
    """
    left, right = st.columns([1, 1.2], vertical_alignment="bottom")
    with left:
        class_picker(curve.label, label_set)
    with right:
        tolerance_slider(curve.tolerance_s, label_set)
    name = escape(label_set.classes[curve.label])
    if not curve.n_truths or not len(curve.threshold):
        kind = "truths" if not curve.n_truths else "spots"
        st.info(f"{name} has no {kind} in this split.", icon=":material/info:")
        return
    st.markdown(f"At **{fraction(threshold)}**: {_sentence(curve.at(threshold))}")
    chart(charts.operating(curve, threshold), f"{key}_curves")
    _goals(curve, key)
    st.markdown(
        f"Calibration: do confidences equal shares of hits? &ensp; Expected error "
        f"**{fraction(calibration.error)}** over {int(calibration.count.sum()):,} spots"
    )
    chart(charts.calibration(calibration), f"{key}_calibration")


def _goals(curve: Curve, key: str) -> None:
    """Thresholds for a precision, for a number of false alarms and for the best F1."""
    left, right = st.columns(2, gap="medium")
    with left:
        least = st.number_input(
            "At least this precision", 0.0, 1.0, 0.9, 0.01, "%.3f", key=f"{key}_least_precision"
        )
        point = curve.least_for_precision(least)
        _offer(point, curve.label, f"{key}_use_precision", "No threshold gives it.")
    with right:
        most = st.number_input(
            "At most false alarms a match", 0.0, 10000.0, 2.0, 0.5, "%g", key=f"{key}_most_alarms"
        )
        point = curve.least_for_false_alarms(most)
        _offer(point, curve.label, f"{key}_use_alarms", "Even the highest threshold gives more.")
    best = curve.best_f1()
    st.button(
        f"Best F1: {fraction(best.f1)} at {fraction(best.threshold)}",
        key=f"{key}_use_f1",
        help=_sentence(best),
        on_click=_use,
        args=(best.threshold, curve.label),
    )


def _sentence(point: Point) -> str:
    return (
        f"precision {fraction(point.precision)}, recall {fraction(point.recall)}, F1 {fraction(point.f1)}, "
        f"{point.false_per_match:.2f} false alarms a match"
    )


def _offer(point: Point | None, label: int, key: str, nothing: str) -> None:
    if point is None:
        st.caption(nothing)
        return
    st.button(
        f"Threshold {fraction(point.threshold)}",
        key=key,
        icon=":material/check:",
        width="stretch",
        on_click=_use,
        args=(point.threshold, label),
    )
    st.caption(_sentence(point))


def _use(threshold: float, label: int) -> None:
    selection.change(changes=selection.value("changes").with_class(label, threshold=threshold))
