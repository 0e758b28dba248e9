"""Events: one schema, checked on construction, and games that keep their place."""

from __future__ import annotations

import numpy as np
import pytest

from core.events import COLUMNS, Events


def some() -> Events:
    return Events.build(("a", "b"), [0, 1, 1], [1, 1, 2], [10, 20, 30], [0, 2, 2], confidence=[0.1, 0.2, 0.3])


def test_scalars_are_spread():
    events = Events.build(("g",), 0, 1, [1, 2], 5, visible=[True, False])
    assert len(events) == 2
    assert events.team.tolist() == [0, 0]
    assert np.isnan(events.confidence).all()


def test_columns_must_agree():
    with pytest.raises(ValueError, match="one length"):
        Events(("g",), [0], [1], [1, 2], [0], [0], [True], [0.5])


@pytest.mark.parametrize(("game", "label"), [(0, 17), (0, -1), (1, 0), (-1, 0)])
def test_codes_out_of_range_are_refused(game, label):
    with pytest.raises(ValueError, match="range"):
        Events.build(("g",), game, 1, 0, label)


def test_games_without_events_keep_their_place():
    chosen = some().for_games(("c", "b"))
    assert chosen.games == ("c", "b")
    assert chosen.game.tolist() == [1, 1]
    assert len(some().of_game("c")) == 0
    assert len(Events.empty(("x",)).for_games(("a", "x"))) == 0


def test_names_that_are_one_but_for_their_writing_stay_two_games():
    events = Events.build(("a_b", "a b"), [0, 1], 1, [1000, 2000], 0)
    assert events.for_games(("a b", "a_b")).game.tolist() == [1, 0]
    assert events.for_games(("A", "a  b", "a_b")).game.tolist() == [2, 1]


def test_concat_joins_games_of_one_name():
    both = Events.concat([some(), some().of_game("b"), Events.empty(("c",))])
    assert both.games == ("a", "b", "c")
    assert both.game.tolist() == [0, 1, 1, 1, 1]
    assert len(Events.concat([])) == 0


def test_the_frame_names_what_codes_mean():
    frame = some().frame()
    assert list(frame["game"]) == ["a", "b", "b"]
    assert list(frame["label"]) == ["Penalty", "Goal", "Goal"]
    assert set(frame.columns) == set(COLUMNS)
