"""The Errors page: figures equal the core's, and every count opens as many moments as it says."""

from __future__ import annotations

import csv
import json
import shutil
import time
from functools import partial

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.state.moment_filter import filter_text, parse_filter
from core.data.labels import read_truths
from core.data.root import open_root
from core.errors.csv_file import CSV_COLUMNS, cost_csv
from core.errors.judge import error_report
from core.errors.kinds import KIND_NAMES, KINDS, ErrorConfig
from core.errors.moment_filter import MomentFilter
from core.errors.moments import Moments
from core.errors.tables import confusion, false_profile, games_table, misses
from core.figures import percent, points
from core.files import write_json
from core.label_sets import SOCCERNET_V2
from core.metric.outcomes import OTHER_CLASS
from core.runs.errors import chosen_shift
from core.runs.spots import split_scores
from core.runs.workspace import Workspace
from core.spotting.settings import Settings
from tests.pages.errors_expected import LOOSE, OWN, expected
from tests.pages.reading import figures_of, keys_of, number_of, texts, words_of
from tests.soccernet_v2 import CLASSES, METRICS

COST = "Errors and what they cost"

text_of = partial(filter_text, label_set=SOCCERNET_V2)
filter_of = partial(parse_filter, label_set=SOCCERNET_V2)


def test_the_cost_table_equals_core(open_page, league):
    test = open_page(
        "errors", run="dense", threshold="0.3", tolerance="20", far="2", over="tight", view="visible"
    )
    assert not test.exception
    settings = Settings.uniform(threshold=0.3)
    report, _ = expected(league, settings, ErrorConfig(METRICS["tight"], 20.0, 2.0))
    core = report.table("visible")
    rows = figures_of(test, COST)["rows"]
    assert [words_of(row)[0] for row in rows] == list(core["class"])
    for row, of in zip(rows, core.to_dict("records"), strict=True):
        found = words_of(row)
        assert (number_of(found[1]), number_of(found[2])) == (of["truths"], of["hits"])
        assert found[3] == (percent(of["ap"]) if of["truths"] else "–")
        for k, kind in enumerate(KIND_NAMES):
            cost, count = found[4 + 2 * k : 6 + 2 * k]
            assert cost in (points(of[f"{kind} cost"]), "–")
            assert number_of(count) == of[f"{kind} count"]
            label = None if of["class"] == "all" else CLASSES.index(of["class"])
            of_kind = MomentFilter(kind=kind, label=label, visible=True)
            assert keys_of(row)[5 + 2 * k] == (text_of(of_kind) if of[f"{kind} count"] else "")
            if of[f"{kind} count"]:  # the link opens as many as it says
                assert len(Moments(report).select(of_kind)) == of[f"{kind} count"]


def test_a_class_without_truths_or_spots_has_dashes(open_page, league, tmp_path):
    """A 0 would read as the worst figure there is."""
    root = shutil.copytree(league[0], tmp_path / "root")
    for path in root.glob("**/Labels-v2.json"):
        value = json.loads(path.read_text())
        value["annotations"] = [one for one in value["annotations"] if one["label"] != "Goal"]
        path.write_text(json.dumps(value))
    test = open_page("errors", root=root, run="dense", thresholds="penalty:1")
    rows = {words_of(row)[0]: words_of(row) for row in figures_of(test, COST)["rows"]}
    assert rows["Goal"][1:4] == ["–", "–", "–"]
    assert set(rows["Goal"][4::2]) == {"–"}
    assert rows["Goal"][-1] == "–"
    assert any(number_of(text) for text in rows["Goal"][5:-1:2])  # its spots are errors all the same
    penalty = rows["Penalty"]
    of_its_spots = [k for k, kind in enumerate(KINDS) if kind.of_spot and kind.truth != OTHER_CLASS]
    assert {penalty[2], *(penalty[5 + 2 * k] for k in of_its_spots)} == {"–"}
    missed = KIND_NAMES.index("missed")
    assert number_of(penalty[5 + 2 * missed]) == number_of(penalty[1])


def test_confusion_equals_core_and_links(open_page, league):
    test = open_page("errors", run="dense", top="True")
    report, _ = expected(league)
    core = confusion(report, 1.0).to_numpy()
    shown = figures_of(test, "Confusion")["rows"]
    for r, row in enumerate(shown):
        assert [number_of(text) for text in words_of(row)[1:]] == core[r].tolist()
    assert keys_of(shown[2])[3] == text_of(MomentFilter(kind="hit", label=2, top=1.0))
    t = int(np.flatnonzero(core[0, 1:17])[0]) + 1
    wrong = MomentFilter(kind="wrong class", label=0, truth=t, top=1.0)
    assert keys_of(shown[0])[1 + t] == text_of(wrong)


