"""Games, worst first, by game, league, season or home side, and whether any of them carries the errors."""

from __future__ import annotations

from statistics import NormalDist, stdev

import pandas as pd
import streamlit as st

from app.errors.shown import Shown, count
from app.errors.state import PAGE
from app.moments.pick import GALLERY, chosen_keys, filter_key, pick
from app.ui import selection
from app.ui.figure_table import Figure, Head, Row, figures
from app.ui.html_table import signed, three
from app.ui.page import escape
from core.data.games import make_game
from core.errors.moment_filter import MomentFilter
from core.errors.tables import games_table
from core.files import short_id

NAMES = {"game": "Game", "league": "League", "season": "Season", "home": "Home side"}
_FEW = 8


def games_section(shown: Shown) -> None:
    """The choice, the sentence and the table."""
    chosen = selection.chosen(PAGE)
    st.segmented_control(
        "Games by",
        tuple(NAMES),
        format_func=NAMES.get,
        required=True,
        width="stretch",
        help="The home side stands for the stadium. Which broadcaster showed a match is not in the data.",
        **selection.widget("games_by", chosen.games_by),
    )
    report = shown.found.report
    tables = {by: games_table(report, by) for by in {"game", "league", "home", chosen.games_by}}
    st.markdown(escape(carried(tables["game"], tables["league"], tables["home"])))
    by = chosen.games_by
    head = [
        Head(NAMES[by].lower()),
        *(() if by == "game" else (Head("games"),)),
        Head("truths"),
        Head("hits"),
        Head("missed"),
        Head("false", "False spots among the N most confident of each class with N truths"),
        Head("recall", "Share of truths that were found"),
        Head("drag", f"What mAP at {report.config.detail_s:g} s would gain without these games"),
    ]
    figures(
        "errors_games",
        head,
        game_rows(tables[by], by),
        pick,
        label="Games",
        chosen=chosen_keys(),
        most_px=480,
        reveals=GALLERY,
    )
    st.caption(
        f"Worst first. Drag: what mAP at {report.config.detail_s:g} s would gain without these games. Over "
        "all classes and truths."
    )


def game_rows(table: pd.DataFrame, by: str) -> list[Row]:
    """A row per group; its name opens all of its errors."""
    most = max(1e-3, float(table["drag"].abs().max()))
    rows = []
    for one in table.to_dict("records"):
        name = str(one[by])
        of_group = {by: short_id(name)} if by == "game" else {by: name}
        title = make_game(name, {}, "").title if by == "game" else name or "not named"
        drag = float(one["drag"])
        shade = (drag / most) ** 0.5 if drag > 0 else 0
        folder = name.rpartition("/")[2] if by == "game" else ""
        cells = [
            Figure(title, filter_key(MomentFilter(**of_group)), title=folder),
            *(() if by == "game" else (Figure(f"{one['games']:,}"),)),
            Figure(f"{one['truths']:,}"),
            count(one["hits"], MomentFilter(kind="hit", **of_group)),
            count(one["missed"], MomentFilter(kind="missed", **of_group)),
            count(one["false"], MomentFilter(kind="false", top=1.0, **of_group)),
            Figure(three(float(one["recall"])) if one["truths"] else "–"),
            Figure(signed(drag) or "0", "", shade, "cost" if signed(drag) else "soft"),
        ]
        rows.append(Row(tuple(cells)))
    return rows


def carried(games: pd.DataFrame, leagues: pd.DataFrame, homes: pd.DataFrame) -> str:
    """Whether a league or a home side carries the errors, in a sentence.

    A group of k games is held against what k games drawn at random would drag: the spread of single games
    times the root of k, with Bonferroni's correction for as many groups as are looked at.
    """
    n = len(games)
    if n < _FEW:
        return f"{n} games are too few to tell whether a league or a home side carries the errors."
    spread = stdev(games["drag"])
    looked = {
        "league": leagues if len(leagues) > 1 else leagues.iloc[:0],
        "home side": homes[(homes["games"] > 1) & (homes["games"] < n)],
    }
    tried = sum(map(len, looked.values()))
    if not tried:
        return "All games are of one league, and no home side has two, so none can be told apart."
    far = NormalDist().inv_cdf(1 - 0.05 / tried)
    guilty, worst = [], []
    for what, table in looked.items():
        by = "league" if what == "league" else "home"
        for place, one in enumerate(table.sort_values("drag", ascending=False).to_dict("records")):
            said = f"{one[by] or 'without a name'} ({one['games']} games)", float(one["drag"])
            usual = spread * (one["games"] * (1 - one["games"] / n)) ** 0.5
            if said[1] > far * usual > 0:
                guilty.append((what, *said))
            if place == 0:
                worst.append((what, *said))
    if guilty:
        named = "; ".join(f"the {what} {name}, {drag:+.3f} mAP without it" for what, name, drag in guilty[:3])
        return f"More than chance explains comes from {named}."
    named = " and ".join(f"the {what} {name}, {drag:+.3f} mAP without it" for what, name, drag in worst)
    return (
        f"No league and no home side carries the errors: the worst are {named}, no more than as many games "
        "drawn at random would drag."
    )
