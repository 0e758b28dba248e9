"""The Classes page below its table: the lens, one class from near, and what a partial run is told."""

from __future__ import annotations

import shutil

import pytest

from app.classes.one_class import rows_of
from app.ui.pickers import VISIBLE_NOTE
from core.data.labels import read_truths
from core.data.root import open_root
from core.events import Events
from core.figures import percent, points
from core.metric.evaluation import VIEWS, evaluate
from core.metric.lens import VARIANTS, evaluate_variants
from core.metric.matching import match
from core.metric.outcomes import HIT, MERGED, MISSED
from core.runs.spots import spots_of
from core.runs.workspace import Workspace
from core.spotting.settings import Settings
from tests.pages.reading import html_rows, texts
from tests.soccernet_v2 import CLASSES


@pytest.fixture(scope="module")
def judged(league):
    root, run = open_root(league[0]), Workspace(league[1]).run("dense")
    return read_truths(root, root.games), spots_of(run, root.games, Settings.uniform(threshold=0.2))


def test_the_lens_says_what_each_correction_moves(open_page, judged):
    test = open_page("classes", run="dense", threshold="0.2", look="lens", view="visible")
    assert not test.exception
    lens = evaluate_variants(*judged)
    rows = html_rows(test, "Lens")
    for variant, row in zip(VARIANTS, rows[1:], strict=True):
        assert row[:2] == [variant.title, variant.sentence]
        assert [cell.split("|")[0] for cell in row[2:]] == [
            percent(lens.average(variant.name, "loose", view)) for view in VIEWS
        ]
    moved = lens.per_class("loose", "visible")["empty-halves"].tolist()
    truths = lens.official.n_truths[1]
    for label, row in enumerate(html_rows(test, "Lens by class")[1:]):
        assert row[0] == CLASSES[label]
        if truths[label]:
            assert row[6].strip("|") == ("" if points(moved[label]) == points(0) else points(moved[label]))


def test_counts_of_one_class_lead_to_their_moments(open_page, judged):
    test = open_page("classes", run="dense", threshold="0.2", look="class", class_="corner", tolerance="10")
    assert not test.exception
    found = match(*judged, 10.0)
    label = CLASSES.index("Corner")
    truths, spots = found.truths.label == label, found.spots.label == label
    counted = truths & (found.truth_outcome != MERGED)
    assert len(test.dataframe[1].value) == counted.sum(), "at first all its truths"
    assert test.button(key="kind_truths").label == f"**{counted.sum():,}** truths"
    hits = int((spots & (found.spot_outcome == HIT)).sum())
    missed = int((truths & (found.truth_outcome == MISSED)).sum())
    assert test.button(key="kind_hit").label == f"**{hits:,}** hit"
    assert test.button(key="kind_missed").label == f"**{missed:,}** missed"
    test.button(key="kind_hit").click().run()
    assert not test.exception
    if hits:
        listed = test.dataframe[1].value
        assert len(listed) == hits
        assert listed["confidence"].is_monotonic_decreasing


def test_truths_are_counted_as_the_table_counts_them_and_merged_ones_apart():
    goal = CLASSES.index("Goal")
    truths = Events.build(
        ("g",), 0, 1, [10_000, 10_100, 10_200, 60_000], goal, visible=[True, True, False, True]
    )
    spots = Events.build(("g",), 0, 1, [10_000, 90_000], goal, confidence=0.9)
    matches, found = match(truths, spots, 5.0), evaluate(truths, spots)
    for place, view in enumerate(VIEWS):
        rows = rows_of(matches, goal, view)
        assert len(rows[None]) == found.n_truths[place, goal] == len(rows[HIT]) + len(rows[MISSED])
    rows = rows_of(matches, goal, "all")
    assert len(rows[MERGED]) == 2
    assert not set(rows[MERGED]) & set(rows[None])
    assert MERGED not in rows_of(match(truths[[0, 3]], spots, 5.0), goal, "all"), "only where some are"


def test_the_list_follows_the_view(open_page, judged):
    test = open_page("classes", run="dense", threshold="0.2", look="class", class_="throw-in", view="unshown")
    label = CLASSES.index("Throw-in")
    truths = evaluate(*judged).n_truths[VIEWS.index("unshown"), label]
    assert test.button(key="kind_truths").label == f"**{truths:,}** truths"
    if truths:
        assert not test.dataframe[1].value["visible"].any()


def test_why_visible_differs_from_all_is_said(open_page):
    test = open_page("classes", run="dense")
    assert VISIBLE_NOTE in texts(test)
    assert VISIBLE_NOTE in test.button_group(key="w_view").help


def test_settings_from_the_tuning_page_hold_here_and_are_shown(open_page):
    test = open_page("classes", run="dense", smoothing="1.5", methods="goal:peaks")
    assert not test.exception
    assert test.slider(key="w_smoothing").value == 1.5
    assert test.selectbox(key="w_method").label == "Method · mixed"


def test_a_run_that_covers_some_games_says_so(open_page, league, tmp_path):
    workspace = tmp_path / "workspace"
    shutil.copytree(league[1], workspace)
    shutil.rmtree(workspace / "runs" / "dense" / "scores" / open_root(league[0]).games[0].name)
    test = open_page("classes", workspace=workspace, run="dense", split="test")
    assert not test.exception
    assert "lacks 1 of the 3 games of test" in texts(test).replace("\\", "")
    assert not test.dataframe
    test.toggle(key="w_covered_only").set_value(True).run()
    assert "Only 2 of 3 games" in texts(test).replace("\\", "")
    assert len(test.dataframe[0].value) == len(CLASSES)
