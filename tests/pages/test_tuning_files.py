"""Files on the Tuning page: settings saved and loaded by name, the results zip and its command."""

from __future__ import annotations

import json
import shutil
import zipfile

import numpy as np

from app.tuning.files import results_zip
from core.cli import main
from core.command_line import command
from core.data.formats.results import read_results
from core.data.root import open_root
from core.figures import percent
from core.files import write_json
from core.runs.saved_settings import load_settings, save_settings
from core.runs.workspace import Workspace
from core.spotting.class_settings import ClassSettings
from core.spotting.settings import Settings
from tests.pages.reading import html_rows, texts


def test_settings_are_saved_by_name_and_loaded(open_page, league):
    test = open_page("tuning", run="dense", threshold="0.35", windows="goal:8", panel="save")
    test.text_input(key="settings_name").set_value("mine").run()
    test.button(key="settings_save").click().run()
    assert not test.exception
    saved = load_settings(Workspace(league[1]), "mine").settings
    assert saved.classes[2] == ClassSettings("hard", 8.0, 0.35)
    test.button(key="settings_save").click().run()
    assert "already" in "".join(str(one.value) for one in test.error)
    test.button(key="tuning_reset").click().run()
    test.selectbox(key="settings_saved").set_value("mine").run()
    test.button(key="settings_saved_load").click().run()
    assert test.query_params["windows"] in ("goal:8", ["goal:8"])


def test_settings_for_unknown_classes_are_refused_with_their_names(open_page, league):
    workspace = Workspace(league[1])
    save_settings(workspace, "odd", Settings())
    path = workspace.path / "settings" / "odd.json"
    value = Settings().to_dict()
    value["classes"]["Tackle"] = {}
    write_json(path, value)
    try:
        test = open_page("tuning", run="dense", panel="save")
        test.selectbox(key="settings_saved").set_value("odd").run()
        test.button(key="settings_saved_load").click().run()
        assert not test.exception
        assert "Tackle" in "".join(str(one.value) for one in test.error)
    finally:
        path.unlink()


def test_a_split_without_labels_keeps_settings_and_export(open_page, league, tmp_path):
    root = tmp_path / "root"
    shutil.copytree(league[0], root)
    names = [game.name for game in open_root(root).games]
    write_json(root / "splits.json", {"test": names[:2], "challenge": names[2:]})
    (root / names[2] / "Labels-v2.json").unlink()
    for half in (1, 2):  # a game is known by its files
        np.save(root / names[2] / f"{half}_ResNET_TF2_PCA512.npy", np.zeros((360, 512), np.float32))
    test = open_page("tuning", root=root, run="dense", split="challenge", panel="save")
    assert not test.exception
    assert "no games with labels" in texts(test).replace("\\", "")
    assert "Settings and export work" in texts(test)
    assert len(test.get("download_button")) == 1
    empty = open_page("tuning", root=root, run="dense", split="valid")
    assert not empty.exception
    assert "has no games in the split valid" in texts(empty).replace("\\", "")


def test_the_results_zip_holds_every_game_and_the_spots_of_the_page(league, tmp_path, monkeypatch):
    from app.cache import split as split_cache
    from app.server.catalog import Catalog

    root, run = open_root(league[0]), Workspace(league[1]).run("dense")
    split = split_cache.split_of(Catalog(root, Workspace(league[1]), "stamp"), run, "test")
    settings = Settings.uniform(threshold=0.5)
    path = tmp_path / "results.zip"
    path.write_bytes(results_zip(split_cache.spots(split, settings)))
    assert len(zipfile.ZipFile(path).namelist()) == 3
    back = read_results(path, split.judged)
    assert len(back) == len(split_cache.spots(split, settings))


def test_saved_settings_give_the_same_figure_on_the_command_line(open_page, league, tmp_path, capsys):
    query = {"threshold": "0.2", "windows": "goal:8", "methods": "corner:peaks", "smoothings": "foul:1"}
    test = open_page("tuning", run="dense", panel="save", **query)
    shown = html_rows(test, "Figures of the split")[2][2].split("|")[0]
    test.text_input(key="settings_name").set_value("driven").run()
    assert not test.code, "a line for settings without a name would not run"
    test.button(key="settings_save").click().run()
    assert not test.error
    line = "--run", "dense", "--split", "test", "--settings", "driven", "--check", "--out", "results.zip"
    assert [block.value for block in test.code] == [command("export", *line)]
    out = tmp_path / "results.zip"
    where = ["--workspace", str(league[1]), "--root", str(league[0])]
    spot = ["spot", *where, "--run", "dense", "--split", "test", "--settings", "driven", "--out", str(out)]
    assert main(spot) in (0, None)
    capsys.readouterr()
    games = ["--labels", str(league[0]), "--predictions", str(out), "--split", "test"]
    assert main(["evaluate", *games, "--json"]) in (0, None)
    told = json.loads(capsys.readouterr().out)
    assert shown == percent(told["a_mAP"])


def test_the_match_view_loads_saved_settings(open_page, league):
    save_settings(Workspace(league[1]), "for-match", Settings.uniform(window_s=9.0, threshold=0.45))
    test = open_page("match", more=True, run="dense")
    test.selectbox(key="match_settings").set_value("for-match").run()
    test.button(key="match_settings_load").click().run()
    assert not test.exception
    assert test.slider(key="w_window").value == 9.0
    assert test.slider(key="w_threshold").value == 0.45
