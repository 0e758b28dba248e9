"""Comparisons: cells are the bootstrap's, changes are the matcher's, tables say what must be said."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from core.comparison.bootstrap import Interval
from core.comparison.compare import FEW_GAMES, Cell, changes, compare
from core.comparison.text import digits_for, latex, to_latex, to_markdown
from core.events import Events
from core.exceptions import UserError
from core.label_sets import SOCCERNET_V2
from core.metric.evaluation import VIEWS, evaluate
from core.metric.matching import match
from core.metric.outcomes import HIT
from core.runs.compare import RunComparison
from core.runs.compare_report import report_html
from tests.core.comparison.test_bootstrap import some
from tests.soccernet_v2 import CLASSES, N_CLASSES


@pytest.fixture(scope="module")
def three():
    """Truths and three runs: a, b with class 3 found better, and c the same as a."""
    truths, spots = some(0)
    known = truths[truths.label == 3]
    sure = Events.build(truths.games, known.game, known.half, known.time_ms, 3, confidence=0.9)
    better = Events.concat([spots[spots.label != 3], sure])
    return truths, {"a_1": spots, "b": better, "c": spots}


def as_many(events: Events) -> Events:
    """The events twice, under other names of games the second time: enough games for findings."""
    return Events.concat([events, replace(events, games=tuple(f"{game} again" for game in events.games))])


@pytest.fixture(scope="module")
def many(three):
    truths, runs = three
    found = compare(as_many(truths), {name: as_many(spots) for name, spots in runs.items()}, resamples=50)
    assert len(found.games) >= FEW_GAMES
    return found


def test_cells_hold_official_values_and_paired_differences(three):
    truths, runs = three
    found = compare(truths, runs, resamples=100, seed=3)
    assert (found.names, found.baseline) == (("a_1", "b", "c"), "a_1")
    official = {name: evaluate(truths, spots) for name, spots in runs.items()}
    for metric in ("loose", "tight"):
        for view in VIEWS:
            cells = found.cells(metric, view)
            assert [cell.run for cell in cells] == ["a_1", "b", "c"]
            for cell in cells:
                assert cell.value.value == pytest.approx(official[cell.run].average(metric, view), abs=1e-12)
    assert found.cells("loose")[1].difference.low > 0
    assert found.cells("loose")[2].difference == Interval(0, 0, 0)
    assert found.cells("tight", "all", 3)[1].difference.value > 0.3
    assert found.cells("tight", "all", 4)[1].difference.value == 0
    assert found.n_truths.tolist() == evaluate(truths, runs["b"]).n_truths[0].tolist()
    other = compare(truths, runs, "b", resamples=10)
    assert other.cells("loose")[1].difference is None
    assert other.cells("loose")[0].difference.value < 0


def test_a_comparison_needs_two_runs_and_a_known_baseline(three):
    truths, runs = three
    with pytest.raises(UserError, match="at least two"):
        compare(truths, {"a": runs["b"]})
    with pytest.raises(UserError, match="'x' is none of the runs compared: a_1, b, c"):
        compare(truths, runs, "x")


def test_changes_are_gains_and_losses_of_truths(three):
    truths, runs = three
    found = changes(truths, runs["b"], runs["a_1"], 5)
    ours, theirs = (match(truths, runs[name], 5).truth_outcome == HIT for name in ("b", "a_1"))
    np.testing.assert_array_equal(found.gained, ours & ~theirs)
    np.testing.assert_array_equal(found.lost, theirs & ~ours)
    assert found.gained.sum() > 0
    assert set(truths.label[found.gained]) == {3}
    table = found.frame()
    assert len(table) == (found.gained | found.lost).sum()
    gained = table[table.change == "gained"]
    assert (np.abs(gained.spot_ms - gained.time_ms) <= 2500 + 500).all()
    assert (gained.confidence == 0.9).all()
    assert found.counts().sum(axis=0).tolist() == [found.gained.sum(), found.lost.sum()]
    swapped = changes(truths, runs["a_1"], runs["b"], 5)
    np.testing.assert_array_equal(swapped.lost, found.gained)
    told = found.to_json(moments=True)
    assert len(told["moments"]) == told["gained"] + told["lost"]
    assert told["per_class"][CLASSES[4]]["false"] == told["per_class"][CLASSES[4]]["false_baseline"]
    none = changes(truths, runs["c"], runs["a_1"], 5)
    assert len(none.frame()) == 0


def test_markdown_has_every_row_and_the_method(many):
    text = to_markdown(many, "loose", ("Two games are missing.",))
    lines = [line for line in text.split("\n") if line.startswith("|")]
    assert len(lines) == 2 + 3 + N_CLASSES
    assert len({line.count("|") for line in lines}) == 1
    assert "a_1 (baseline)" in lines[0]
    row = next(line for line in lines if line.startswith(f"| {CLASSES[3]}"))
    assert row.count("**") == 2
    assert "(0.00 [0.00, 0.00])" in row
    for part in ("Efron and Tibshirani", "Two games are missing.", "50 draws"):
        assert part in text


def test_latex_is_balanced_and_escaped(three):
    truths, runs = three
    text = to_latex(compare(truths, runs, resamples=50), "tight")
    assert text.count("{") == text.count("}")
    assert r"a\_1 (baseline)" in text
    assert r"Yellow-\textgreater{}red card" in text
    assert r"95\%" in text
    body = [line for line in text.split("\n") if line.endswith(r"\\")]
    assert len(body) == 1 + 3 + N_CLASSES
    assert {len(re.findall(r"(?<!\\)&", line)) for line in body} == {4}
    assert latex("50% & {x}~") == r"50\% \& \{x\}\textasciitilde{}"


def test_nothing_from_few_games_is_a_finding(three, many):
    truths, runs = three
    few = compare(truths, runs, resamples=50)
    assert len(few.games) < FEW_GAMES
    for found, findings in ((few, False), (many, True)):
        assert any(map(found.is_finding, found.cells("loose", "all", 3))) == findings
        assert ("**" in to_markdown(found, "loose")) == findings
        assert ("textbf" in to_latex(found, "loose")) == findings
        assert ("bold where" in to_markdown(found, "loose")) == findings
        chosen = SimpleNamespace(split="test", sentence="", games=found.games)
        page = report_html(RunComparison(chosen, truths, {}, found, simulated=False))
        assert ('class="better"' in page) == findings
        assert ("too narrow" in page) != findings


@pytest.mark.parametrize(
    ("difference", "digits"),
    [
        (Interval(0.05, 0.01, 0.09), 3),
        (Interval(0.05, 0.0, 0.09), 3),
        (Interval(0.0008, 0.0003, 0.001), 4),
        (Interval(0.0004, 0.00004, 0.001), 5),
        (Interval(0.0001, -0.1, 0.1), 3),
        (Interval(0.1, -0.0002, 0.1), 4),
        (Interval(0.1, 1e-9, 0.1), 6),
        (Interval(0.0, -1e-9, 0.1), 4),
    ],
)
def test_no_end_that_is_not_0_is_printed_as_0(difference, digits):
    assert digits_for(difference, 3) == digits


def test_small_differences_are_printed_with_the_digits_they_need():
    some_value = Interval(0.3, 0.2, 0.4)
    cells = (Cell("a", some_value, None), Cell("b", some_value, Interval(0.0008, 0.0003, 0.001)))
    found = SimpleNamespace(
        names=("a", "b"),
        baseline="a",
        games=("g",) * FEW_GAMES,
        n_truths=np.ones(N_CLASSES, int),
        bootstrap=SimpleNamespace(method=lambda: "drawn"),
        label_set=SOCCERNET_V2,
        cells=lambda *_: cells,
        is_finding=lambda cell: cell.difference is not None,
    )
    assert "**30.00 (+0.08 [+0.03, +0.10])**" in to_markdown(found, "loose")
    assert r"\textbf{30.00 (+0.08 [+0.03, +0.10])}" in to_latex(found, "loose")
