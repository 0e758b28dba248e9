"""What keys of a review do: each ends in the journal, once, and says so; undo finds its way across games."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.moments.names import moment_name
from app.review.edits import OPS, Edit, act
from app.review.session import Queue, Review
from app.review.words import edit_words, exact_clock, parse_clock
from core.data.root import open_root
from core.errors.moments import Moment
from core.exceptions import UserError
from core.label_sets import SOCCERNET_V2
from core.labels.journal import StaleEdit
from core.labels.open import open_editor
from core.labels.truths import truths_with_ids
from tests.conftest import make_root
from tests.soccernet_v2 import CLASSES

GOAL = CLASSES.index("Goal")


@pytest.fixture
def tab(tmp_path):
    """A review of four moments in two games, and a function that opens a game's editor afresh."""
    make_root(tmp_path / "root", 2, features=False)
    root = open_root(tmp_path / "root")

    def editor(game):
        return open_editor(tmp_path / "space", root, game)

    queue = []
    for game in root.games:
        events, _ = truths_with_ids(editor(game))
        for row in (0, 5):
            half, time_ms, label = int(events.half[row]), int(events.time_ms[row]), CLASSES[events.label[row]]
            queue.append(
                Moment(game.name, half, time_ms, label, "missed", 0.1, None, label, time_ms, True, "silent")
            )
    editors = {game.name: editor(game) for game in root.games}
    review = Review(Queue(tuple(queue), ("",) * 4, 0), editors=editors)
    return review, lambda number=0: editor(root.games[number])


def edit(review: Review, op: str, entry=None, time_ms: int = 77_770, focus: int = GOAL) -> Edit:
    return Edit(op, moment_name(review.moment, SOCCERNET_V2), entry.id if entry else "", time_ms, focus)


def lines(editor) -> list[str]:
    return [line["op"] for line in editor.content.lines]


@pytest.mark.parametrize("op", ["move", "team", "visible", "class", "delete"])
def test_every_key_on_a_label_ends_in_the_journal(tab, op):
    review, editor = tab
    review.auto_advance = False
    entry = next(one for one in editor().entries if one.label != "Goal")
    said = act(review, edit(review, op, entry))
    assert said.endswith(".")
    after = editor()
    now = after.state.entries.get(entry.id)
    assert lines(after) == ["file", "change" if op in ("team", "visible", "class") else op]
    if op == "delete":
        assert now is None
    else:
        assert {
            "move": now.time_ms == 77_770,
            "team": now.team != entry.team,
            "visible": now.visible is not entry.visible,
            "class": now.label == "Goal",
        }[op]
    assert review.queue.settlements[0] == "mended"
    assert edit_words(after.content.lines[-1])
    act(review, edit(review, "undo"))
    assert editor().state.entries[entry.id].values == entry.values
    act(review, edit(review, "redo"))
    assert editor().state.entries.get(entry.id) == now


def test_an_added_label_is_the_one_that_the_next_key_is_about(tab):
    review, editor = tab
    assert act(review, edit(review, "add")) == "Added Goal at 01:17."
    assert editor().state.entries[review.label.id].time_ms == 77_770
    with pytest.raises(UserError, match="already"):
        act(review, edit(review, "add"))
    assert lines(editor()) == ["file", "add"]


def test_a_confirmed_moment_makes_way_for_the_next_that_waits(tab):
    review, editor = tab
    review.queue = replace(review.queue, settlements=("", "mended", "", ""))
    first = edit(review, "confirm")
    act(review, first)
    assert review.queue.place == 2
    assert review.queue.settlements[0] == "confirmed"
    act(review, first)  # the same key again, from before the next moment was on the screen
    assert review.queue.place == 2
    assert lines(editor()) == ["file", "confirm"]


def test_without_advance_a_moment_stays_until_j(tab):
    review, _ = tab
    review.auto_advance = False
    act(review, edit(review, "confirm"))
    assert review.queue.place == 0
    act(review, edit(review, "next"))
    assert review.queue.place == 1
    act(review, edit(review, "previous"))
    assert review.queue.place == 0
    assert "no moments before" in act(review, edit(review, "previous"))
    review.queue = replace(review.queue, settlements=("confirmed",) * 4)
    assert act(review, edit(review, "next")) == "All 4 are reviewed."


def test_undo_goes_back_to_the_game_of_the_last_edit(tab):
    review, editor = tab
    review.queue = replace(review.queue, place=1, settlements=("confirmed", "", "", ""))
    act(review, edit(review, "confirm"))
    assert review.moment.game != review.queue.moments[1].game
    act(review, edit(review, "undo"))
    assert review.queue.place == 1
    assert editor().state.done == []
    act(review, edit(review, "redo"))
    assert len(editor().state.done) == 1


def test_another_tab_is_noticed_and_nothing_is_overwritten(tab):
    review, editor = tab
    entry = editor().entries[0]
    editor().move(entry.id, 1234)
    with pytest.raises(StaleEdit, match="Another tab"):
        act(review, edit(review, "delete", entry))
    assert editor().state.entries[entry.id].time_ms == 1234
    other = editor().entries[3]
    act(review, edit(review, "visible", other))  # another label: both edits stand
    assert "Another tab made" in review.notices[0]
    assert editor().state.entries[entry.id].time_ms == 1234
    assert editor().state.entries[other.id].visible is not other.visible


def test_what_the_browser_sends_is_checked():
    good = {"op": "move", "at": "x", "id": "a", "time_ms": 5, "focus": 2, "tab": "t", "seq": 1}
    assert Edit.from_browser(good, SOCCERNET_V2) == Edit("move", "x", "a", 5, 2, "t", 1)
    assert Edit.from_browser({**good, "id": None}, SOCCERNET_V2).id == ""
    for bad in ({"op": "drop"}, {"time_ms": "5"}, {"focus": 17}, {"seq": True}, {"at": None}):
        assert Edit.from_browser({**good, **bad}, SOCCERNET_V2) is None
    assert Edit.from_browser("move", SOCCERNET_V2) is None
    assert "note" not in OPS


def test_times_as_people_write_them():
    assert parse_clock("12:34.5") == 754_500
    assert parse_clock(" 101:00 ") == 6_060_000
    assert exact_clock(754_007) == "12:34.007"
    assert parse_clock(exact_clock(1)) == 1
    for bad in ("", "12", "1:2", "12:60", "-1:00", "1:00.1234", "a:00", "12:00,5"):
        with pytest.raises(UserError, match="is no time"):
            parse_clock(bad)


def test_the_place_of_a_link(tab):
    queue = tab[0].queue
    assert queue.at(moment_name(queue.moments[2], SOCCERNET_V2)).place == 2
    assert replace(queue, settlements=("confirmed", "", "", "")).at("gone").place == 1
    assert replace(queue, settlements=("confirmed",) * 4).at("").place == 0
    assert Queue().at("").place == -1
