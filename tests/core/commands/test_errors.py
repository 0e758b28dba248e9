"""`errors`: the command, its JSON and CSV, and a run's errors by function are the same."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from core.cli import main
from core.data.formats.results import write_results
from core.data.labels import read_truths
from core.errors.csv_file import CSV_COLUMNS
from core.errors.kinds import KIND_NAMES, ErrorConfig
from core.files import write_json
from core.label_sets import SOCCERNET_V2
from core.labels.open import open_editor
from core.labels.suspects import suspect_moments
from core.metric.evaluation import evaluate
from core.runs.errors import run_errors
from core.spotting.settings import Settings
from tests.core.command_line import complaint, output, printed, save_scores, use_places
from tests.soccernet_v2 import INDEX


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Two games each of valid and test, run `a` with made scores of all, `b` with the spots of test alone."""
    data, space = use_places(tmp_path, monkeypatch, {"valid": 2, "test": 2}, features=False)
    names = sorted(game.name for game in data.games)
    run = space.create("a", "trained", settings=Settings.uniform(threshold=0.2))
    save_scores(run, data, names)
    rng = np.random.default_rng(0)
    other = space.create("b", "spots")
    for name in names[2:]:
        truths = read_truths(data, (data.game(name),))
        truths.confidence[:] = rng.random(len(truths))
        write_results(other.folder / "spots", truths[truths.confidence > 0.3])
    return data, space


def test_json_and_csv_are_the_functions_figures(places, capsys, tmp_path):
    root, space = places
    sheet = tmp_path / "errors.csv"
    result = output(capsys, "errors", "--run", "a", "--moments", "7", "--json", "--csv", str(sheet))
    done = run_errors(root, space.run("a"), config=ErrorConfig.parse("loose", root.label_set.rule))
    assert result == json.loads(json.dumps(done.to_json(moments=7)))
    evaluation = evaluate(done.report.truths, done.report.spots)
    assert result["views"]["all"]["all"]["ap"] == pytest.approx(evaluation.average("loose"), abs=1e-12)
    assert result["detail_s"] == 30
    assert len(result["moments"]) == 7
    assert result["shift"]["chosen_on"] == "valid"
    causes = {row["group"] for row in result["misses"]["cause"]}
    assert causes <= {"suppressed", "below threshold", "silent", "no scores"}
    with sheet.open() as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert len(rows) == 3 * 18 * len(KIND_NAMES)
    goal = next(r for r in rows if (r["view"], r["class"], r["kind"]) == ("all", "Goal", "missed"))
    assert float(goal["cost"]) == result["views"]["all"]["classes"]["Goal"]["cost"]["missed"]


def test_a_run_of_spots_says_what_it_cannot_know(places, capsys):
    result = output(capsys, "errors", "--run", "b", "--tolerance", "5", "--json")
    assert {row["group"] for row in result["misses"]["cause"]} <= {"no spot", "suppressed"}
    assert "lacks 2 of the 2 games of valid" in result["shift"]["not_chosen"]
    text = printed(capsys, "errors", "--run", "b", "--tolerance", "5", "--moments", "2", "--threshold", "0.6")
    assert "below threshold" in text or "missed" in text
    assert "No constant shift" in text


def test_bad_input_is_one_line(places, capsys, tmp_path):
    for sentence, argv in {
        "There is no tolerance 'wide'": ("--run", "a", "--tolerance", "wide"),
        "smaller than the window": ("--run", "a", "--far", "0.5"),
        "no game of the split 'challenge'": ("--run", "a", "--split", "challenge"),
        "There is no run 'x'": ("--run", "x"),
        "--moments -1": ("--run", "a", "--moments", "-1"),
        "There are no settings": ("--run", "a", "--settings", "none"),
        "lacks 2 of the 4 games": ("--run", "b", "--split", "all"),
        "lies inside the data root": ("--run", "a", "--csv", str(places[0].path / "errors.csv")),
    }.items():
        capsys.readouterr()
        assert main(["errors", *argv]) == 1
        assert sentence in capsys.readouterr().err, argv
    assert main(["compare", "a", "b", "--html", str(places[0].path / "report.html")]) == 1
    assert "lies inside the data root" in capsys.readouterr().err
    assert not list(places[0].path.glob("*.csv")) + list(places[0].path.glob("*.html"))
    zero = output(capsys, "errors", "--run", "a", "--tolerance", "0", "--json")
    assert zero["tolerances_s"] == [0]


def test_mended_labels_change_the_figures_and_the_queue_goes_on(places, capsys):
    root, space = places
    config = ErrorConfig.parse("5", root.label_set.rule)
    done = run_errors(root, space.run("a"), config=config)
    queue = suspect_moments(done.moments, 40)
    assert 1 < len(queue) <= 40
    false = next(moment for moment in queue if moment.kind != "missed")
    assert false.confidence >= done.report.detail.added_confidence[INDEX[false.label]]
    editor = open_editor(space.path, root, root.game(false.game))
    editor = editor.add(false.half, false.time_ms, false.label, "home", moment=vars(false))
    settled = [moment for moment in queue if moment.game == false.game and editor.is_settled(vars(moment))]
    assert settled == [false]
    mended = run_errors(root, space.run("a"), config=config, mended=space.path)
    assert mended.report.n_truths[0].sum() == done.report.n_truths[0].sum() + 1
    assert mended.report.n_hits[0].sum() > done.report.n_hits[0].sum()
    result = output(capsys, "errors", "--run", "a", "--tolerance", "5", "--mended", "--json")
    assert result == json.loads(json.dumps(mended.to_json()))
    assert result["mended_labels"] is True


def test_counts_are_those_at_the_detail(places):
    root, space = places
    wide = run_errors(
        root, space.run("a"), config=ErrorConfig.parse("loose", root.label_set.rule, detail_s=7.5)
    ).report
    alone = run_errors(root, space.run("a"), config=ErrorConfig.parse("7.5", root.label_set.rule)).report
    counts = [f"{kind} count" for kind in KIND_NAMES]
    assert wide.table()[counts].equals(alone.table()[counts])


def test_there_is_no_view_that_labels_do_not_tell(places, capsys):
    data, space = places
    write_json(data.path / "classes.json", SOCCERNET_V2.to_json() | {"visibility": False})
    assert "no view 'unshown'" in complaint(capsys, "errors", "--run", "a", "--view", "unshown")
    argv = ("evaluate", "--labels", str(data.path), "--predictions", str(space.run("b").folder / "spots"))
    assert "unshown" not in printed(capsys, *argv)
    (data.path / "classes.json").unlink()
    assert "unshown" in printed(capsys, *argv)
