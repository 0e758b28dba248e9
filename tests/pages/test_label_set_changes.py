"""A classes.json that changes while the explorer is open: figures, labels and addresses follow."""

from __future__ import annotations

import json
import shutil

from app.server.catalog import forget_catalog
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
