"""The pages as scripts: what they show, what they keep in the URL, what they say of bad input."""

from __future__ import annotations

import json
import shutil

import pytest

from app.state.page import pages
from core.command_line import command, explorer
from core.data.labels import read_labels
from core.data.root import open_root
from core.figures import percent
from core.files import short_id
from core.metric.evaluation import evaluate
from core.metric.matching import match
from core.runs.workspace import Workspace
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores
from tests.app.league import add_model_run
from tests.pages.reading import texts


def figures(test) -> str:
    """The pieces of HTML on the page."""
    return "".join(element.proto.body for element in test.main if element.type == "html")


def core_spots(root, run, games, config):
    halves = [(game.name, half, run.scores(game.name, half), run.fps) for game in games for half in (1, 2)]
    return SplitScores.from_halves(tuple(game.name for game in games), halves).spots(config)


@pytest.mark.parametrize("page", [page.name for page in pages()])
def test_a_simulated_root_says_so_everywhere(open_page, page):
    assert "simulated" in texts(open_page(page))


def test_match_counts_equal_core(open_page, league):
    test = open_page("match", run="dense", tolerance="10", threshold="0.3", window="20")
    assert not test.exception
    root = open_root(league[0])
    game = root.games[0]
    run = Workspace(league[1]).run("dense")
    spots = core_spots(root, run, [game], Settings.uniform(window_s=20, threshold=0.3))
    counts = match(read_labels(root, game).events, spots, 10).counts()
    shown = test.dataframe[0].value
    assert shown["hits"].tolist() == counts[:, 0].tolist()
    assert shown["false"].tolist() == counts[:, 1].tolist()
    assert shown["missed"].tolist() == counts[:, 2].tolist()


def test_match_keeps_its_settings_in_the_url(open_page):
    test = open_page("match", run="dense")
    test.slider(key="w_threshold").set_value(0.4).run()
    test.slider(key="w_window").set_value(12.0).run()
    test.select_slider(key="w_tolerance").set_value(5).run()
    assert not test.exception
    wanted = {"threshold": "0.4", "window": "12", "tolerance": "5", "run": "dense"}
    assert wanted.items() <= {name: test.query_params[name] for name in test.query_params}.items()
    test.button(key="reset").click().run()
    assert "threshold" not in test.query_params
    assert test.slider(key="w_threshold").value == 0.1, "the run's own threshold"


def test_a_run_without_scores_cannot_move_its_window(open_page):
    test = open_page("match", run="spots")
    assert test.slider(key="w_window").disabled
    assert not test.slider(key="w_threshold").disabled


def test_match_ignores_nonsense_with_a_note(open_page):
    test = open_page(
        "match", game="nonsense", half="7", threshold="abc", class_="<b>", tolerance="999", zoom="x"
    )
    assert not test.exception
    for name in ("game", "half", "threshold", "class", "tolerance", "zoom"):
        assert name in texts(test)
    assert len(test.dataframe) == 1


def test_an_unknown_game_or_run_opens_another_and_says_so(open_page):
    test = open_page("match", game="0123456789ab", run="gone")
    assert not test.exception
    assert "does not have" in texts(test)
    assert "gone" in texts(test)


def test_classes_equals_core(open_page, league):
    test = open_page("classes", run="dense", split="test", threshold="0.2")
    assert not test.exception
    root = open_root(league[0])
    from core.data.labels import read_truths

    spots = core_spots(root, Workspace(league[1]).run("dense"), root.games, Settings.uniform(threshold=0.2))
    expected = evaluate(read_truths(root, root.games), spots)
    shown = test.dataframe[0].value
    assert shown["loose all"].tolist() == pytest.approx((100 * expected.average_per_class("loose")).tolist())
    assert f"<b>{percent(expected.average('loose', 'unshown'))}</b><span>unshown" in figures(test)
    assert f"tight <b>{percent(expected.average('tight'))}</b>" in figures(test)
    assert shown["truths all"].tolist() == expected.n_truths[0].tolist()


def test_classes_stands_beside_a_published_row(open_page):
    test = open_page("classes", run="dense")
    test.selectbox(key="w_published").set_value("lab report (PCA)").run()
    assert "published" in test.dataframe[0].value
    assert "<b>50.60</b>" in figures(test)
    assert test.query_params["beside"] == "lab report (PCA)"


def test_no_data_root_says_what_to_do(open_page, league, tmp_path):
    test = open_page("games", root=tmp_path / "nothing")
    assert not test.exception
    assert "no data root" in texts(test)
    assert test.code[0].value == f"{command('demo')}\n{explorer(str(league[1] / 'demo-league'))}"


def test_an_empty_root_and_an_empty_workspace(open_page, tmp_path, league):
    (tmp_path / "empty").mkdir()
    assert "no games" in texts(open_page("games", root=tmp_path / "empty"))
    test = open_page("match", workspace=tmp_path / "ws")
    assert not test.exception
    assert "No runs yet" in texts(test)
    assert len(test.dataframe) == 0, "nothing was predicted, so nothing was missed"
    assert "nothing predicted" in figures(test)
    test = open_page("classes", workspace=tmp_path / "ws")
    assert not test.exception
    assert "no runs" in texts(test)