@pytest.mark.parametrize("by", ["cause", "visibility", "league", "minute", "gap", "class"])
def test_misses_equal_core_and_open_as_many(open_page, league, by):
    test = open_page("errors", run="dense", show="misses", by=by, of="throw-in")
    assert not test.exception
    report, cause = expected(league)
    core = misses(report, by, label=CLASSES.index("Throw-in"), cause=cause)
    rows = figures_of(test, "Misses")["rows"]
    assert sorted(number_of(words_of(row)[1]) for row in rows) == sorted(core["missed"])
    found = Moments(report, cause)
    for row in rows:
        if key := keys_of(row)[1]:
            assert len(found.select(filter_of(key))) == number_of(words_of(row)[1])


def test_false_spots_equal_core_and_open_as_many(open_page, league):
    test = open_page("errors", run="dense", show="false")
    assert len(test.get("plotly_chart")) == 1
    report, cause = expected(league)
    core = false_profile(report).sum(1)
    rows = figures_of(test, "False spots")["rows"]
    assert [[number_of(text) for text in words_of(row)[1:]] for row in rows] == core.T.tolist()
    found = Moments(report, cause)
    for row in rows:
        for text, key in list(zip(words_of(row), keys_of(row), strict=False))[1::4]:
            assert not key or len(found.select(filter_of(key))) == number_of(text)


def test_games_equal_core_and_open_as_many(open_page, league):
    report, cause = expected(league)
    found = Moments(report, cause)
    for by in ("game", "league", "season", "home"):
        test = open_page("errors", run="dense", show="games", games=by)
        core = games_table(report, by)
        rows = figures_of(test, "Games")["rows"]
        at = 1 if by == "game" else 2
        counts = [[number_of(text) for text in words_of(row)[at : at + 4]] for row in rows]
        assert counts == core[["truths", "hits", "missed", "false"]].to_numpy().tolist()
        for row in rows:
            for place in range(at + 1, at + 4):
                if key := keys_of(row)[place]:
                    assert len(found.select(filter_of(key))) == number_of(words_of(row)[place])
    assert "too few to tell" in texts(test)


def test_offsets_say_why_no_shift_can_be_chosen(open_page):
    test = open_page("errors", run="dense", show="offsets")
    assert not test.exception
    assert len(test.get("plotly_chart")) == 1
    assert "no other split here with games to choose shifts on" in texts(test)


def test_shifts_are_chosen_on_another_split_in_the_background(open_page, league, tmp_path):
    root = shutil.copytree(league[0], tmp_path / "root")
    names = [game.name for game in open_root(root).games]
    write_json(root / "splits.json", {"train": [], "valid": names[:2], "test": names[2:]})
    test = open_page("errors", root=root, run="dense", split="test", show="offsets")
    until = time.monotonic() + 60
    while not any(
        json.loads(node.proto.json).get("label") == "Shifts" for node in test.get("bidi_component")
    ):
        assert time.monotonic() < until
        assert not test.exception
        time.sleep(0.2)
        test.run()
    data, run = open_root(root), Workspace(league[1]).run("dense")
    truths = read_truths(data, data.split("test"))
    report = error_report(truths, split_scores(run, data.split("test")).spots(OWN), LOOSE)
    core = chosen_shift(data, run, report, OWN, "valid")
    rows = figures_of(test, "Shifts")["rows"]
    assert [words_of(row)[2:4] for row in rows[1:]] == [
        [percent(before), percent(after)] if n else ["–", "–"]
        for before, after, n in zip(core.before, core.after, report.n_truths[0], strict=True)
    ]


def test_a_run_of_spots_alone_tells_causes_as_spots_can(open_page):
    test = open_page("errors", run="spots", show="misses")
    assert not test.exception
    assert {words_of(row)[0] for row in figures_of(test, "Misses")["rows"]} <= {
        "no spot",
        "suppressed",
        "below threshold",
    }


def test_the_csv_has_every_view_class_and_kind(league):
    report, _ = expected(league)
    rows = list(csv.DictReader(cost_csv(report).splitlines()))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert len(rows) == 3 * 18 * len(KIND_NAMES)
    assert float(rows[0]["ap"]) == report.average_ap[0]


def test_a_page_that_begins_anew_by_itself_tells_its_widgets_again():
    """A browser that had no time for the run before would show them at their least values."""

    def script() -> None:
        import streamlit as st

        from app.ui import selection

        st.slider("x", 0.0, 1.0, **selection.widget("threshold", 0.3))
        selection.commit("errors")

    test = AppTest.from_function(script).run()
    assert test.slider[0].proto.set_value
    test.run()
    assert not test.slider[0].proto.set_value
    test.session_state["selection_again"] = True
    test.run()
    assert test.slider[0].proto.set_value
    assert test.slider[0].value == 0.3
    test.run()
    assert not test.slider[0].proto.set_value
