"""Figures by mended labels, beside those of the files: `evaluate`, `compare`; and what they must say."""

from __future__ import annotations

import json

import pytest

from core.cli import main
from core.data.formats.results import write_results
from core.data.labels import read_truths
from core.data.root import open_root
from core.exceptions import UserError
from core.figures import points
from core.labels.mended import MENDED, mended_events, mended_truths
from core.labels.open import open_editor
from core.metric.evaluation import evaluate
from core.runs.compare import FEW_GAMES, compare_runs
from core.runs.coverage import Contender
from tests.core.command_line import output, printed, use_places


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Two test games, runs `a` and `b` of spots, and one game with its first two labels deleted."""
    data, space = use_places(tmp_path, monkeypatch, {"test": 2}, features=False)
    truths = read_truths(data, data.games)
    truths.confidence[:] = 0.8
    for name, kept in (("a", slice(None)), ("b", slice(0, None, 2))):
        write_results(space.create(name, "spots").folder / "spots", truths[kept])
    editor = open_editor(space.path, data, data.games[0])
    for entry in editor.entries[:2]:
        editor = editor.delete(entry.id)
    return data, space


def test_evaluate_shows_both(places, capsys):
    root, space = places
    given = ("evaluate", "--labels", str(root.path), "--predictions", str(space.run("a").folder / "spots"))
    result = output(capsys, *given, "--mended", "--json")
    plain = output(capsys, *given, "--json")
    beside = result.pop("mended_labels")
    assert result == plain
    spots = space.run("a").spots
    mended = mended_truths(space.path, root, root.games)
    assert len(mended) == len(read_truths(root, root.games)) - 2
    judged = evaluate(mended, type(mended).concat([spots(game.name) for game in root.games]))
    assert beside["a_mAP"] == judged.official("loose")["a_mAP"] != plain["a_mAP"]
    table = printed(capsys, *given, "--mended")
    change = points(beside["a_mAP"] - plain["a_mAP"])
    average = next(line for line in table.splitlines() if line.startswith("Average-mAP"))
    assert f"{100 * plain['a_mAP']:.2f}" in average
    assert f"{100 * beside['a_mAP']:.2f} {change:>7}" in average


def test_evaluate_says_when_nothing_was_mended_there(places, capsys, tmp_path):
    root, space = places
    given = ("evaluate", "--labels", str(root.path), "--predictions", str(space.run("a").folder / "spots"))
    capsys.readouterr()
    assert main([*given, "--mended", "--workspace", str(tmp_path / "elsewhere")]) == 0
    assert "holds no edits of these games' labels" in capsys.readouterr().err


def test_an_entry_that_cannot_be_read_is_refused_in_edited_games_too(places):
    root, space = places
    path = root.path / root.games[0].name / "Labels-v2.json"
    value = json.loads(path.read_text())
    value["annotations"].append(
        {"gameTime": "0 - 00:10", "label": "Goal", "position": "10000", "team": "home"}
    )
    path.write_text(json.dumps(value))
    again = open_root(root.path)
    with pytest.raises(UserError, match="Correct the file"):
        mended_truths(space.path, again, again.games)
    assert len(mended_events(open_editor(space.path, again, again.games[0]))) > 0


def test_compare_by_mended_labels_says_so(places, capsys):
    root, space = places
    runs = [Contender.parse(name, space) for name in "ab"]
    plain = compare_runs(root, runs, resamples=20)
    done = compare_runs(root, runs, resamples=20, mended=space.path)
    assert MENDED in done.remarks
    assert MENDED not in plain.remarks
    assert done.comparison.n_truths.sum() == plain.comparison.n_truths.sum() - 2
    result = output(capsys, "compare", "a", "b", "--resamples", "20", "--mended", "--json")
    assert result == json.loads(json.dumps(done.to_json()))
    assert result["mended_labels"] is True


def test_intervals_of_few_games_come_with_a_warning(places, capsys):
    assert FEW_GAMES > 2
    assert "Intervals drawn from 2 games come out too narrow" in printed(
        capsys, "compare", "a", "b", "--resamples", "20"
    )
