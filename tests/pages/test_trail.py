"""The trail: from a card of the gallery to the match, along the list, and back."""

from __future__ import annotations

from app.moments import trail
from core.data.root import open_root
from core.files import short_id
from tests.pages.reading import address, texts
from tests.soccernet_v2 import CLASSES


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
    stops = tuple(trail.Stop(games[1], 1, ms, CLASSES.index("Goal")) for ms in (1000, 2000))
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
