"""The table of all games: what each is and what is there for it."""

from __future__ import annotations

import pandas as pd

from app.library import Library, short_id
from app.video import video_of

COLUMNS = (
    *("id", "name", "date", "league", "season", "home", "score", "away", "split"),
    *("labels", "features", "video", "runs"),
)


def table(lib: Library, covered: tuple[tuple[str, frozenset[str]], ...]) -> pd.DataFrame:
    """One row per game; covered: (run, its games)."""
    rows = []
    for game in lib.root.games:
        goals = "" if game.home_goals is None else f"{game.home_goals} – {game.away_goals}"
        rows.append(
            {
                "id": short_id(game.name),
                "name": game.name,
                "date": game.date,
                "league": game.league,
                "season": game.season,
                "home": game.home,
                "score": goals,
                "away": game.away,
                "split": game.split,
                "labels": game.labelled,
                "features": ", ".join(game.feature_names),
                "video": all(video_of(half) is not None for half in game.halves),
                "runs": [name for name, games in covered if game.name in games],
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))
