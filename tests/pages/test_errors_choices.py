"""The Errors page: a cell lands in the address, mended labels beside, bad input is a sentence."""

from __future__ import annotations

import json
import shutil

import pytest

from core.data.root import open_root
from core.figures import percent, points
from core.labels.mended import mended_truths
from core.labels.open import open_editor
from tests.pages.errors_expected import expected
from tests.pages.reading import click_figure, figures_of, keys_of, number_of, texts, words_of

COST = "Errors and what they cost"


def address(test, name: str) -> str:
    value = test.query_params.get(name, "")
    return value if isinstance(value, str) else value[0]


def test_a_click_sets_the_cell_and_the_next_gives_it_back(open_page):
    test = open_page("errors", run="dense", at="", most="48")
    key = next(keys_of(row)[-1] for row in figures_of(test, COST)["rows"][1:] if keys_of(row)[-1])
    test = click_figure(test, COST, key)
    assert not test.exception
    assert address(test, "cell") == key
    assert address(test, "most") == ""  # another gallery begins at its start
    assert key in figures_of(test, COST)["chosen"]
    assert address(click_figure(test, COST, key), "cell") == ""


def test_a_click_on_a_class_looks_at_it_alone(open_page):
    test = click_figure(open_page("errors", run="dense", show="misses"), COST, "class:throw-in")
    assert (address(test, "of"), address(test, "cell")) == ("throw-in", "label=throw-in")
    assert "**Throw-in** alone" in texts(test).replace("\\", "")
    test = click_figure(test, COST, "class:*")
    assert (address(test, "of"), address(test, "cell")) == ("", "")


@pytest.fixture
def mended(league, tmp_path):
    """(root, workspace) of its own, with the first ten labels of the first game deleted in the workspace."""
    root = shutil.copytree(league[0], tmp_path / "root")
    space = shutil.copytree(league[1], tmp_path / "space")
    data = open_root(root)
    editor = open_editor(space, data, data.games[0])
    for entry in editor.entries[:10]:
        editor = editor.delete(entry.id)
    return root, space


def test_mended_labels_beside_those_of_the_files(open_page, mended):
    root, space = mended
    data = open_root(root)
    before, _ = expected(mended)
    after, _ = expected(mended, truths=mended_truths(space, data, data.games))
    test = open_page("errors", root=root, workspace=space, run="dense", labels="both")
    assert not test.exception
    total = words_of(figures_of(test, COST)["rows"][0])
    was, now = float(before.average_ap[0]), float(after.average_ap[0])
    assert total[3:6] == [percent(was), percent(now), points(now - was)]
    test = open_page("errors", root=root, workspace=space, run="dense", labels="mended")
    total = words_of(figures_of(test, COST)["rows"][0])
    assert (number_of(total[1]), total[3]) == (int(after.n_truths[0].sum()), percent(now))


def test_mended_labels_are_offered_only_where_there_are_some(open_page):
    test = open_page("errors", run="dense", labels="both")
    assert "w_labels" not in {group.key for group in test.get("button_group")}
    assert "No label of these games is mended" in texts(test)


def test_an_open_conflict_points_to_the_review_page(open_page, mended):
    root, space = mended
    game = open_root(root).games[0]
    path = root / game.name / "Labels-v2.json"
    value = json.loads(path.read_text())
    for one in value["annotations"]:
        one["position"] = str(int(one["position"]) + 700)
    path.write_text(json.dumps(value))
    for labels in ("both", "mended"):
        test = open_page("errors", root=root, workspace=space, run="dense", labels=labels)
        assert not test.exception
        assert "changed on disk" in texts(test)
        assert [link.proto.page for link in test.get("page_link")] == ["review"]
        assert bool(test.get("bidi_component")) == (labels == "both")  # the figures of the files stay


@pytest.mark.parametrize(
    ("given", "ignored"),
    [
        ({"far": "0.5"}, "far"),
        ({"cell": "kind=nonsense"}, "cell"),
        ({"of": "nobody"}, "of"),
        ({"show": "<b>", "games": "stadium"}, "games, show"),
    ],
)
def test_nonsense_in_the_address_is_ignored_with_a_note(open_page, given, ignored):
    test = open_page("errors", run="dense", **given)
    assert not test.exception
    assert f"makes no sense here: {ignored}" in texts(test)
    assert figures_of(test, COST)


def test_a_split_without_games_says_so(open_page):
    test = open_page("errors", run="dense", split="valid")
    assert not test.exception
    assert "so there are no figures" in texts(test)


def test_a_run_that_lacks_games_says_which_and_judges_the_others_when_asked(open_page, league, tmp_path):
    space = shutil.copytree(league[1], tmp_path / "space")
    game = open_root(league[0]).games[0].name
    shutil.rmtree(space / "runs" / "dense" / "scores" / game)
    test = open_page("errors", workspace=space, run="dense")
    assert "lacks 1 of the 3 games of test" in texts(test)
    assert not test.get("bidi_component")
    test = open_page("errors", workspace=space, run="dense", common="True")
    assert "**2** games of test" in texts(test)


def test_a_group_that_is_not_there_is_a_sentence(open_page):
    test = open_page("errors", run="dense", cell="kind=missed;by=league;group=99")
    assert not test.exception
    assert "There is no group 100" in texts(test)
