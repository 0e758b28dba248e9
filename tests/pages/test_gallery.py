"""The gallery on the Errors page, the trail to the match view and back."""

from __future__ import annotations

import base64
import csv
import io
import json

import numpy as np
import pytest

from app.moments.names import moment_name
from app.moments.table import moments_frame
from app.moments.words import filter_title, heading
from core.data.root import open_root
from core.errors.moment_filter import MomentFilter
from core.files import short_id
from core.label_sets import SOCCERNET_V2
from core.runs.workspace import Workspace
from tests.pages.reading import address, texts
from tests.soccernet_v2 import CLASSES

GOAL = CLASSES.index("Goal")


def test_cards_are_the_moments_of_the_cell_most_costly_first(open_page, shown, moments):
    test = open_page("errors", run="dense")
    assert not test.exception
    expected = moments.top(24)
    assert [card["id"] for card in shown["cards"]] == [moment_name(one, SOCCERNET_V2) for one in expected]
    total = len(moments.select())
    assert heading(total, "All errors") in texts(test).replace("\\", "")
    assert shown["more"] == min(480, total) - 24
    assert [card["cost"] for card in shown["cards"]] == [round(100 * one.cost, 4) for one in expected]
    test = open_page("errors", run="dense", cell="kind=missed;label=goal")
    expected = moments.top(24, MomentFilter(kind="missed", label=GOAL))
    assert [card["id"] for card in shown["cards"]] == [moment_name(one, SOCCERNET_V2) for one in expected]
    said = heading(len(moments.select(MomentFilter(kind="missed", label=GOAL))), "Missed · Goal")
    assert said in texts(test).replace("\\", "")
    test.button(key="gallery_all").click().run()
    assert "cell" not in test.query_params
    assert len(shown["cards"]) == 24


def test_a_card_shows_the_curve_and_marks_around_its_moment(open_page, shown, moments, league):
    open_page("errors", run="dense")
    run = Workspace(league[1]).run("dense")
    for card, moment in zip(shown["cards"], moments.top(24), strict=True):
        curve = card["curve"]
        values = np.frombuffer(base64.b64decode(curve["values"]), np.uint8) / 255
        times = moment.time_ms + curve["first"] + curve["step"] * np.arange(len(values))
        scores = run.scores(moment.game, moment.half)[:, CLASSES.index(moment.label)]
        rows = np.round(times / 1000 * run.fps).astype(int)
        np.testing.assert_allclose(values, scores[rows], atol=0.5 / 255 + 1e-6)
        assert abs(curve["first"]) <= card["reach"] + 500
        assert len(values) <= 123
        if moment.confidence is not None:
            own = [spot for spot in card["spots"] if spot[0] == 0 and spot[3] == 1]
            assert [spot[2] for spot in own] == [moment.kind]
        if moment.truth_ms is not None:
            at = [truth for truth in card["truths"] if truth[0] == moment.truth_ms - moment.time_ms]
            assert at
            assert abs(card["truth"]) <= card["reach"]
    assert len(json.dumps(shown["cards"])) < 40_000


def test_larger_tolerances_show_more_time(open_page, shown):
    open_page("errors", run="dense", tolerance="5")
    assert {card["reach"] for card in shown["cards"]} == {30_000}
    open_page("errors", run="dense", tolerance="60")
    assert min(card["reach"] for card in shown["cards"]) == 45_000


def test_a_run_of_spots_has_marks_and_no_curve(open_page, shown):
    assert not open_page("errors", run="spots").exception
    assert all(card["curve"] is None and card["under"] is None for card in shown["cards"])
    assert any(card["spots"] for card in shown["cards"])


def test_more_are_shown_when_asked_and_stay_in_the_address(open_page, shown):
    test = open_page("errors", run="dense", most="48")
    assert len(shown["cards"]) == 48
    assert address(test)["most"] == "48"


def test_an_empty_cell_says_what_to_do(open_page, shown):
    test = open_page("errors", run="dense", cell="kind=missed;label=goal;top=0.01;home=Nobody")
    said = texts(test).replace("\\", "")
    assert "No moment is in this cell" in said
    assert "look at all errors" in said
    test.button(key="gallery_nothing").click().run()
    assert len(shown["cards"]) == 24


def test_a_group_that_is_not_there_is_a_sentence(open_page, shown):
    test = open_page("errors", run="dense", cell="kind=missed;by=league;group=99")
    assert not test.exception
    assert "There is no group 100" in texts(test).replace("\\", "")
    test.button(key="gallery_nothing").click().run()
    assert len(shown["cards"]) == 24


def test_reviewing_a_cell_opens_the_review_page_on_it(open_page, shown):
    test = open_page("errors", run="dense", cell="kind=missed")
    test.button(key="gallery_review").click().run()
    assert not test.exception
    assert (address(test)["queue"], address(test)["cell"]) == ("cell", "kind=missed")


def test_the_table_holds_every_moment_of_the_cell(moments):
    rows = moments.rows(moments.select(MomentFilter(kind="localisation")))
    table = list(csv.DictReader(io.StringIO(moments_frame(rows).to_csv(index=False))))
    assert len(table) == len(rows)
    for row, moment in zip(table, rows, strict=True):
        assert (row["game"], int(row["time_ms"]), float(row["cost"])) == (
            moment.game,
            moment.time_ms,
            moment.cost,
        )
        assert float(row["offset_s"]) == pytest.approx((moment.time_ms - moment.truth_ms) / 1000)


def test_cells_of_games_and_groups_are_named(open_page, shown, league):
    game = open_root(league[0]).games[1]
    test = open_page("errors", run="dense", cell=f"kind=missed;game={short_id(game.name)}")
    of_game = MomentFilter(kind="missed", game=short_id(game.name))
    assert filter_title(of_game, SOCCERNET_V2, game=game.title) in texts(test).replace("\\", "")
    assert {card["game"] for card in shown["cards"]} == {game.title}
    assert short_id(game.name) in {card["id"].partition("-")[0] for card in shown["cards"]}


def test_unshown_is_said_of_the_truth_that_a_card_shows(open_page, shown, moments):
    open_page("errors", run="dense", most="72")
    truths = moments.report.truths
    for card, moment in zip(shown["cards"], moments.top(72), strict=True):
        place = truths.games.index(moment.game)
        at = (truths.game == place) & (truths.half == moment.half) & (truths.time_ms == moment.truth_ms)
        expected = None
        if moment.truth_ms is not None:
            at &= truths.label == CLASSES.index(moment.truth_label)
            expected = bool(truths.visible[at][-1])
        assert card["visible"] is expected
