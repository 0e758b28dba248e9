"""The Compare page: the figures of the command line, changed moments, bad input as sentences."""

from __future__ import annotations

import json
import re
import shutil
import time

import pytest

from app.compare.charts import tick_digits
from app.compare.moments import changes_frame
from app.server import jobs
from app.server.catalog import forget_catalog
from core.cli import main
from core.comparison.text import to_latex, to_markdown
from core.data.root import open_root
from core.figures import percent, points
from core.runs.compare import compare_runs
from core.runs.compare_report import report_html
from core.runs.coverage import Contender
from core.runs.saved_settings import save_settings
from core.runs.workspace import Workspace
from core.spotting.class_settings import ClassSettings
from core.spotting.settings import Settings
from tests.pages.reading import html_rows, texts
from tests.soccernet_v2 import CLASSES


@pytest.fixture
def workspace(league, tmp_path):
    """A copy of the workspace with settings "mixed" in it."""
    copy = tmp_path / "workspace"
    shutil.copytree(league[1], copy)
    mixed = Settings.uniform(threshold=0.2).with_classes({2: ClassSettings("peaks", 10.0, 0.05)})
    save_settings(Workspace(copy), "mixed", mixed)
    return copy


def compared(open_page, workspace, **params):
    """The page after its work is done."""
    test = open_page("compare", workspace=workspace, **params)
    until = time.monotonic() + 60
    while not any('aria-label="Comparison"' in node.proto.body for node in test.get("html")):
        assert not test.exception
        assert time.monotonic() < until, texts(test)
        time.sleep(0.2)
        test.run()
    return test


def test_page_and_command_line_give_the_same_figures(open_page, league, workspace, capsys):
    test = compared(open_page, workspace, runs="dense,dense@mixed", split="test")
    assert not test.exception
    command = ["compare", "dense", "dense@mixed", "--root", str(league[0]), "--workspace", str(workspace)]
    assert main([*command, "--split", "test", "--json"]) in (0, None)
    told = json.loads(capsys.readouterr().out)["runs"]["dense@mixed"]
    rows = {row[0]: row for row in html_rows(test, "Comparison")}
    average = told["loose"]["all"]
    assert rows["Average-mAP loose"][3].split("|")[0] == percent(average["value"])
    low = points(average["difference_interval"][0])
    assert low in rows["Average-mAP loose"][3]
    for name in CLASSES:
        figure = told["loose"]["per_class"][name]["value"]
        if rows[name][1] == "0":
            assert rows[name][3] == "–", "no figure where there is nothing to find"
            continue
        assert rows[name][3].split("|")[0].strip() == percent(figure)


def test_what_is_downloaded_equals_core(league, workspace):
    space = Workspace(workspace)
    root = open_root(league[0])
    contenders = [Contender.parse(name, space) for name in ("dense", "spots", "dense@mixed")]
    mine = compare_runs(root, contenders, "test", progress=jobs.Job().progress).against("spots", 5.0)
    theirs = compare_runs(root, contenders, "test", baseline="spots")
    assert report_html(mine) == report_html(theirs)
    for write in (to_markdown, to_latex):
        assert write(mine.comparison, "tight", mine.remarks) == write(
            theirs.comparison, "tight", theirs.remarks
        )
    assert "simulated" in report_html(mine)


def test_another_baseline_and_only_differences(open_page, workspace):
    test = compared(open_page, workspace, runs="dense,dense@mixed", baseline="dense@mixed", diff="True")
    assert not test.exception
    rows = html_rows(test, "Comparison")
    assert "baseline" in rows[0][3]
    assert len(rows) < 8 + len(CLASSES)
    test.toggle(key="w_differences_only").set_value(False).run()
    assert len(html_rows(test, "Comparison")) == 8 + len(CLASSES)


def test_what_is_shown_stands_in_the_address(open_page, workspace):
    test = compared(open_page, workspace)
    shown = test.multiselect(key="w_runs").value
    assert len(shown) == 2
    assert "".join(test.query_params["runs"]) == ",".join(shown)
    assert "".join(test.query_params["baseline"]) == shown[0]
    other = open_page("compare", workspace=workspace, runs="dense,dense@mixed", baseline="gone")
    assert "gone" in texts(other)
    assert other.selectbox(key="w_baseline").value == "dense"


