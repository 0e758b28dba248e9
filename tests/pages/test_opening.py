"""A run that keeps every spot opens at a threshold chosen for it, on the match page and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.runs.run import StartThreshold
from core.runs.saved_settings import save_settings
from core.runs.workspace import Workspace
from core.spotting.settings import Settings
from tests.app.league import make_league
from tests.pages.reading import texts
from tests.pages.test_settings import hits_of, shown_hits

OPENED = "Opened at threshold 0.31"


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    made = make_league(tmp_path_factory.mktemp("opened"), games=2, minutes=3, video=False)
    run = Workspace(made[1]).run("dense")
    replace(run, settings=Settings(), start_threshold=StartThreshold(0.31, 0.6, "valid", 2, 30.0)).save()
    return made


@pytest.fixture
def match_page(open_page, opened):
    root, workspace = opened
    return lambda **params: open_page("match", root=root, workspace=workspace, run="dense", **params)


def test_it_opens_there_says_so_and_shows_all_spots_when_asked(match_page, opened):
    test = match_page()
    assert not test.exception
    assert OPENED in texts(test)
    assert "threshold" not in test.query_params
    assert test.slider(key="w_threshold").value == 0.31
    assert shown_hits(test) == hits_of(opened, "dense", Settings.uniform(threshold=0.31), 30)
    test.button(key="all_spots").click().run()
    assert test.query_params["own"] == "True"
    assert test.slider(key="w_threshold").value == 0.0
    assert OPENED not in texts(test)
    assert shown_hits(test) == hits_of(opened, "dense", Settings(), 30)
    test.button(key="reset").click().run()
    assert test.slider(key="w_threshold").value == 0.31


def test_a_threshold_in_the_address_is_what_it_says(match_page, opened):
    test = match_page(threshold="0")
    assert OPENED not in texts(test)
    assert shown_hits(test) == hits_of(opened, "dense", Settings(), 30)


def test_what_lies_under_is_what_was_seen(match_page):
    test = match_page(more=True)
    next(button for button in test.button if button.label == "Keep these settings to compare").click().run()
    assert test.query_params["against"] == "threshold=0.31"


def test_saved_settings_are_taken_as_they_are(match_page, opened):
    save_settings(Workspace(opened[1]), "every-spot", Settings(), replace=True)
    test = match_page(more=True)
    test.selectbox(key="match_settings").set_value("every-spot").run()
    test.button(key="match_settings_load").click().run()
    assert test.slider(key="w_threshold").value == 0.0


def test_other_pages_know_nothing_of_it(open_page, opened):
    root, workspace = opened
    for page in ("classes", "tuning", "errors"):
        test = open_page(page, root=root, workspace=workspace, run="dense")
        assert not test.exception
        assert test.slider(key="w_threshold").value == 0.0
    test = open_page("tuning", root=root, workspace=workspace, run="dense")
    links = "".join(html.proto.body for html in test.get("html"))
    assert "own=True" in links
