"""Links copied before the pages were sorted into folders: each opens the view that it opened then.

The addresses are as the browser showed them; the figures are those that the pages showed at these addresses.
Ten links over all seven pages name every parameter that there was; they stay in one file, long as it is.

Over 250 lines, since the ten links and what they open are read side by side.
"""

from __future__ import annotations

import json
import shutil
import time
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from app.state.page import page, pages
from app.state.param import params_of, read_url
from core.data.root import open_root
from core.files import write_json
from core.label_sets import SOCCERNET_V2
from core.labels.open import open_editor
from core.runs.workspace import Workspace
from tests.app.league import add_model_run
from tests.pages.reading import figures_of, html_rows, texts, words_of
from tests.soccernet_v2 import CLASSES

GAMES = "/games?q=08-02&league=demo_league&season=2020-2021&split=test"
MATCH = (
    "/match?game=af459da4b61f&half=2&run=dense&class=corner&method=soft-gaussian&threshold=0.3&window=20"
    "&smoothing=1.5&methods=goal%3Apeaks&thresholds=goal%3A0.2%2Cfoul%3A0.5&windows=goal%3A8"
    "&smoothings=corner%3A0.5&second=spots&tolerance=20&t=42.5&zoom=30-90.5"
    "&lanes=order%3Dap%3Bhidden%3Dpenalty%3Bsmall%3Dgoal"
    "&list=without%3Dhit%2Cmissed%3Bseen%3Dvisible%3Bleast%3D0.25%3Bsort%3Dconf%3Breversed%3DTrue"
)
MATCH_SIDES = (
    "/match?game=0bef31390439&run=model&class=throw-in&before=4&after=9&own=True&for=class&second=model"
    "&against=threshold%3D0.2%3Bwindow%3D12%3Bbefore%3D5&tolerance=5"
)
CLASS = (
    "/classes?run=dense&split=test&method=peaks&threshold=0.15&window=12&thresholds=goal%3A0.4%2Ccorner%3A0.5"
    "&metric=tight&view=visible&beside=NetVLAD%2B%2B+paper%2C+best&class=corner&tolerance=20&look=class"
)
LENS = "/classes?run=model&split=all&threshold=0.1&smoothing=2&metric=tight&common=True&look=lens"
TUNING = (
    "/tuning?run=dense&split=all&smoothing=1&methods=corner%3Apeaks&windows=goal%3A6&smoothings=foul%3A2"
    "&pin=dense%40threshold%3D0.3%3Bwindows%3Dgoal%3A5&panel=auto&class=corner&tolerance=10&metric=tight"
    "&view=unshown&objective=f1&on=test"
)
COMPARE = (
    "/compare?runs=dense%2Cdense%40mixed%2Cspots&split=test&baseline=dense%40mixed&metric=tight&view=visible"
    "&diff=True&class=foul&tolerance=10"
)
MISSES = (
    "/errors?run=dense&split=test&threshold=0.2&view=visible&tolerance=10&over=one&far=2.5&show=misses&by=gap"
    "&of=throw-in&top=True&cell=kind%3Dmissed%3Btruth%3Dthrow-in&at=0bef31390439-1-100785-throw-in-missed"
    "&most=48"
)
BY_HOME = (
    "/errors?run=dense&split=all&window=20&thresholds=goal%3A0.3&over=tight&labels=both&show=games&games=home"
    "&on=test&cell=kind%3Dfalse%3Bhome%3DReds"
)
REVIEW = (
    "/review?run=dense&split=test&threshold=0.2&tolerance=20&far=2&queue=cell&cell=kind%3Dlocalisation"
    "&at=698c6513e1e9-2-15000-shots-off-target-localisation"
)
LINKS = (GAMES, MATCH, MATCH_SIDES, CLASS, LENS, TUNING, COMPARE, MISSES, BY_HOME, REVIEW)


@pytest.fixture(scope="module")
def old_league(league, tmp_path_factory):
    """(root, workspace) with a model that covers one game, saved settings, and ten labels deleted."""
    folder = tmp_path_factory.mktemp("old")
    root = shutil.copytree(league[0], folder / "league")
    space = shutil.copytree(league[1], folder / "workspace")
    data = open_root(root)
    run = add_model_run(data, Workspace(space))
    description = json.loads((run.folder / "run.json").read_text())
    description["post"]["threshold"] = 0.0
    description["opening"] = {"threshold": 0.31, "f1": 0.6, "split": "valid", "games": 2, "tolerance_s": 30.0}
    write_json(run.folder / "run.json", description)
    classes = {name: {"threshold": 0.2} for name in CLASSES}
    classes["Goal"] = {"method": "peaks", "window_s": 10.0, "threshold": 0.05}
    (space / "settings").mkdir(exist_ok=True)
    write_json(space / "settings" / "mixed.json", {"classes": classes})
    editor = open_editor(space, data, data.games[0])
    for entry in editor.entries[:10]:
        editor = editor.delete(entry.id)
    return root, space


