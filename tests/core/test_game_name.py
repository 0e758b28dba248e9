"""Names of games: one game is one game, however a file writes its name."""

from __future__ import annotations

import unicodedata

import pytest

from core.game_name import GameNames, game_key, read_as_utf8

NAME = "spain_laliga/2014-2015/2015-02-07 - 18-00 Atlético Madrid 4 - 0 Real Madrid"
OTHER = "spain_laliga/2014-2015/2015-03-08 - 18-00 Atlético Madrid 0 - 0 Valencia"


@pytest.mark.parametrize(
    "written",
    [
        NAME,
        unicodedata.normalize("NFD", NAME),
        NAME.replace(" ", "_"),
        NAME.replace("_", " "),
        NAME.replace("/", "\\"),
        f"{NAME}/",
        f" {NAME} ",
        f"./{NAME}//",
        NAME.encode().decode("cp437"),
        f"/data/SoccerNet/{NAME}",
        f"C:\\data\\{NAME}".replace("/", "\\"),
        NAME.partition("/")[2],
        NAME.rpartition("/")[2],
    ],
)
def test_one_game_is_one_game(written):
    assert GameNames([OTHER, NAME]).find(written) == NAME


def test_folders_around_the_names_that_are_searched():
    names = GameNames([f"SoccerNet/{NAME}", f"SoccerNet/{OTHER}"])
    assert names.find(NAME) == f"SoccerNet/{NAME}"
    assert names.find(f"/elsewhere/test/{NAME}") == f"SoccerNet/{NAME}"


def test_what_fits_several_games_or_none_is_not_found():
    names = GameNames(["train/clip", "test/clip", "match"])
    assert names.find("clip") is None
    assert names.find("valid/clip") is None
    assert names.find("test/clip") == "test/clip"
    assert names.find("mine/match") == "match"
    assert names.find("other") is names.find("") is None


def test_of_several_names_in_one_form_the_first_counts():
    assert GameNames(["a b", "a_b"]).find("a_b") == "a b"


def test_names_that_only_look_alike_stay_apart():
    assert game_key("Atlético") != game_key("Atletico")
    assert game_key("a-b") != game_key("a b")
    assert game_key("A") != game_key("a")


@pytest.mark.parametrize("name", ["Atlético", "Ñublense", "Malmö FF", "北京", "naïve — text", "plain"])
def test_a_name_that_is_right_is_not_read_again(name):
    assert read_as_utf8(name) == name
    assert read_as_utf8(name.encode().decode("cp437")) == name
