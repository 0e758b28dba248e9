"""The columns of the table of games. A new column is one entry here: inventory, table and filters follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from app.server.video_files import video_of
from core.data.games import Game


@dataclass(frozen=True)
class Column:
    """A column: its name in the table's data, its heading, what it holds, and its value for a game.

    value: from a game and the names of the runs that cover it; kind: how a value is shown; width: in pixels,
    None for what is left; of_name: whether it is told by the games' names, and left out where none tells it.
    """

    name: str
    heading: str
    value: Callable[[Game, list[str]], Any]
    kind: Literal["text", "check", "list"] = "text"
    width: int | None = None
    centred: bool = False
    help: str | None = None
    of_name: bool = False


def _score(game: Game, _runs: list[str]) -> str:
    return "" if game.home_goals is None else f"{game.home_goals} – {game.away_goals}"


COLUMNS = (
    Column("date", "Date", lambda game, _: game.date, width=90, of_name=True),
    Column("league", "League", lambda game, _: game.league, width=205, of_name=True),
    Column("season", "Season", lambda game, _: game.season, width=80, of_name=True),
    Column("game", "Game", lambda game, _: "" if game.away else game.home, of_name=True),
    Column("home", "Home", lambda game, _: game.home if game.away else "", of_name=True),
    Column("score", "Score", _score, width=60, centred=True, of_name=True),
    Column("away", "Away", lambda game, _: game.away, of_name=True),
    Column("split", "Split", lambda game, _: game.split, width=60),
    Column("labels", "Labels", lambda game, _: game.labelled, kind="check", width=60),
    Column("features", "Features", lambda game, _: ", ".join(game.feature_names)),
    Column("video", "Video", lambda game, _: all(map(video_of, game.parts)), kind="check", width=60),
    Column("runs", "Scores or spots of", lambda _, runs: runs, kind="list", help="Runs that cover this game"),
)
