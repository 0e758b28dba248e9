"""Every page opens with label sets of 1, 3, 12 and 200 classes, and says what to do with a run of another."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.match_view import payload as payload_module
from app.state.page import pages
from app.ui.html_table import Row, html_table, table_px
from core.cli import main
from core.files import short_id, write_json
from core.label_sets import SOCCERNET_V2, label_set_of, preset
from core.runs.workspace import Workspace
from tests.pages.made_set import make_set_root
from tests.pages.reading import texts

ODD = ("Größe: Überzahl", "<b>\"quoted\" 'goal'</b> [x](y) $a$ *b*", "w" * 59)
RULE = {"fps": 25, "metrics": {"close": [0.04, 0.2, 1.0], "near": [2]}, "opening": "close", "parts": 2}
SETS = {
    "one": label_set_of(
        {"classes": ["1"], "visibility": False, "evaluation": {"fps": 25, "metrics": {"only": 0.5}}},
        "the test",
    ),
    "odd": label_set_of(
        {
            "classes": [{"name": ODD[0], "colour": "#ff0000", "key": "g"}, *ODD[1:]],
            "teams": ["near side", "<i>far</i>"],
            "evaluation": RULE,
        },
        "the test",
    ),
    "ball": preset("ball-2024"),
    "many": label_set_of([f"class {number}" for number in range(200)], "the test"),
}
PARTS = {"odd": (1, 2, 3)}
VIEWS = {
    **{page.name: (page.name, {}) for page in pages()},
    **{f"classes {look}": ("classes", {"look": look}) for look in ("class", "lens")},
    **{f"tuning {panel}": ("tuning", {"panel": panel}) for panel in ("sweep", "auto", "point", "save")},
    **{f"errors {show}": ("errors", {"show": show}) for show in ("offsets", "misses", "false", "games")},
    "errors misses by class": ("errors", {"show": "misses", "by": "class", "over": "one"}),
}


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """places(name) -> (root, workspace) of a set of SETS, each made once."""
    made = {}

    def place(name: str):
        if name not in made:
            parts = PARTS.get(name, (1,))
            made[name] = make_set_root(tmp_path_factory.mktemp(name), SETS[name], parts=parts)
        return made[name]

    return place


@pytest.fixture
def opened(open_page, places):
    """opened("odd", "classes", look="class") -> AppTest of a page on the root of a set."""

    def opened(name: str, page: str, **params: str):
        root, workspace = places(name)
        test = open_page(page, root=root, workspace=workspace, more=True, **params)
        assert not test.exception
        assert "Ignored in the address" not in texts(test)
        return test

    return opened


def html(test) -> str:
    return "".join(node.proto.body for node in test.get("html"))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", SETS)
def test_every_page_opens(opened, name, view):
    page, params = VIEWS[view]
    test = opened(name, page, **params)
    assert [error.value for error in test.error if "of the test split" not in error.value] == []
    assert '<b>"' not in html(test), "names are text"
    assert "17" not in texts(test).replace("17 - ", "").split()


@pytest.mark.parametrize("name", SETS)
def test_the_last_class_in_focus_and_its_errors(opened, name):
    slug, last = SETS[name].slugs[-1], SETS[name].classes[-1]
    test = opened(name, "classes", class_=slug, look="class")
    assert test.selectbox(key="w_focus").value == len(SETS[name]) - 1
    test = opened(name, "errors", of=slug, show="false", cell=f"kind=missed;label={slug}")
    assert last in texts(test).replace("\\", "")
    test = opened(name, "match", **{"class_": slug, "for": "class", "thresholds": f"{slug}:0.4"})
    assert test.slider(key="w_threshold").value == 0.4


@pytest.mark.parametrize(
    ("name", "metrics", "tolerances"),
    [
        ("odd", ["close", "near"], ["0.04", "0.2", "1", "2"]),
        ("ball", ["at1", "loose", "tight"], [*map(str, range(1, 6)), *map(str, range(10, 65, 5))]),
    ],
)
def test_metrics_tolerances_and_views_are_the_sets(opened, name, metrics, tolerances):
    test = opened(name, "classes", look="class")
    assert list(test.segmented_control(key="w_metric").options) == metrics
    assert test.segmented_control(key="w_metric").value == metrics[0]
    assert list(test.select_slider(key="w_tolerance").options) == tolerances
    assert f"{metrics[0]} all" in test.dataframe[0].value


def test_nothing_is_said_of_visibility_where_labels_do_not_have_it(opened):
    for page in ("match", "classes", "tuning", "errors", "review", "compare"):
        test = opened("one", page)
        assert "w_view" not in [control.key for control in test.segmented_control]
        assert not {"visible", "unshown"} & set(texts(test).replace("*", " ").split())
    assert list(opened("one", "classes").dataframe[0].value) == [
        "class",
        "only all",
        "truths all",
    ]


def test_long_tables_scroll():
    rows = [Row([str(number)]) for number in range(200)]
    assert "tl-high" in html_table("many", ["class"], rows)
    assert "tl-high" not in html_table("many", ["class"], rows[:24])
    assert table_px(200, 28) < 800
    assert table_px(17, 28) == 28 * 17 + 40


def test_a_run_of_another_set_is_marked_and_named(open_page, places, tmp_path):
    root, workspace = places("ball")
    for path in ("first", "second"):
        copy = tmp_path / "runs" / path
        copy.mkdir(parents=True)
        (copy / "run.json").write_bytes((workspace / "runs" / path / "run.json").read_bytes())
    Workspace(tmp_path).create("other", "spots", label_set=SOCCERNET_V2)
    for page in pages():
        test = open_page(page.name, root=root, workspace=tmp_path, more=True, run="other", runs="first,other")
        assert not test.exception
        said = texts(test).replace("\\", "")
        if page.name == "games":
            continue
        assert "soccernet-v2 (17 classes" in said, page.name
        assert "ball-2024 (12 classes" in said, page.name
        if page.name != "compare":
            assert "other (of soccernet-v2)" in test.selectbox(key="w_run").options
    test = open_page("match", root=root, workspace=tmp_path, more=True, run="first", second="other")
    assert not test.exception
    assert "other (of soccernet-v2)" in test.selectbox(key="w_second_run").options
    assert "Nothing to compare with" in texts(test)
    assert open_page("match", root=root, workspace=tmp_path).selectbox(key="w_run").value != "other"
    assert "other" not in open_page("compare", root=root, workspace=tmp_path).multiselect(key="w_runs").value


def test_a_set_that_was_made_from_the_labels_is_said_on_games(open_page, tmp_path):
    for game in ("a", "b"):
        entries = [{"gameTime": "1 - 00:01", "label": "serve", "position": "1000"}]
        write_json(tmp_path / "l" / "s" / game / "Labels-v2.json", {"annotations": entries})
    test = open_page("games", root=tmp_path)
    assert "No label is of a known label set" in texts(test).replace("\\", "")


def test_parts_without_files_are_words(opened, places):
    game = json.loads((places("odd")[0] / "splits.json").read_text())["test"][0]
    test = opened("odd", "match", game=short_id(game), run="first")
    said = texts(test).replace("\\", "")
    assert "2nd half has 40 labels and" in said
    assert "Extra time 1 has 40 labels and" in said
    assert "the evaluation passes this part over" in said
    assert "has no part 2" in texts(opened("odd", "match", game=short_id(game), half="2")).replace("\\", "")


def test_a_part_that_is_passed_over_is_not_judged(open_page, tmp_path, monkeypatch):
    game, seen, payload = "l/s/g", [], payload_module.payload
    entries = [
        {
            "gameTime": f"{part} - 00:09",
            "label": "Goal",
            "position": "9000",
            "half": part,
            "confidence": "0.9",
        }
        for part in (1, 3)
    ]
    write_json(tmp_path / "root" / game / "Labels-v2.json", {"annotations": entries})
    write_json(tmp_path / "results" / game / "results_spotting.json", {"predictions": entries})
    for part in (1, 3):
        np.save(tmp_path / "root" / game / f"{part}_ResNET_TF2_PCA512.npy", np.zeros((60, 4), np.float32))
    there = ["--root", str(tmp_path / "root"), "--workspace", str(tmp_path / "space")]
    assert main(["import", *there, "--run", "spots", str(tmp_path / "results")]) == 0
    monkeypatch.setattr(payload_module, "payload", lambda view: seen.append(view.judged) or payload(view))
    for part in ("1", "3"):
        test = open_page("match", root=tmp_path / "root", workspace=tmp_path / "space", half=part)
        assert not test.exception
    assert seen == [True, False]


def test_features_too_long_for_their_labels_are_said_on_match(open_page, tmp_path):
    root, game, space = tmp_path / "root", "l/s/g", tmp_path / "space"
    entries = [
        {"gameTime": f"1 - {number:02d}:00", "label": "Goal", "position": str(60_000 * number)}
        for number in range(46)
    ]
    write_json(root / game / "Labels-v2.json", {"annotations": entries})
    np.save(root / game / "1_odd.npy", np.zeros((46 * 300, 4), np.float32))
    run = Workspace(space).create("wrong", "trained", features="odd", fps=2.0)
    run.save_scores(game, 1, np.zeros((46 * 300, 17), np.float32))
    said = texts(open_page("match", root=root, workspace=space, run="wrong")).replace("\\", "")
    assert "1_odd.npy lasts 115:00 at 2 rows a second (the default)" in said
    assert "5 a second would fit" in said
