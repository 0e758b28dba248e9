"""Which metrics and truths pages offer with a label set."""

from __future__ import annotations

from app.state.choices import metric_at, metric_title
from core.label_sets import SOCCERNET_V2, label_set_of, preset

BALL = preset("ball-2024").rule
OWN = label_set_of(
    {
        "classes": ["a"],
        "visibility": False,
        "evaluation": {"metrics": {"far": [2], "close": [0.04, 0.2], "at1": [1]}, "opening": "close"},
    },
    "the test",
)


def test_the_metric_that_opens_is_first_and_all_official_single_ones_are_left_out():
    assert SOCCERNET_V2.rule.listed == ("loose", "tight")
    assert BALL.listed == ("at1", "loose", "tight")
    assert OWN.rule.listed == ("close", "far", "at1")  # named by the set, so wanted


def test_a_tolerance_belongs_to_the_first_metric_that_has_it():
    assert [metric_at(SOCCERNET_V2.rule, width) for width in (3, 5, 30)] == ["tight", "loose", "loose"]
    assert [metric_at(BALL, width) for width in (1, 2, 30)] == ["at1", "tight", "loose"]
    assert [metric_at(OWN.rule, width) for width in (0.04, 1, 2)] == ["close", "at1", "far"]


def test_metrics_in_words():
    assert metric_title(SOCCERNET_V2.rule, "loose") == "loose, 5 to 60 s"
    assert metric_title(OWN.rule, "close") == "close, 0.04 to 0.2 s"
    assert metric_title(BALL, "at1") == "at1, 1 s"
    assert (BALL.mean_title("tight"), BALL.mean_title("at1")) == ("Average-mAP tight", "mAP at1")


def test_truths_are_told_apart_where_labels_do():
    assert SOCCERNET_V2.views == ("all", "visible", "unshown")
    assert OWN.views == ("all",)