@pytest.fixture
def open_link(open_page, old_league):
    """open_link("/match?half=2") -> AppTest of the address, with nothing of it ignored."""

    def opened(address: str):
        parts = urlsplit(address)
        root, space = old_league
        test = open_page(
            parts.path[1:], root=root, workspace=space, more=True, **dict(parse_qsl(parts.query))
        )
        until = time.monotonic() + 60
        while "Cancel" in [
            button.label for button in test.button
        ]:  # a job: its result comes with a later run
            assert time.monotonic() < until, texts(test)
            time.sleep(0.2)
            test.run()
        assert not test.exception
        assert "Ignored in the address" not in texts(test)
        return test

    return opened


def written(test) -> dict[str, str]:
    """The parameters that the page has written to the address."""
    values = {name: test.query_params[name] for name in test.query_params}
    return {name: value if isinstance(value, str) else value[0] for name, value in values.items()}


def key_of(address: str, name: str) -> str:
    """The key of the picker of a URL parameter."""
    params = params_of(page(urlsplit(address).path[1:]).state, SOCCERNET_V2)
    field, param = next(
        (field, param) for field, param in params.items() if name in (*param.parsers, *param.aliases)
    )
    return f"w_{field if len(param.parsers) == 1 else name}"


def shown(test, address: str, *names: str) -> tuple[Any, ...]:
    """What the pickers of URL parameters stand at."""
    return tuple(pickers(test)[key_of(address, name)] for name in names)


def pickers(test) -> dict[str, Any]:
    kinds = (test.selectbox, test.multiselect, test.slider, test.select_slider, test.toggle)
    kinds += (test.segmented_control, test.number_input, test.text_input)
    return {widget.key: widget.value for kind in kinds for widget in kind}


def component(test, part: str) -> dict[str, Any]:
    """The data of the browser part that has such an entry."""
    every = (json.loads(node.proto.json) for node in test.get("bidi_component") if node.proto.json)
    return next(data for data in every if part in data)


def html(test) -> str:
    return "".join(node.proto.body for node in test.get("html"))


def fraction(text: str) -> float:
    """An average precision, written in percent or as a fraction."""
    return float(text) / (100 if len(text.partition(".")[2]) == 2 else 1)


@pytest.mark.parametrize("address", LINKS, ids=lambda address: address.partition("?")[0][1:])
def test_the_address_that_is_written_back_opens_the_same_view(open_link, address):
    parts = urlsplit(address)
    first = open_link(address)
    state = page(parts.path[1:]).state
    values, ignored = read_url(state, dict(parse_qsl(parts.query)), SOCCERNET_V2)
    assert not ignored
    assert read_url(state, written(first), SOCCERNET_V2) == (values, [])
    second = open_link(f"{parts.path}?{urlencode(written(first))}")
    assert written(second) == written(first)
    assert pickers(second) == pickers(first)
    assert html(second) == html(first)
    tables = [[table.value.to_csv() for table in test.dataframe] for test in (first, second)]
    assert tables[0] == tables[1]


def test_the_links_name_every_parameter_that_there_was():
    named = {name for address in LINKS for name, _ in parse_qsl(urlsplit(address).query)}
    assert len(named) == 51
    known = set()
    for one in pages():
        for param in params_of(one.state, SOCCERNET_V2).values():
            known |= {*param.parsers, *param.aliases}
    assert named <= known


def test_games_filtered(open_link):
    test = open_link(GAMES)
    wanted = ("08-02", "demo_league", "2020-2021", "test")
    assert shown(test, GAMES, "q", "league", "season", "split") == wanted
    assert test.dataframe[0].value["date"].astype(str).tolist() == ["2020-08-02"]
    assert "**1** of 3 games" in texts(test)


