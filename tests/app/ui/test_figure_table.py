"""The table of figures as plain values, keys of cells, the sentence on games, charts of errors."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from app.errors import charts
from app.errors.games import concentration
from app.errors.state import ErrorsState
from app.moments.pick import class_key, count_cell, filter_key
from app.server import assets
from app.state.param import opened, read_url, write_url
from app.ui.figure_table import Figure, Head, Row, payload
from core.errors.moment_filter import MomentFilter
from core.label_sets import SOCCERNET_V2 as V2
from core.metric.outcomes import GRID_OUTCOMES
from tests.soccernet_v2 import CLASSES


def test_a_table_is_plain_values_and_leaves_out_what_is_not_said():
    """One NumPy scalar would turn the whole data into a string, silently."""
    row = Row((Figure("a"), Figure("7", "kind=hit", np.float32(0.25), "cost"), Figure("b", title="said")))
    made = payload([Head("x", "what x is")], [row], label="t", chosen=["", "kind=hit"])
    assert json.loads(json.dumps(made)) == made
    assert made["rows"][0]["cells"] == [["a"], ["7", "kind=hit", 0.25, "cost"], ["b", "", 0.0, "", "said"]]
    assert made["chosen"] == ["kind=hit"]


def test_the_component_is_served():
    assert {("figures", name) for name in ("main.js", "draw.js", "keys.js", "figures.css")} <= set(
        assets.files()
    )


def test_a_count_opens_its_cell_and_none_opens_nothing():
    cell = MomentFilter(kind="missed", label=2)
    assert (count_cell(np.int64(1234), cell, V2).text, count_cell(1234, cell, V2).key) == (
        "1,234",
        "kind=missed;label=goal",
    )
    assert (count_cell(0, cell, V2).text, count_cell(0, cell, V2).key) == ("0", "")


def test_a_name_that_no_address_holds_opens_nothing():
    assert filter_key(MomentFilter(home="Reds; Blues"), V2) == ""
    assert filter_key(MomentFilter(league=""), V2) == ""
    assert filter_key(MomentFilter(home="1. FSV Mainz 05"), V2) == "home=1. FSV Mainz 05"


def test_classes_have_keys_and_short_names():
    assert class_key(None, V2) == "class:*"
    assert len({class_key(c, V2) for c in range(17)}) == len(set(V2.short_names)) == len(CLASSES) == 17


def test_every_choice_of_the_page_is_in_the_address_and_back():
    chosen = opened(
        ErrorsState,
        V2,
        top_only=True,
        game_group="home",
        only_class=2,
        ap_over="one",
        far=4.5,
        section="games",
        moment_filter=MomentFilter(kind="missed", label=2),
        tuning_split="train",
    )
    assert read_url(ErrorsState, write_url(chosen, V2), V2) == (vars(chosen), [])


def games(drags, of):
    """A row per group of games: its name, how many, and what they drag."""
    return pd.DataFrame({of: [f"{of} {n}" for n in range(len(drags))], "drag": drags})


def test_a_league_that_drags_far_more_than_chance_is_named():
    rng = np.random.default_rng(0)
    single = games(rng.normal(0, 0.001, 40), "game")
    homes = games([0.001, 0.002], "home").assign(games=2)
    quiet = games([0.003, -0.002], "league").assign(games=20)
    said = concentration(single, quiet, homes)
    assert said.startswith("No league and no home side")
    assert "league 0 (20 games), +0.30 points" in said
    loud = games([0.03, -0.03], "league").assign(games=20)
    assert "the league league 0 (20 games), +3.00 points" in concentration(single, loud, homes)
    assert concentration(single, loud, homes).startswith("More than chance")


@pytest.mark.parametrize("n", [1, 7])
def test_few_games_tell_nothing(n):
    single = games([0.0] * n, "game")
    assert "too few" in concentration(single, single, single)


def test_one_league_and_single_homes_cannot_be_told_apart():
    single = games([0.001] * 9 + [0.5], "game")
    one = games([0.0], "league").assign(games=10)
    homes = games([0.0] * 10, "home").assign(games=1)
    assert concentration(single, one, homes).startswith("All games are of one league")


def test_offsets_are_drawn_early_and_late_and_not_where_there_are_none():
    rows = [("a", 3, -3000, -2000, 0), ("b", 1200, 1000, 2000, 4000), ("c", 0, np.nan, np.nan, np.nan)]
    table = pd.DataFrame(rows, columns=["class", "pairs", "low_ms", "median_ms", "high_ms"])
    figure = charts.offsets(table, ["a", "b", "c"], focus=1)
    early, late = figure.data
    assert (list(early.x), list(late.x)) == ([-2], [2])
    assert early.marker.symbol != late.marker.symbol
    assert [note.text for note in figure.layout.annotations] == [
        "&nbsp;◀ spotted early&nbsp;",
        "&nbsp;spotted late ▶&nbsp;",
    ]
    assert list(figure.layout.yaxis.ticktext) == ["a · 3", "<b>b</b> · 1,200", "c · 0"]


def test_the_profile_is_stacked_shares():
    counts = np.zeros((2, len(GRID_OUTCOMES)), int)
    counts[:, :4] = [[3, 1, 0, 0], [4, 2, 1, 1]]
    figure = charts.profile(counts, GRID_OUTCOMES, [[""] * counts.shape[1]] * len(counts))
    assert {trace.type for trace in figure.data} == {"bar"}
    assert np.allclose(sum(np.array(trace.y) for trace in figure.data), 1)
    assert list(figure.data[0].x) == ["N", "2 N"]