def test_one_bad_game_never_hides_the_good_ones(open_page, own_league):
    root, workspace = own_league
    games = open_root(root).games
    (root / games[0].name / "Labels-v2.json").write_text('{"annotations": [')
    damaged = Workspace(workspace).run("dense").scores_path(games[1].name, 2)
    damaged.write_bytes(damaged.read_bytes()[:999])
    test = open_page("classes", root=root, workspace=workspace, run="dense")
    assert not test.exception
    assert "2 games could not be read" in test.expander[0].label
    assert "100" not in test.dataframe[0].value.columns
    assert test.dataframe[0].value["truths all"].sum() > 0
    bad = open_page("match", root=root, workspace=workspace, game=short_id(games[0].name), run="dense")
    assert not bad.exception
    assert "is not valid JSON" in bad.error[0].value
    assert len(bad.dataframe) == 0
    assert "<b>–</b>" in figures(bad)
    good = open_page("match", root=root, workspace=workspace, game=short_id(games[2].name), run="dense")
    assert not good.exception
    assert not good.error


@pytest.mark.parametrize(
    ("run", "said", "line"),
    [
        ("dense", "pick another run", None),
        ("spots", "Import results", ("import", "results_spotting.zip", "--run", "spots", "--replace")),
        ("model", "no predictions for this game", ("predict", "--run", "model", "--game", "{game}")),
    ],
)
def test_a_game_that_a_run_never_saw_is_not_judged(open_page, own_league, run, said, line):
    root, workspace = own_league
    add_model_run(open_root(root), Workspace(workspace))
    game = open_root(root).games[1].name
    for kind in ("scores", "spots"):
        shutil.rmtree(workspace / "runs" / run / kind / game, ignore_errors=True)
    test = open_page("match", root=root, workspace=workspace, game=short_id(game), run=run)
    assert not test.exception
    assert said in test.info[0].value
    shown = [block.value for block in test.code]
    assert shown == ([command(*(word.format(game=game) for word in line))] if line else [])
    assert len(test.dataframe) == 0
    assert "<b>–</b><span>nothing predicted" in figures(test)


def test_label_entries_that_cannot_be_used_are_said_in_a_line(open_page, own_league):
    root, workspace = own_league
    game = open_root(root).games[0].name
    path = root / game / "Labels-v2.json"
    value = json.loads(path.read_text())
    first, second, third = value["annotations"][:3]
    first["label"], second["gameTime"], third["position"] = "Goall", "half past", "99999999"
    path.write_text(json.dumps(value))
    (root / game / "game.json").write_text('{"parts": [{"number": 0}]}')
    half = third["gameTime"][0]
    test = open_page("match", root=root, workspace=workspace, game=short_id(game), run="dense", half=half)
    assert not test.exception
    said = texts(test).replace("\\", "")
    assert "2 label entries of this game could not be used. The first: annotation 2" in said
    assert "game.json has a part 0; parts are numbered from 1 to 9" in said
    assert "1 event lies after the end of this half at 120 minutes (the first at 1 - 1666:39)" in said
    assert len(test.dataframe) == 1


def test_the_tolerance_says_that_it_is_the_full_width(open_page):
    test = open_page("match", run="dense", tolerance="5")
    assert test.select_slider(key="w_tolerance").label == "Tolerance, s (within 2.5 s either side)"


def test_a_broken_run_is_named_and_the_others_stay(open_page, own_league):
    root, workspace = own_league
    (workspace / "runs" / "spots" / "run.json").write_text("{")
    test = open_page("match", root=root, workspace=workspace)
    assert not test.exception
    assert "run.json" in test.warning[0].value
    assert test.selectbox(key="w_run").options == ["dense"]


def test_names_from_disk_are_shown_as_text(open_page, own_league):
    root, workspace = own_league
    name = open_root(root).games[0].name
    evil = "2020-08-09 - 18-00 <img src=x onerror=alert(1)> 1 - 0 **Blues**"
    (root / name).rename((root / name).with_name(evil))
    game = short_id(f"{name.rpartition('/')[0]}/{evil}")
    test = open_page("match", root=root, workspace=workspace, game=game)
    assert not test.exception
    page = "".join(element.proto.body for element in test.main if element.type == "html")
    assert "<img" not in page


def test_a_simulated_game_without_video_offers_to_draw_one(open_page):
    assert "Draw the video of this game" in [button.label for button in open_page("match").button]


def test_no_figure_where_there_is_nothing_to_find(open_page):
    shown = open_page("classes", run="dense").dataframe[0].value
    for view in ("all", "visible", "unshown"):
        empty = shown[f"truths {view}"] == 0
        assert shown.loc[empty, f"loose {view}"].isna().all()
        assert shown.loc[~empty, f"loose {view}"].notna().all()
