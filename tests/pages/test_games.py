"""The Games page: what it lists, and its filters."""

from __future__ import annotations

import json

from app.cache import game_columns
from app.cache import games as games_cache
from app.games import panel as games_panel
from tests.pages.reading import texts


def test_games_lists_and_filters(open_page):
    test = open_page("games")
    assert not test.exception
    assert len(test.dataframe[0].value) == 3
    assert list(test.dataframe[0].value["split"].unique()) == ["test"]
    test.text_input(key="w_words").set_value("2020-08-02").run()
    assert len(test.dataframe[0].value) == 1
    assert test.query_params["q"] == "2020-08-02"
    test.text_input(key="w_words").set_value("nobody").run()
    assert "No game passes" in texts(test)


def test_games_says_which_runs_cover_a_game(open_page):
    test = open_page("games")
    assert all(set(runs) == {"dense", "spots"} for runs in test.dataframe[0].value["runs"])


def test_a_column_of_games_is_one_entry(open_page, own_league, monkeypatch):
    stadium = game_columns.Column("stadium", "Stadium", lambda game, _: f"{game.home} Park", width=120)
    for reader in (games_cache, games_panel):
        monkeypatch.setattr(reader, "COLUMNS", (*game_columns.COLUMNS, stadium))
    root, workspace = own_league
    test = open_page("games", root=root, workspace=workspace)
    assert not test.exception
    shown = test.dataframe[0].value
    assert shown["stadium"].tolist() == [f"{home} Park" for home in shown["home"]]
    assert json.loads(test.dataframe[0].proto.columns)["stadium"]["label"] == "Stadium"
