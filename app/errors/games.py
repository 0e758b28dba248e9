"""Games, worst first, by game, league, season or home side, and whether any of them carries the errors."""

from __future__ import annotations

from statistics import NormalDist, stdev

import pandas as pd
import streamlit as st

from app.errors.state import GAME_GROUPS, ErrorsState
from app.moments.pick import count_cell, filter_key, linked_table
from app.moments.split_errors import SplitErrors
from app.ui import selection
from app.ui.figure_table import Figure, Head, Row
from app.ui.page import escape
from core.data.games import make_game
from core.errors.moment_filter import MomentFilter
from core.errors.tables import games_table
from core.figures import NONE, fraction, points
from core.files import short_id
from core.label_set import LabelSet

_FEW = 8
_CHANCE = 0.05


def games_section(errors: SplitErrors, chosen: ErrorsState, *, key: str) -> None:
    """How games are grouped, the sentence and the table."""
    group = chosen.game_group
    st.segmented_control(
        "Games by",
        tuple(GAME_GROUPS),
        format_func=GAME_GROUPS.get,
        required=True,
        width="stretch",
        help="The home side stands for the stadium. Which broadcaster showed a match is not in the data.",
        **selection.widget("game_group", group),
    )
    report = errors.report
    tables = {name: games_table(report, name) for name in {"game", "league", "home", group}}
    st.markdown(escape(concentration(tables["game"], tables["league"], tables["home"])))
    drag = f"Drag: what mAP at {report.config.detail_s:g} s would gain without these games, in points."
    head = [
        Head(GAME_GROUPS[group].lower()),
        *(() if group == "game" else (Head("games"),)),
        Head("truths"),
        Head("hits"),
        Head("missed"),
        Head("false", "False spots among the N most confident of each class with N truths"),
        Head("recall", "Share of truths that were found"),
        Head("drag", drag),
    ]
    linked_table(key, head, _rows(tables[group], group, errors.label_set), "Games", most_px=480)
    st.caption(f"Worst first. {drag} Over all classes and truths.")


def _rows(table: pd.DataFrame, group: str, label_set: LabelSet) -> list[Row]:
    """A row per group of games; its name opens all of its errors."""
    most = max(1e-3, float(table["drag"].abs().max()))
    rows = []
    for record in table.to_dict("records"):
        name, drag = str(record[group]), float(record["drag"])
        of_group = {group: short_id(name) if group == "game" else name}
        title, folder, text = name or "not named", "", points(drag)
        if group == "game":
            title, folder = make_game(name, {}, "").title, name.rpartition("/")[2]
        cells = [
            Figure(title, filter_key(MomentFilter(**of_group), label_set), title=folder),
            *(() if group == "game" else (Figure(f"{record['games']:,}"),)),
            Figure(f"{record['truths']:,}"),
            count_cell(record["hits"], MomentFilter(kind="hit", **of_group), label_set),
            count_cell(record["missed"], MomentFilter(kind="missed", **of_group), label_set),
            count_cell(record["false"], MomentFilter(kind="false", top=1.0, **of_group), label_set),
            Figure(fraction(float(record["recall"])) if record["truths"] else NONE),
            Figure(text, "", max(0.0, drag / most) ** 0.5, "cost" if text[0] in "+−" else "soft"),
        ]
        rows.append(Row(tuple(cells)))
    return rows


def concentration(games: pd.DataFrame, leagues: pd.DataFrame, homes: pd.DataFrame) -> str:
    """Whether a league or a home side carries the errors, in a sentence.

    A group of k games is held against what k games drawn at random would drag: the spread of single games
    times the root of k, with Bonferroni's correction for as many groups as are tried.
    """
    n = len(games)
    if n < _FEW:
        return f"{n} games are too few to tell whether a league or a home side carries the errors."
    several = {
        "league": leagues if len(leagues) > 1 else leagues.iloc[:0],
        "home": homes[(homes["games"] > 1) & (homes["games"] < n)],
    }
    tried = sum(map(len, several.values()))
    if not tried:
        return "All games are of one league, and no home side has two, so none can be told apart."
    limit = NormalDist().inv_cdf(1 - _CHANCE / tried) * stdev(games["drag"])
    beyond_chance, worst = [], []
    for group, table in several.items():
        ranked = table.sort_values("drag", ascending=False, kind="stable").to_dict("records")
        for place, record in enumerate(ranked):
            size, drag = record["games"], float(record["drag"])
            name = f"the {GAME_GROUPS[group].lower()} {record[group] or 'without a name'} ({size} games)"
            sentence = f"{name}, {points(drag)} points of mAP without it"
            if drag > limit * (size * (1 - size / n)) ** 0.5 > 0:
                beyond_chance.append(sentence)
            if place == 0:
                worst.append(sentence)
    if beyond_chance:
        return f"More than chance explains comes from {'; '.join(beyond_chance[:3])}."
    return (
        f"No league and no home side carries the errors: the worst are {' and '.join(worst)}, no more than "
        "as many games drawn at random would drag."
    )
