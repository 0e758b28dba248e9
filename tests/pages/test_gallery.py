"""The gallery on the Errors page, the trail to the match view and back."""

from __future__ import annotations

import base64
import csv
import io
import json

import numpy as np
import pytest

from app.moments import gallery, trail
from app.moments.names import moment_name
from app.moments.table import moments_frame
from app.moments.words import filter_title, heading
from core.classes import CLASSES
from core.data.labels import read_labels
from core.data.root import open_root
from core.errors.judge import error_report
from core.errors.kinds import ErrorConfig
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moments
from core.events import Events
from core.files import short_id
from core.metric.evaluation import METRICS
from core.runs.workspace import Workspace
from core.spotting.split_scores import SplitScores
from tests.pages.reading import texts

GOAL = CLASSES.index("Goal")


@pytest.fixture
def shown(monkeypatch):
    """What the component was handed, and which card it says was opened: "opens"."""
    seen = {"opens": None}

    def card_grid(cards, key, **given):
        json.dumps(cards, allow_nan=False)  # plain values all through
        seen.update(cards=cards, **given)
        opens, seen["opens"] = seen["opens"], None
        return opens

    monkeypatch.setattr(gallery, "card_grid", card_grid)
    return seen


@pytest.fixture
def moments(league) -> Moments:
    """The errors of the run "dense" at its own settings and 30 s, from core alone."""
    root, run = open_root(league[0]), Workspace(league[1]).run("dense")
    names = tuple(game.name for game in root.games)
    halves = [(name, half, run.scores(name, half), run.fps) for name in names for half in (1, 2)]
    spots = SplitScores.from_halves(names, halves).spots(run.settings)
    truths = Events.concat([read_labels(root, game).events for game in root.games])
    return Moments(error_report(truths, spots, ErrorConfig(METRICS["loose"], 30)))


def test_cards_are_the_moments_of_the_cell_most_costly_first(open_page, shown, moments):
    test = open_page("errors", run="dense")
    assert not test.exception
    expected = moments.top(24)
    assert [card["id"] for card in shown["cards"]] == [moment_name(one) for one in expected]
    total = len(moments.select())
    assert heading(total, "All errors") in texts(test).replace("\\", "")
    assert shown["more"] == min(480, total) - 24
    assert [card["cost"] for card in shown["cards"]] == [round(100 * one.cost, 4) for one in expected]
    test = open_page("errors", run="dense", cell="kind=missed;label=goal")
    expected = moments.top(24, MomentFilter(kind="missed", label=GOAL))
    assert [card["id"] for card in shown["cards"]] == [moment_name(one) for one in expected]
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


def opened(open_page, shown, at: int, **params):
    """The match page after the click on a card."""
    test = open_page("errors", run="dense", **params)
    shown["opens"] = shown["cards"][at]["id"]
    test.run()
    assert not test.exception
    return onto(test, "match")


def onto(test, page: str):
    """AppTest goes on with the page it was told of, not with the one that the script switched to."""
    test.switch_page(f"../pages/{page}.py")
    test.run()
    assert not test.exception
    return test


def back(test) -> None:
    test.button(key="trail_back").click().run()
    onto(test, "errors")


def address(test) -> dict[str, str]:
    """The parameters of the address."""
    return {name: value if isinstance(value, str) else value[0] for name, value in test.query_params.items()}


def test_a_card_opens_the_match_there_with_the_same_settings(open_page, shown, moments):
    test = opened(open_page, shown, 2, cell="kind=missed", threshold="0.3", tolerance="20")
    card = shown["cards"][2]
    params = address(test)
    assert params["game"] == card["id"].partition("-")[0]
    assert params.get("half", "1") == str(card["half"])
    assert float(params.get("t", 0)) * 1000 == card["time_ms"]
    begin, end = params["zoom"].split("-")
    assert (float(begin), float(end)) == (max(0, card["time_ms"] / 1000 - 60), card["time_ms"] / 1000 + 60)
    assert (params["threshold"], params["tolerance"], params["run"]) == ("0.3", "20", "dense")
    assert test.session_state["selection"]["focus"] == CLASSES.index(card["label"])
    assert "Moment **3 of" in texts(test)
    assert "Missed" in texts(test)