def test_match_with_settings_of_each_class_and_the_view_as_it_was(open_link):
    test = open_link(MATCH)
    assert shown(test, MATCH, "half", "run", "second", "tolerance") == (2, "dense", "spots", 20)
    names = ("method", "threshold", "window", "smoothing", "for")
    assert shown(test, MATCH, *names) == ("soft-gaussian", 0.3, 20.0, 1.5, "all")
    assert "Reds 1 - 0 Blues" in html(test)
    table = test.dataframe[0].value
    assert table["hits"].tolist() == [0, 2, 2, 1, 0, 2, 2, 1, 6, 4, 1, 3, 2, 4, 1, 3, 4]
    assert (table["hits"].sum(), table["false"].sum(), table["missed"].sum()) == (38, 6, 22)
    data = component(test, "command")
    command, settings = data["command"], data["settings"]
    assert [command[name] for name in ("time_ms", "from_ms", "to_ms", "focus")] == [42500, 30000, 90500, 13]
    assert command["lanes"] == {"order": "ap", "hidden": [0], "small": [2]}
    assert command["list"] == {
        "without": ["hit", "missed"],
        "label": None,
        "seen": "visible",
        "least": 0.25,
        "focus": False,
        "differing": False,
        "sort": "conf",
        "reversed": True,
    }
    assert settings["threshold"] == [0.3] * 2 + [0.2] + [0.3] * 7 + [0.5] + [0.3] * 6
    assert settings["window_s"] == [20.0] * 2 + [8.0] + [20.0] * 14
    assert settings["smoothing_s"] == [1.5] * 13 + [0.5] + [1.5] * 3
    assert (data["second"]["title"], data["second"]["spots"]["n"], data["spots"]["n"]) == ("spots", 20, 21)


def test_match_with_other_sides_at_the_runs_own_threshold_against_itself(open_link):
    test = open_link(MATCH_SIDES)
    assert shown(test, MATCH_SIDES, "run", "before", "after", "for") == ("model", 4.0, 9.0, "class")
    assert shown(test, MATCH_SIDES, "threshold", "second", "tolerance") == (0.0, "model", 5)
    assert "Throw\\-in" in test.slider(key=key_of(MATCH_SIDES, "threshold")).label
    assert "Opened at threshold" not in texts(test)
    data = component(test, "command")
    assert data["command"]["focus"] == CLASSES.index("Throw-in")
    assert data["curves"]["url"].partition("?")[0].endswith("/0bef31390439/1/8/18")
    assert data["second"]["curves"].partition("?")[0].endswith("/0bef31390439/1/10/15")
    assert data["second"]["title"] == "model (threshold=0.2;window=12;before=5)"
    assert data["spots"]["n"] == 220


def test_classes_beside_a_published_row_with_one_class_below(open_link):
    test = open_link(CLASS)
    names = ("run", "split", "metric", "view", "tolerance", "look")
    assert shown(test, CLASS, *names) == ("dense", "test", "tight", "visible", 20, "class")
    assert shown(test, CLASS, "beside", "class") == ("NetVLAD++ paper, best", CLASSES.index("Corner"))
    assert shown(test, CLASS, "method", "window", "threshold", "smoothing") == ("peaks", 12.0, 0.15, 0.0)
    figures = html(test).partition("Average-mAP tight")[2]
    values = [fraction(part.partition("</b>")[0]) for part in figures.split("<b>")[1:6]]
    assert values == pytest.approx([0.439, 0.459, 0.459, 0.682, 0.533], abs=0.0006)
    table = test.dataframe[0].value
    assert table["truths visible"].tolist() == [7, 6, 11, 7, 6, 8, 10, 3, 7, 12, 9, 10, 16, 8, 7, 11, 7]
    labels = [button.label for button in test.button]
    assert {"**8** truths", "**6** hit", "**2** missed", "**0** duplicate"} <= set(labels)
    assert test.dataframe[1].value["outcome"].tolist().count("hit") == 6


def test_classes_over_the_games_that_a_run_covers_under_the_lens(open_link):
    test = open_link(LENS)
    names = ("run", "split", "metric", "common", "look")
    assert shown(test, LENS, *names) == ("model", "all", "tight", True, "lens")
    assert shown(test, LENS, "threshold", "smoothing") == (0.1, 2.0)
    assert "Only 1 of 3 games are evaluated" in texts(test).replace("\\", "")
    rows = {row[0]: row for row in html_rows(test, "Lens")}
    official = [fraction(cell.partition("|")[0]) for cell in rows["Official"][2:]]
    assert official == pytest.approx([0.064, 0.066, 0.087], abs=0.0006)


