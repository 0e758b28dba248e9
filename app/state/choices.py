"""What there is to choose from with a label set: metrics, and the truths that figures are over."""

from __future__ import annotations

from core.evaluation_rule import EvaluationRule
from core.label_set import LabelSet
from core.metric.evaluation import VIEWS


def metrics_of(rule: EvaluationRule) -> tuple[str, ...]:
    """The metrics that pages offer, as tables list them."""
    return rule.listed


def metric_at(rule: EvaluationRule, tolerance_s: float) -> str:
    """The first of these metrics that a tolerance belongs to; the one that opens where it is of none."""
    fitting = (metric for metric in metrics_of(rule) if tolerance_s in rule.tolerances_of[metric])
    return next(fitting, rule.opening)


def metric_title(rule: EvaluationRule, metric: str) -> str:
    """ "loose, 5 to 60 s", or "at1, 1 s": a metric with its tolerances."""
    widths = rule.tolerances_of[metric]
    span = f"{widths[0]:g} to {widths[-1]:g} s" if len(widths) > 1 else f"{widths[0]:g} s"
    return f"{metric}, {span}"


def views_of(label_set: LabelSet) -> tuple[str, ...]:
    """The truths that figures can be over: all, and where labels say so visible and unshown ones."""
    return VIEWS if label_set.visibility else VIEWS[:1]


def mean_title(rule: EvaluationRule, metric: str) -> str:
    """What the mean over classes is called: "Average-mAP loose", or "mAP at1" at one tolerance."""
    return f"{'Average-mAP' if len(rule.tolerances_of[metric]) > 1 else 'mAP'} {metric}"