def test_previous_next_and_back_to_the_same_place(open_page, shown):
    test = opened(open_page, shown, 0, cell="kind=missed")
    ids = [card["id"] for card in shown["cards"]]
    assert test.button(key="trail_step-1").disabled
    test.button(key="trail_step1").click().run()
    test.button(key="trail_step1").click().run()
    test.button(key="trail_step-1").click().run()
    assert "Moment **2 of" in texts(test)
    assert address(test)["game"] == ids[1].partition("-")[0]
    back(test)
    assert address(test)["cell"] == "kind=missed"
    assert shown["marked"] == ids[1]
    assert [card["id"] for card in shown["cards"]] == ids


def test_walking_past_what_is_shown_shows_more_on_the_way_back(open_page, shown):
    test = opened(open_page, shown, 23)
    test.button(key="trail_step1").click().run()
    back(test)
    assert len(shown["cards"]) == 48
    assert shown["marked"] == shown["cards"][24]["id"]


def test_a_threshold_moved_on_the_match_holds_in_the_gallery_but_its_place_does_not(open_page, shown):
    test = opened(open_page, shown, 0, cell="kind=background", tolerance="5")
    before = len(shown["cards"]) + shown["more"]
    test.slider(key="w_threshold").set_value(0.6).run()
    back(test)
    assert (address(test)["threshold"], address(test)["cell"]) == ("0.6", "kind=background")
    assert not {"game", "half", "t", "zoom", "class"} & set(address(test))
    assert 0 < len(shown["cards"]) + shown["more"] < before
    gone = shown["marked"] not in [card["id"] for card in shown["cards"]]
    assert ("no longer among these" in texts(test)) == gone


def test_without_a_trail_the_match_says_nothing_of_one(open_page, shown):
    test = open_page("match", run="dense")
    assert not [button for button in test.button if str(button.key).startswith("trail")]
    test = opened(open_page, shown, 0)
    assert test.button(key="trail_back")
    test.button(key="game1" if not test.button(key="game1").disabled else "game-1").click().run()
    assert not [button for button in test.button if str(button.key).startswith("trail")]


def test_a_name_that_no_card_has_opens_nothing(open_page, shown):
    test = open_page("errors", run="dense")
    shown["opens"] = "0" * 12 + "-1-0-goal-missed"
    test.run()
    assert "trail" not in test.session_state
    assert not test.exception


def test_a_trail_from_another_page_leads_back_to_it(open_page, league):
    games = [short_id(game.name) for game in open_root(league[0]).games]
    test = open_page("match", run="dense", game=games[1])
    stops = tuple(trail.Stop(games[1], 1, ms, GOAL) for ms in (1000, 2000))
    test.session_state["trail"] = trail.Trail("compare", "a against b", stops, 0, 2)
    test.run()
    assert "Moment **1 of 2** · a against b" in texts(test)
    test.button(key="trail_step1").click().run()
    assert address(test)["t"] == "2"
    assert "at" not in address(test)
    assert test.session_state["selection"].get("moment", "") == ""
    assert test.button(key="trail_back").label == "Back to Compare"
    test.button(key="trail_back").click().run()
    assert not test.exception


def test_a_trail_stays_at_its_ends():
    stops = tuple(trail.Stop("g", 1, ms) for ms in range(3))
    one = trail.Trail("errors", "All errors", stops, 0, 3)
    assert one.moved(-1) == one
    assert one.moved(1).stop == stops[1]
    assert one.moved(5).at == 2


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
    assert filter_title(of_game, game=game.title) in texts(test).replace("\\", "")
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
