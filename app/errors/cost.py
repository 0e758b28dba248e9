"""The cost table: truths, AP, and for each kind of error how many there are and what they cost."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app.errors.shown import Shown, count
from app.moments.pick import GALLERY, chosen_keys, class_key, filter_key, pick
from app.ui.figure_table import Figure, Head, Row, figures
from app.ui.html_table import signed, three
from core.classes import CLASSES, N_CLASSES
from core.errors.kinds import KINDS
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moments
from core.errors.report import ErrorReport
from core.metric.averaging import over_tolerances
from core.metric.evaluation import VIEWS
from core.metric.outcomes import OTHER_CLASS

_DASH = Figure("–", tone="soft")


def cost_table(shown: Shown, mended: Moments | None = None, *, metric: str) -> None:
    """Rows all and 17 classes; mended: errors by mended labels, whose AP stands beside."""
    report = shown.found.report
    view = VIEWS.index({None: "all", True: "visible", False: "unshown"}[shown.visible])
    groups, head = heads(metric, beside=mended is not None)
    rows = cost_rows(shown, view, None if mended is None else mended.report)
    figures(
        "errors_cost",
        head,
        rows,
        pick,
        label="Errors and what they cost",
        groups=groups,
        chosen=chosen_keys(),
        reveals=GALLERY,
        kind="fg-close" if mended is not None else "",
    )
    st.caption(
        "Cost: AP gained if all errors of a kind were repaired and nothing else; costs do not add up. Counts "
        f"are at {report.config.detail_s:g} s. Each opens its moments below: a count those of the class that "
        "was spotted; a cost of a wrong class also those where the class stood and another was spotted, "
        "since its repair gains there. Hold the pointer over a kind for its rule and repair."
    )


def heads(metric: str, *, beside: bool) -> tuple[list[Head], list[Head]]:
    """The two rows of heads."""
    groups = [Head("", span=4 + 2 * beside)]
    head = [
        Head("class", "A click shows the errors of the class, here and at the sections beside"),
        Head("truths", "Labels of the class"),
        Head("hits", "Truths that a spot was assigned to, as the evaluator assigns them"),
        Head(metric, "Average precision, the official one"),
    ]
    if beside:
        head += [
            Head("mended", "The same by the mended labels"),
            Head("change", "By mended labels, less before"),
        ]
    for kind in KINDS:
        said = f"{kind.name}: {kind.rule}. Repair: {kind.repair}."
        groups.append(Head(kind.name, said, "fg-edge", 2))
        head += [Head("cost", f"AP gained by the repair alone. {said}", "fg-edge"), Head("count", said)]
    return groups, head


def cost_rows(shown: Shown, view: int, mended: ErrorReport | None) -> list[Row]:
    """All classes together, then each."""
    report = shown.found.report
    cost, ap = report.cost[:, view], over_tolerances(report.ap, axis=-2)[view]
    hits, counts = report.detail_hits[view], report.detail_counts[:, view]
    truths = report.n_truths[view]
    spotted = np.bincount(report.columns.label, minlength=N_CLASSES)
    most = max(0.1, float(cost.max()))
    rows = [
        Row(
            (
                Figure("all", class_key(None), title="Errors of all classes"),
                Figure(f"{truths.sum():,}"),
                count(hits.sum(), shown.filter(kind="hit")),
                Figure(three(float(report.average_ap[view]))),
                *_beside(float(report.average_ap[view]), mended, view, None),
                *(
                    figure
                    for k, kind in enumerate(KINDS)
                    for figure in (
                        _cost(float(report.average_cost[k, view]), most, shown.filter(kind=kind.name)),
                        count(counts[k].sum(), shown.filter(kind=kind.name)),
                    )
                ),
            ),
            "fg-total",
        )
    ]
    for c, name in enumerate(CLASSES):
        judged, any_spot = bool(truths[c]), bool(spotted[c])
        cells = [
            Figure(name, class_key(c)),
            Figure(f"{truths[c]:,}" if judged else "–", tone="" if judged else "soft"),
            count(hits[c], shown.filter(kind="hit", label=c)) if judged and any_spot else _DASH,
            Figure(three(float(ap[c]))) if judged else _DASH,
            *_beside(float(ap[c]) if judged else None, mended, view, c),
        ]
        for k, kind in enumerate(KINDS):
            none = not any_spot if kind.of_spot else not judged
            gains = shown.filter(kind=kind.name, label=c)
            can_gain = judged and not none
            if kind.truth == OTHER_CLASS:  # its repair gains in the class that stood there too
                gains = shown.filter(kind=kind.name, either=c)
                can_gain = judged
            cells.append(_cost(float(cost[k, c]), most, gains) if can_gain else _DASH)
            cells.append(_DASH if none else count(counts[k, c], shown.filter(kind=kind.name, label=c)))
        rows.append(Row(tuple(cells)))
    return rows


def _cost(value: float, most: float, gains: MomentFilter) -> Figure:
    """A cost; opens the moments whose repair it is made of."""
    text = signed(value)
    if not text:
        return Figure("0", tone="soft")
    return Figure(text, filter_key(gains), (value / most) ** 0.5, "cost")


def _beside(before: float | None, mended: ErrorReport | None, view: int, label: int | None) -> list[Figure]:
    """AP by the mended labels and its change."""
    if mended is None:
        return []
    if label is None:
        after = float(mended.average_ap[view])
    elif not mended.n_truths[view, label]:
        return [_DASH, _DASH]
    else:
        after = float(over_tolerances(mended.ap, axis=-2)[view, label])
    moved = 0.0 if before is None else after - before
    text = signed(moved)
    return [
        Figure(three(after)),
        Figure(text or "0", tone="soft" if not text else "up" if moved > 0 else "down"),
    ]
