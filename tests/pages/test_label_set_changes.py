"""A classes.json that changes while the explorer is open: figures, labels and addresses follow."""

from __future__ import annotations

import json
import os
import shutil

import numpy as np

from app.server import catalog
from app.server.catalog import forget_catalog
from core.data.root import open_root
from core.files import short_id
from core.label_sets import label_set_of
from tests.pages.made_set import make_set_root
from tests.pages.reading import texts

RULE = {"fps": 25, "metrics": {"close": [0.2, 1.0]}, "opening": "close"}


def test_another_rule_and_another_order_of_classes_are_taken_up(open_page, tmp_path):
    label_set = label_set_of({"classes": ["serve", "bounce", "swing"], "evaluation": RULE}, "the test")
    root, workspace = make_set_root(tmp_path, label_set)
    test = open_page("match", root=root, workspace=workspace, run="first", class_="swing", tolerance="1")
    hits = test.dataframe[0].value["hits"].tolist()
    path = root / "classes.json"
    value = json.loads(path.read_text())
    value["evaluation"] |= {"metrics": {"wide": [1, 10]}, "opening": "wide"}
    path.write_text(json.dumps(value))
    forget_catalog()
    test.run()
    assert not test.exception
    assert "close" not in texts(test)
    assert list(test.select_slider(key="w_tolerance").options) == ["1", "10"]
    assert test.dataframe[0].value["hits"].tolist() == hits
    value["classes"] = ["bounce", "swing", "serve"]
    path.write_text(json.dumps(value))
    shutil.rmtree(workspace / "runs")
    forget_catalog()
    test.run()
    assert not test.exception
    assert test.query_params["class"] in ("swing", ["swing"])
    assert test.session_state["selection"]["focus"] == 1


def test_features_that_fit_neither_video_nor_labels_are_said_on_match(open_page, tmp_path):
    root, workspace = make_set_root(tmp_path, label_set_of(["serve", "bounce"], "the test"))
    for game, rows in zip(open_root(root).games, (150, 450), strict=True):
        np.save(root / game.name / "1_made_5fps.npy", np.ones((rows, 4), np.float32))
        test = open_page("match", root=root, workspace=workspace, run="first", game=short_id(game.name))
        assert not test.exception
        says = "ends at 00:30 at 5 rows a second (--fps), before" in texts(test).replace("\\", "")
        assert says == (rows == 150)


def test_a_label_set_in_a_file_elsewhere_is_read_again_when_it_changes(monkeypatch, tmp_path):
    root, workspace = make_set_root(tmp_path, label_set_of(["serve", "bounce"], "the test"))
    chosen = tmp_path / "class.txt"
    monkeypatch.setenv("TOUCHLINE_ROOT", str(root))
    monkeypatch.setenv("TOUCHLINE_WORKSPACE", str(workspace))
    monkeypatch.setenv("TOUCHLINE_LABEL_SET", str(chosen))
    monkeypatch.setattr(catalog, "_CHECK_AFTER_S", 0)
    forget_catalog()
    chosen.write_text("serve\nbounce\n")
    assert catalog.open_catalog().root.label_set.classes == ("serve", "bounce")
    chosen.write_text("serve\n")
    os.utime(chosen, (1, 1))
    assert catalog.open_catalog().root.label_set.classes == ("serve",)
    monkeypatch.setenv("TOUCHLINE_LABEL_SET", "ball-2023")
    assert catalog.open_catalog().root.label_set.classes == ("PASS", "DRIVE")
    forget_catalog()
