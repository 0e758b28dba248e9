"""Metrics by their tolerances, as pages choose and name them."""

from __future__ import annotations

from core.evaluation_rule import EvaluationRule


def metric_at(rule: EvaluationRule, tolerance_s: float) -> str:
    """The first of these metrics that a tolerance belongs to; the one that opens where it is of none."""
    fitting = (metric for metric in rule.listed if tolerance_s in rule.tolerances_of[metric])
    return next(fitting, rule.opening)


def metric_title(rule: EvaluationRule, metric: str) -> str:
    """ "loose, 5 to 60 s", or "at1, 1 s": a metric with its tolerances."""
    widths = rule.tolerances_of[metric]
    span = f"{widths[0]:g} to {widths[-1]:g} s" if len(widths) > 1 else f"{widths[0]:g} s"
    return f"{metric}, {span}"
