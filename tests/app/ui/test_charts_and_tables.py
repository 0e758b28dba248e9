"""Charts, the class table and the published rows."""

from __future__ import annotations

import numpy as np
import pytest

from app.classes.charts import ap_bars, contrast, heat
from app.classes.panel import class_frame
from app.games.panel import games_passing
from app.games.state import GamesState
from core.events import Events
from core.metric.evaluation import evaluate
from core.published import PUBLISHED
from tests.soccernet_v2 import CLASSES


def test_bars_are_sorted_svg_with_names_as_text():
    figure = ap_bars(["a", "b", "c"], [0.2, 0.9, 0.5], [0.1, 0.8, 0.6], run="<b>mine</b>", other="theirs")
    assert [trace.type for trace in figure.data] == ["bar", "scatter"]
    assert list(figure.data[0].customdata) == ["a", "c", "b"]
    assert list(figure.data[1].x) == [0.1, 0.6, 0.8]
    assert "<b>" not in figure.data[0].hovertemplate


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row.name)
def test_published_rows_average_as_they_say(row):
    """A slip in a column would move the mean of the 17 away from the published average."""
    assert set(row.per_class) == set(CLASSES)
    assert np.mean(row.column()) == pytest.approx(row.average, abs=0.001)


def test_class_table_has_an_average_and_the_difference():
    truths = Events.build(("g",), 0, 1, np.arange(17) * 60_000, np.arange(17))
    spots = Events.build(("g",), 0, 1, np.arange(17) * 60_000, np.arange(17), confidence=0.9)
    table = class_frame(evaluate(truths, spots), "loose", PUBLISHED[0])
    assert list(table["class"]) == [*CLASSES, "average"]
    assert table["loose all"].iloc[-1] == pytest.approx(1)
    assert table["difference"].iloc[-1] == pytest.approx(1 - PUBLISHED[0].average)
    assert table.columns[1] == "loose all"
    assert class_frame(evaluate(truths, spots), "tight", None).columns[1] == "tight all"


def test_games_filter_by_words_and_fields():
    import pandas as pd

    table = pd.DataFrame(
        {
            "name": [
                "epl/14/Chelsea 1 - 0 Burnley",
                "epl/15/Burnley 2 - 2 Arsenal",
                "liga/15/Betis 0 - 1 (x)",
            ],
            "league": ["epl", "epl", "liga"],
            "season": ["14", "15", "15"],
            "split": ["test", "train", "test"],
        }
    )
    assert list(games_passing(table, GamesState(words="burnley ARSENAL")).index) == [1]
    assert list(games_passing(table, GamesState(words="(x)")).index) == [2]
    assert list(games_passing(table, GamesState(league="epl", split="test")).index) == [0]
    assert len(games_passing(table, GamesState(split="all"))) == 3


@pytest.mark.parametrize("dark", [False, True])
def test_figures_on_the_heat_map_are_read_on_every_colour(dark):
    values = np.linspace(0, 1, 51)[None].T
    figure = heat(values, [f"{value:.2f}" for value in values[:, 0]], (5,), dark=dark)
    colours, figures = figure.data
    ends = [_numbers(colour) for _, colour in colours.colorscale]
    for value, ink in zip(values[:, 0], figures.textfont.color, strict=True):
        under = [low + value * (high - low) for low, high in zip(*ends, strict=True)]
        assert contrast(_numbers(ink), under) >= 4.2
    nothing = heat(np.full((1, 1), np.nan), ["none"], (5,), dark=dark)
    assert nothing.data[1].text == ("–",)


def _numbers(colour: str) -> list[int]:
    return [int(part) for part in colour[4:-1].split(",")]
