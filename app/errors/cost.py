"""The cost table: truths, AP, and for each kind of error how many there are and what they cost."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from app.moments.pick import class_key, count_cell, filter_key, linked_table
from app.moments.split_errors import SplitErrors
from app.ui.figure_table import Figure, Head, Row, change
from core.errors.kinds import KINDS
from core.errors.moment_filter import MomentFilter
from core.errors.report import ErrorReport
from core.figures import NONE, percent, points
from core.label_set import LabelSet
from core.metric.outcomes import OTHER_CLASS

_MOST_PX = 760
"""A higher table scrolls below its heads."""
_DASH = Figure(NONE, tone="soft")


def cost_table(errors: SplitErrors, mended: ErrorReport | None = None, *, metric: str, key: str) -> None:
    """A row for all classes and one for each; mended: errors by mended labels, whose AP stands beside."""
    groups, head = _heads(metric, beside=mended is not None)
    linked_table(
        key,
        head,
        _rows(errors, mended),
        "Errors and what they cost",
        groups=groups,
        kind="fg-close" if mended is not None else "",
        most_px=_MOST_PX,
    )
    st.caption(
        "AP is in percent. Cost: points of AP gained if all errors of a kind were repaired and nothing else; "
        f"costs do not add up. Counts are at {errors.report.config.detail_s:g} s. Each opens its moments "
        "below: a count those of the class that was spotted; a cost of a wrong class also those where the "
        "class stood and another was spotted, since its repair gains there. Hold the pointer over a kind for "
        "its rule and repair."
    )


def _heads(metric: str, *, beside: bool) -> tuple[list[Head], list[Head]]:
    """The two rows of heads."""
    groups = [Head("", span=4 + 2 * beside)]
    head = [
        Head("class", "A click shows the errors of the class, here and at the sections beside"),
        Head("truths", "Labels of the class"),
        Head("hits", "Truths that a spot was assigned to, as the evaluator assigns them"),
        Head(metric, "Average precision in percent, the official one"),
    ]
    if beside:
        head += [
            Head("mended", "The same by the mended labels"),
            Head("change", "By mended labels, less before, in points"),
        ]
    for kind in KINDS:
        rule = f"{kind.title}: {kind.rule}. Repair: {kind.repair}."
        groups.append(Head(kind.name, rule, "fg-edge", 2))
        head += [Head("cost", f"Points of AP gained by the repair alone. {rule}", "fg-edge")]
        head += [Head("count", rule)]
    return groups, head


def _rows(errors: SplitErrors, mended: ErrorReport | None) -> list[Row]:
    """All classes together, then each; a class has dashes for what it cannot have without truths or spots."""
    report = errors.report
    records = report.table(errors.view).to_dict("records")
    after = [None] * len(records) if mended is None else mended.table(errors.view).to_dict("records")
    label_set, n_classes = errors.label_set, len(errors.label_set)
    any_spot = [True, *(np.bincount(report.columns.label, minlength=n_classes) > 0)]
    most = max(0.1, *(record[f"{kind.name} cost"] for record in records[1:] for kind in KINDS))
    rows = []
    for label, record, by_mended, spotted in zip(
        (None, *range(n_classes)), records, after, any_spot, strict=True
    ):
        judged = label is None or record["truths"] > 0
        hits = count_cell(record["hits"], errors.filter(kind="hit", label=label), label_set)
        cells = [
            Figure(
                record["class"],
                class_key(label, label_set),
                title="All classes" if label is None else record["class"],
            ),
            Figure(f"{record['truths']:,}") if judged else _DASH,
            hits if judged and spotted else _DASH,
            Figure(percent(record["ap"])) if judged else _DASH,
            *_mended(record["ap"] if judged else None, by_mended),
        ]
        for kind in KINDS:
            moments = gains = errors.filter(kind=kind.name, label=label)
            possible = spotted if kind.of_spot else judged
            can_gain = judged and possible
            if kind.truth == OTHER_CLASS and label is not None:  # gains in the class that stood there too
                gains, can_gain = errors.filter(kind=kind.name, either=label), judged
            cells.append(_cost(record[f"{kind.name} cost"], most, gains, label_set) if can_gain else _DASH)
            cells.append(count_cell(record[f"{kind.name} count"], moments, label_set) if possible else _DASH)
        rows.append(Row(tuple(cells), "fg-total" if label is None else ""))
    return rows


def _cost(value: float, most: float, gains: MomentFilter, label_set: LabelSet) -> Figure:
    """A cost; opens the moments whose repair it is made of."""
    text = points(value)
    if text[0] not in "+−":
        return Figure(text, tone="soft")
    return Figure(text, filter_key(gains, label_set), (value / most) ** 0.5, "cost")


def _mended(before: float | None, after: dict[str, Any] | None) -> list[Figure]:
    """AP by the mended labels and its change; none where nothing is to stand beside."""
    if after is None:
        return []
    if not after["truths"]:
        return [_DASH, _DASH]
    return [Figure(percent(after["ap"])), change(0.0 if before is None else after["ap"] - before)]