def test_differences_over_few_games_are_neither_coloured_nor_bold(open_page, workspace):
    test = compared(open_page, workspace, runs="dense,dense@mixed")
    body = next(node.proto.body for node in test.get("html") if 'aria-label="Comparison"' in node.proto.body)
    assert "tl-noise" in body
    assert not re.search("tl-up|tl-down", body)
    assert "too narrow" in texts(test)


@pytest.mark.parametrize("span", [0.04, 0.3, 2, 6, 50])
def test_ticks_of_differences_are_told_apart(span):
    digits = tick_digits(-span / 3, 2 * span / 3)
    steps = [step * 10.0**power for power in range(-5, 3) for step in (1, 2, 5)]
    step = min(step for step in steps if step >= span / 10)
    ticks = [f"{step * place:+.{digits}f}" for place in range(-5, 6)]
    assert len(set(ticks)) == len(ticks)


def test_changed_moments_are_listed_and_counted(open_page, league, workspace):
    test = compared(open_page, workspace, runs="dense,dense@mixed", tolerance="30")
    space = Workspace(workspace)
    contenders = [Contender.parse(name, space) for name in ("dense", "dense@mixed")]
    change = compare_runs(open_root(league[0]), contenders, tolerance_s=30.0, resamples=1).changes[
        "dense@mixed"
    ]
    counts = test.dataframe[0].value
    assert counts["gained"].tolist() == change.counts()[:, 0].tolist()
    assert counts["lost"].tolist() == change.counts()[:, 1].tolist()
    listed, frame = test.dataframe[1].value, changes_frame(change)
    assert listed["change"].tolist() == frame["change"].tolist()
    assert listed["class"].tolist() == change.frame()["label"].tolist()
    assert listed["offset_s"].tolist() == frame["offset_s"].tolist()
    assert frame["offset_s"].abs().max() <= 15, "a spot hits within half the tolerance"


def test_one_run_alone_says_what_to_do(open_page, league):
    test = open_page("compare", runs="dense")
    assert not test.exception
    assert "choose another run" in texts(test)


def test_what_does_not_exist_is_named(open_page, workspace):
    test = open_page("compare", workspace=workspace, runs="gone,dense")
    assert not test.exception
    assert "gone" in texts(test)
    twice = open_page("compare", workspace=workspace, runs="dense,dense")
    assert not twice.exception
    assert "runs" in texts(twice), "a run named twice makes no sense in the address"


def test_games_that_a_run_lacks_are_named_and_left_out_when_asked(open_page, league, workspace):
    shutil.rmtree(workspace / "runs" / "dense" / "scores" / open_root(league[0]).games[0].name)
    forget_catalog()
    test = open_page("compare", workspace=workspace, runs="dense,spots")
    assert not test.exception
    assert "dense lacks 1 of the 3 games of test" in texts(test).replace("\\", "")
    assert "predict --run dense" in test.code[0].value
    test.toggle(key="w_covered_only").set_value(True).run()
    assert "Only 2 of 3 games" in texts(test).replace("\\", "")


def test_an_empty_split_has_nothing_to_compare(open_page):
    test = open_page("compare", runs="dense,spots", split="valid")
    assert not test.exception
    assert "has no games in the split valid" in texts(test).replace("\\", "")


def test_a_job_that_is_stopped_says_so_and_starts_again():
    began, go = [], []

    def work(progress):
        began.append(1)
        while not go:
            progress(0, 1, "waiting")
            time.sleep(0.01)
        return "done"

    job = jobs.start("a test's", work)
    assert jobs.start("a test's", work) is job
    job.cancel()
    ended(job)
    assert job.state == "cancelled"
    go.append(1)
    again = jobs.start("a test's", work)
    ended(again)
    assert (again.state, again.result, len(began)) == ("done", "done", 2)


def ended(job):
    until = time.monotonic() + 10
    while job.state == "running":
        assert time.monotonic() < until
        time.sleep(0.01)
