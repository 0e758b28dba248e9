"""tune, compare and spot --settings on a root with made scores: the same by functions and commands."""

from __future__ import annotations

import json
import re
import shutil
from xml.etree import ElementTree

import numpy as np
import pytest

from core.cli import main
from core.data.formats.results import write_results
from core.data.labels import read_truths
from core.data.root import open_root
from core.exceptions import UserError
from core.metric.evaluation import evaluate
from core.runs.compare import compare_runs
from core.runs.coverage import Contender, choose_games
from core.runs.saved_settings import load_settings, save_settings, settings_names
from core.runs.spots import checked_scores, spots_of
from core.runs.tune import tune_run
from core.spotting.class_settings import ClassSettings
from core.spotting.settings import Settings
from core.tuning.search import Objective
from tests.core.command_line import complaint, output, save_scores, use_places
from tests.soccernet_v2 import CLASSES


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Six games (train, 2 valid, 3 test), and runs `a` and `b` with made scores of all but the first."""
    data, space = use_places(tmp_path, monkeypatch, {"train": 1, "valid": 2, "test": 3}, dim=8)
    names = sorted(game.name for game in data.games)
    for seed, name in enumerate("ab"):
        run = space.create(
            name, "trained", features="ResNET_TF2_PCA512", settings=Settings.uniform(threshold=0.2)
        )
        save_scores(run, data, names[1:], 10 * seed)
    return data, space


FEW = ("--methods", "hard", "peaks")


def test_tune_by_command_is_tune_run_and_spot_uses_its_settings(places, capsys, tmp_path):
    root, space = places
    result = output(capsys, "tune", "--run", "a", "--objective", "tight", *FEW, "--save", "best", "--json")
    run = space.run("a")
    report = tune_run(root, run, Objective("tight"), methods=("hard", "peaks"))
    assert result == {**report.to_json(), "saved": "best"}
    assert (result["tuned_on"], result["applied_to"], result["tuned_on_test"]) == ("valid", "test", False)
    assert (result["tuned"]["games"], result["applied"]["games"]) == (2, 3)
    assert result["tuned"]["gain"]["tight"]["all"] > 0
    saved = load_settings(space, "best")
    assert saved.settings == report.tuned.settings
    assert saved.origin["objective"] == "tight AP"
    for side, split in (("tuned", "valid"), ("applied", "test")):  # the figures are those of `evaluate`
        out = str(tmp_path / f"{split}.zip")
        output(capsys, "spot", "--run", "a", "--split", split, "--settings", "best", "--out", out, "--json")
        figures = output(
            capsys,
            *("evaluate", "--labels", str(root.path), "--predictions", out),
            *("--split", split, "--metric", "tight", "--json"),
        )
        assert figures["a_mAP"] == result[side]["after"]["tight"]["all"]
        assert figures["a_mAP_unshown"] == result[side]["after"]["tight"]["unshown"]
    assert main(["tune", "--run", "a", *FEW]) == 0
    assert "Applied to test" in capsys.readouterr().out


def test_tuning_on_test_is_said(places, capsys):
    capsys.readouterr()
    assert main(["tune", "--run", "a", "--on", "test", "--methods", "peaks", "--json"]) == 0
    captured = capsys.readouterr()
    result = json.loads(captured.out)
    assert result["tuned_on_test"] is True
    assert "test split" in result["warning"]
    assert "Warning: " in captured.err
    assert result["applied"] is None
    assert "tuned on" in result["not_applied"]


def test_f1_and_a_start(places, capsys):
    _, space = places
    save_settings(space, "begin", Settings.uniform("peaks", 9.0))
    argv = ("tune", "--run", "a", "--objective", "f1", "--tolerance", "10", "--start", "begin", *FEW)
    result = output(capsys, *argv, "--apply", "none", "--json")
    assert result["objective"] == "F1 at 10 s"
    assert result["applied"] is None
    per_class = result["tuned"]["objective"]["per_class"]
    assert all(row["after"] >= row["before"] for row in per_class.values())
    assert result["tuned"]["objective"]["after"] > result["tuned"]["objective"]["before"]


def test_settings_are_saved_by_name(places):
    _, space = places
    assert settings_names(space) == ()
    made = Settings().with_classes({1: ClassSettings("peaks", 3.0, 0.2)})
    save_settings(space, "mine", made, {"run": "a"})
    assert load_settings(space, "mine").settings == made
    assert settings_names(space) == ("mine",)
    with pytest.raises(UserError, match="already"):
        save_settings(space, "mine", made)
    save_settings(space, "mine", Settings(), replace=True)
    assert load_settings(space, "mine").settings == Settings()
    with pytest.raises(UserError, match="the settings are: mine"):
        load_settings(space, "other")
    with pytest.raises(UserError, match="cannot name settings"):
        load_settings(space, "../x")
    (space.path / "settings" / "bad.json").write_text('{"classes": {"Dribble": {}}}')
    with pytest.raises(UserError, match=r"bad\.json names unknown classes: 'Dribble'"):
        load_settings(space, "bad")


def test_games_that_a_run_lacks(places, capsys):
    root, space = places
    run = space.run("a")
    lacking = root.split("test")[0].name
    shutil.rmtree(run.folder / "scores" / lacking)
    with pytest.raises(UserError, match=r"'a' lacks 1 of the 3 games of test: .*--common"):
        choose_games(root, "test", [run])
    chosen = choose_games(root, "test", [run, space.run("b")], common=True)
    assert chosen.missing == {"a": (lacking,)}
    assert len(chosen.games) == 2
    assert "Only the 2 games of test" in chosen.sentence
    result = output(capsys, "tune", "--run", "a", *FEW, "--json")
    assert "lacks 1 of the 3" in result["not_applied"]
    result = output(capsys, "tune", "--run", "a", *FEW, "--common", "--json")
    assert result["applied"]["missing"] == {"a": [lacking]}


def test_bad_input_to_tuning(places, capsys):
    root, space = places
    for sentence, argv in {
        "no game of the split 'challenge'": ("tune", "--run", "a", "--on", "challenge"),
        "lacks 1 of the 1 games of train": ("tune", "--run", "a", "--on", "train"),
        "There are no settings 'x'": ("spot", "--run", "a", "--settings", "x", "--out", "y.zip"),
        "F1 needs a tolerance": ("tune", "--run", "a", "--objective", "f1", "--tolerance", "-1"),
        "cannot name settings": ("tune", "--run", "a", "--save", "../x"),
    }.items():
        assert sentence in complaint(capsys, *argv), argv
    save_settings(space, "mine", Settings())
    both = ("spot", "--run", "a", "--settings", "mine", "--window", "3", "--out", "y.zip")
    assert "one or the other" in complaint(capsys, *both)
    assert "already" in complaint(capsys, "tune", "--run", "a", "--save", "mine")
    game = root.split("valid")[0]
    run = space.run("a")
    run.save_scores(game.name, 1, np.zeros((599, 17), np.float32))
    with pytest.raises(UserError, match=r"599 rows where .* has 600; predict"):
        checked_scores(run, (game,))
    (root.path / game.name / "Labels-v2.json").unlink()
    fresh = open_root(root.path)
    assert len(choose_games(fresh, "valid", [run]).games) == 1


def test_imported_spots_are_only_cut(places):
    root, space = places
    games = root.split("test")
    spots = spots_of(space.run("a"), games, None)
    imported = space.create("theirs", "spots")
    write_results(imported.folder / "spots", spots)
    with pytest.raises(UserError, match="has no scores"):
        tune_run(root, imported, Objective("loose"), tune_on="test")
    cut = Contender("theirs", imported, Settings.uniform(threshold=0.5)).spots(games)
    assert 0 < len(cut) < len(spots)
    assert cut.confidence.min() >= 0.5


def test_compare_by_command_is_compare_runs(places, capsys):
    root, space = places
    save_settings(space, "wide", Settings.uniform("symmetric", 40.0))
    names = ("a", "b", "a@wide")
    argv = ("compare", *names, "--resamples", "50", "--seed", "2")
    result = output(capsys, *argv, "--json", "--moments")
    contenders = [Contender.parse(name, space) for name in names]
    done = compare_runs(root, contenders, resamples=50, seed=2)
    assert result == done.to_json(moments=True)
    truths = read_truths(root, root.split("test"))
    official = evaluate(truths, contenders[2].spots(root.split("test")))
    assert result["runs"]["a@wide"]["tight"]["all"]["value"] == pytest.approx(official.average("tight"))
    assert result["missing"] == {}
    assert set(result["changes"]) == {"b", "a@wide"}
    assert "difference" not in result["runs"]["a"]["loose"]["all"]
    capsys.readouterr()
    assert main([*argv, "--baseline", "b", "--metric", "tight"]) == 0
    text = capsys.readouterr().out
    assert "b (baseline)" in text
    assert "Average-mAP tight" in text
    assert "finds" in text
    assert main([*argv, "--latex"]) == 0
    assert r"\begin{tabular}" in capsys.readouterr().out


def test_the_report_is_one_file_with_the_same_figures(places, tmp_path, capsys):
    path = tmp_path / "report.html"
    argv = ("compare", "a", "b", "--resamples", "20", "--html", str(path), "--json")
    result = output(capsys, *argv)
    page = path.read_text()
    for name in ("a", "b"):
        assert f"{100 * result['runs'][name]['tight']['all']['value']:.2f}" in page
    for part in ("Efron and Tibshirani", *CLASSES[:16], "Yellow-&gt;red card", "Average-mAP loose"):
        assert part in page
    assert not re.search(r"<script|https?:|src=|href=|url\(", page)
    plots = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(plots) == 4
    for plot in plots:
        ElementTree.fromstring(plot)
    gained = result["changes"]["b"]["per_class"]["Corner"]["gained"]
    assert f"<title>Corner: {gained} gained</title>" in plots[3]


def test_mistakes_in_comparing(places, capsys):
    root, space = places
    lacking = root.split("test")[0].name
    shutil.rmtree(space.run("b").folder / "scores" / lacking)
    for sentence, argv in {
        "'b' lacks 1 of the 3 games": ("a", "b"),
        "at least two": ("a",),
        "named twice": ("a", "a"),
        "There is no run 'x'": ("a", "x"),
        "There are no settings 'x'": ("a", "a@x"),
        "baseline 'x' is none": ("a", "b", "--baseline", "x"),
        "no game of the split 'challenge'": ("a", "b", "--split", "challenge"),
        "0 resamples": ("a", "b", "--common", "--resamples", "0"),
        "ask for 1 to 100000": ("a", "b", "--common", "--resamples", "1000000000"),
        "no metric 'nix'": ("a", "b", "--metric", "nix"),
        "A tolerance of nan s cannot be": ("a", "b", "--common", "--tolerance", "nan"),
    }.items():
        assert sentence in complaint(capsys, "compare", *argv), argv
    with pytest.raises(SystemExit, match="2"):
        main(["compare", "a", "b", "--seed", "-1"])
    capsys.readouterr()
    assert main(["compare", "a", "b", "--common", "--resamples", "10", "--json"]) == 0
    captured = capsys.readouterr()
    result = json.loads(captured.out)
    assert (result["games"], result["missing"]) == (2, {"b": [lacking]})
    assert "Only the 2 games of test" in captured.err