def test_tuning_against_a_pin(open_link):
    test = open_link(TUNING)
    assert shown(test, TUNING, "run", "split", "panel") == ("dense", "all", "auto")
    assert shown(test, TUNING, "objective", "on", "tolerance") == ("f1", "test", 10)
    assert shown(test, TUNING, "method", "window", "threshold", "smoothing") == ("hard", 30.0, 0.1, 1.0)
    assert "pinned" in texts(test)
    assert "3 games, 165 spots" in html(test)
    total = html_rows(test, "Figures of the split")[2]
    now = [fraction(cell.partition("|")[0]) for cell in total[2:]]
    assert now == pytest.approx([0.680, 0.686, 0.674, 0.423, 0.432, 0.458], abs=0.0006)
    signs = [cell.partition("|")[2][0] for cell in total[2:]]
    assert "".join(signs) == "+++−−−"
    test.segmented_control(key=key_of(TUNING, "panel")).set_value("sweep").run()
    assert shown(test, TUNING, "metric", "view") == ("tight", "unshown")
    test.segmented_control(key=key_of(TUNING, "panel")).set_value("point").run()
    assert shown(test, TUNING, "class", "tolerance") == (CLASSES.index("Corner"), 10)


def test_compare_with_saved_settings_as_the_baseline(open_link):
    test = open_link(COMPARE)
    names = ("runs", "split", "baseline", "metric", "view", "diff", "tolerance")
    runs = ["dense", "dense@mixed", "spots"]
    assert shown(test, COMPARE, *names) == (runs, "test", "dense@mixed", "tight", "visible", True, 10)
    rows = html_rows(test, "Comparison")
    assert "baseline" in rows[0][3]
    assert len(rows) == 2, "no class differs, so none is listed"
    moments = test.dataframe[0].value
    assert (moments["gained"].sum(), moments["lost"].sum()) == (0, 4)
    assert moments["lost"].tolist()[CLASSES.index("Goal")] == 4


def test_errors_of_one_class_at_one_tolerance(open_link):
    test = open_link(MISSES)
    names = ("run", "split", "view", "tolerance", "over", "far", "show", "by")
    wanted = ("dense", "test", "visible", 10, "one", 2.5, "misses", "gap")
    assert shown(test, MISSES, *names) == wanted
    assert "**Throw-in** alone" in texts(test).replace("\\", "")
    total = words_of(figures_of(test, "Errors and what they cost")["rows"][0])
    assert [total[place] for place in (1, 2, 5, 7, 9, 11, 13)] == ["145", "95", "4", "16", "0", "2", "50"]
    assert fraction(total[3]) == pytest.approx(0.648, abs=0.0006)
    gallery = component(test, "cards")
    assert gallery["at"] == "0bef31390439-1-100785-throw-in-missed"
    assert len(gallery["cards"]) == 8
    test.segmented_control(key=key_of(MISSES, "show")).set_value("confusion").run()
    assert shown(test, MISSES, "top") == (True,)


def test_errors_by_home_side_with_mended_labels_beside(open_link):
    test = open_link(BY_HOME)
    names = ("split", "window", "threshold", "over", "labels", "show", "games")
    assert shown(test, BY_HOME, *names) == ("all", 20.0, 0.1, "tight", "both", "games", "home")
    total = words_of(figures_of(test, "Errors and what they cost")["rows"][0])
    assert [total[place] for place in (1, 2, 7, 9, 15)] == ["180", "126", "10", "16", "54"]
    assert [fraction(cell) for cell in total[3:5]] == pytest.approx([0.435, 0.437], abs=0.0006)
    row = words_of(figures_of(test, "Games")["rows"][0])
    assert row[:6] == ["Reds", "3", "180", "126", "54", "25"]
    gallery = component(test, "cards")
    assert (len(gallery["cards"]), gallery["more"]) == (24, 3)


def test_review_of_a_cell(open_link):
    test = open_link(REVIEW)
    assert shown(test, REVIEW, "run", "split", "queue") == ("dense", "test", "cell")
    queue = component(test, "rows")
    assert [row["name"] for row in queue["rows"]] == [
        "af459da4b61f-1-133000-indirect-free-kick-localisation",
        "698c6513e1e9-2-179000-indirect-free-kick-localisation",
        "698c6513e1e9-2-15000-shots-off-target-localisation",
        "af459da4b61f-2-97000-yellow-red-card-localisation",
        "af459da4b61f-2-47500-shots-on-target-localisation",
    ]
    assert queue["at"] == "698c6513e1e9-2-15000-shots-off-target-localisation"
    data = component(test, "command")
    assert (data["command"]["time_ms"], data["settings"]["tolerance_s"]) == (15000, 20.0)
    assert data["settings"]["threshold"] == [0.2] * 17
