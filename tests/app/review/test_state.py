"""What keys of a review do: each ends in the journal, once, and says so; undo finds its way across games."""

from __future__ import annotations

import pytest

from app.moments.names import moment_name
from app.review.edits import act
from app.review.session import OPS, Edit, Reviewing, place_of
from app.review.words import describe, exact_clock, parse_clock
from core.classes import CLASSES
from core.data.root import open_root
from core.errors.moments import Moment
from core.exceptions import UserError
from core.labels.journal import StaleEdit
from core.labels.open import open_editor
from core.labels.truths import truths_with_ids
from tests.conftest import make_root

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
    seen = {game.name: editor(game) for game in root.games}
    state = Reviewing(tuple(queue), ("",) * 4, 0, root.games[0], seen=seen)
    return state, lambda number=0: editor(root.games[number])


def edit(state: Reviewing, op: str, entry=None, time_ms: int = 77_770, focus: int = GOAL) -> Edit:
    return Edit(op, moment_name(state.moment), entry.id if entry else "", time_ms, focus)


def lines(editor) -> list[str]:
    return [line["op"] for line in editor.content.lines]


@pytest.mark.parametrize("op", ["move", "team", "visible", "class", "delete"])
def test_every_key_on_a_label_ends_in_the_journal(tab, op):
    state, editor = tab
    state.advance = False
    entry = next(one for one in editor().entries if one.label != "Goal")
    said = act(state, edit(state, op, entry))
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
    assert state.states[0] == "mended"
    assert describe(after.content.lines[-1])
    act(state, edit(state, "undo"))
    assert editor().state.entries[entry.id].values == entry.values
    act(state, edit(state, "redo"))
    assert editor().state.entries.get(entry.id) == now


def test_an_added_label_is_the_one_that_the_next_key_is_about(tab):
    state, editor = tab
    assert act(state, edit(state, "add")) == "Added Goal at 01:17."
    assert editor().state.entries[state.label].time_ms == 77_770
    with pytest.raises(UserError, match="already"):
        act(state, edit(state, "add"))
    assert lines(editor()) == ["file", "add"]


def test_a_confirmed_moment_makes_way_for_the_next_that_waits(tab):
    state, editor = tab
    state.states = ("", "mended", "", "")
    first = edit(state, "confirm")
    act(state, first)
    assert state.place == 2
    assert state.moved
    assert state.states[0] == "confirmed"
    act(state, first)  # the same key again, from before the next moment was on the screen
    assert state.place == 2
    assert lines(editor()) == ["file", "confirm"]


def test_without_advance_a_moment_stays_until_j(tab):
    state, _ = tab
    state.advance = False
    act(state, edit(state, "confirm"))
    assert state.place == 0
    act(state, edit(state, "next"))
    assert state.place == 1
    act(state, edit(state, "previous"))
    assert state.place == 0
    assert "none before" in act(state, edit(state, "previous"))
    state.states = ("confirmed",) * 4
    assert act(state, edit(state, "next")) == "All 4 are looked at."


def test_undo_goes_back_to_the_game_of_the_last_edit(tab):
    state, editor = tab
    state.place, state.states = 1, ("confirmed", "", "", "")
    act(state, edit(state, "confirm"))
    assert state.moment.game != state.queue[1].game
    act(state, edit(state, "undo"))
    assert state.place == 1
    assert editor().state.done == []
    act(state, edit(state, "redo"))
    assert len(editor().state.done) == 1


def test_another_tab_is_noticed_and_nothing_is_overwritten(tab):
    state, editor = tab
    entry = editor().entries[0]
    editor().move(entry.id, 1234)
    with pytest.raises(StaleEdit, match="Another tab"):
        act(state, edit(state, "delete", entry))
    assert editor().state.entries[entry.id].time_ms == 1234
    other = editor().entries[3]
    act(state, edit(state, "visible", other))  # another label: both edits stand
    assert "Another tab made" in state.told[0]
    assert editor().state.entries[entry.id].time_ms == 1234
    assert editor().state.entries[other.id].visible is not other.visible


def test_what_the_browser_sends_is_checked():
    good = {"op": "move", "at": "x", "id": "a", "time_ms": 5, "focus": 2, "tab": "t", "seq": 1}
    assert Edit.read(good) == Edit("move", "x", "a", 5, 2, "t", 1)
    assert Edit.read({**good, "id": None}).id == ""
    for bad in ({"op": "drop"}, {"time_ms": "5"}, {"focus": 17}, {"seq": True}, {"at": None}):
        assert Edit.read({**good, **bad}) is None
    assert Edit.read("move") is None
    assert "note" not in OPS


def test_times_as_people_write_them():
    assert parse_clock("12:34.5") == 754_500
    assert parse_clock(" 101:00 ") == 6_060_000
    assert exact_clock(754_007) == "12:34.007"
    assert parse_clock(exact_clock(1)) == 1
    for bad in ("", "12", "1:2", "12:60", "-1:00", "1:00.1234", "a:00", "12:00,5"):
        with pytest.raises(UserError, match="is no time"):
            parse_clock(bad)


def test_the_place_of_an_address(tab):
    state, _ = tab
    assert place_of(state.queue, state.states, moment_name(state.queue[2])) == 2
    assert place_of(state.queue, ("confirmed", "", "", ""), "gone") == 1
    assert place_of(state.queue, ("confirmed",) * 4, "") == 0
    assert place_of((), (), "") == -1
