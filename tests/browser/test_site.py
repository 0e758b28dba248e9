"""Games, classes and the routes, over a real server."""

from __future__ import annotations

import re
import socket
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from core.data.root import open_root
from core.files import short_id
from tests.browser.conftest import OUTPUT
from tests.browser.view import open_match, wait_for


def raw(server, path: str, *headers: str) -> bytes:
    """The answer to a request whose path no client has tidied up."""
    with socket.create_connection(("localhost", server.port), timeout=60) as connection:
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers, "", ""]
        connection.sendall("\r\n".join(lines).encode("latin-1"))
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer


@pytest.mark.parametrize(
    "path",
    [
        "/touchline/video/../../../../etc/passwd",
        "/touchline/video/%2e%2e/%2e%2e/etc/passwd",
        "/touchline/video/..%2f..%2fetc%2fpasswd/1",
        "/touchline/video/..%5c..%5cetc%5cpasswd/1",
        "/touchline/video/%252e%252e%252fetc/1",
        "/touchline/video//etc/passwd",
        "/touchline//etc/passwd",
        "/touchline/video/%00/1",
        "/touchline/video/etc/passwd",
        "/touchline/assets/x/..%2f..%2fapp%2fmain.py",
        "/touchline/assets/x/%2e%2e/main.py",
        "/touchline/assets/x/main.py",
        "/touchline/scores/..%2f..%2f/x/1",
        "/touchline/frame/{game}/1/..%2f0",
        "/touchline/frame/{game}/1/-5",
        "/touchline/frame/{game}/1/9999999999999",
        "/touchline/clip/{game}/1/..%2f1/5",
        "/touchline/clip/{game}/1/1000/0",
        "/touchline/clip/{game}/1/1000/31",
        "/touchline/clip/{game}/2/1000/5",
        "/touchline/clip/{game}/1/99999999/5",
        "/touchline/scores/{run}/{game}/1/0/4",
        "/touchline/scores/{run}/{game}/1/4/4",
        "/touchline/scores/{run}/{game}/1/x/4",
        "/touchline/scores/{run}/{game}/1/-4/4",
        "/touchline/scores/{run}/{game}/1/999/4",
        "/touchline/why/{run}/{game}/1/0/0/3/12",
        "/touchline/why/{run}/{game}/1/0/0/../12",
        "/touchline/video/{game}/3",
        "/touchline/video/{game}/2",
        "/touchline/video/{game}/1/../../../x",
        "/touchline",
        "/touchline/",
    ],
)
def test_nothing_but_what_is_known_is_served(server, path):
    game = short_id(open_root(server.root).games[0].name)
    answer = raw(server, path.replace("{game}", game).replace("{run}", short_id("dense")))
    assert answer.split(b"\r\n")[0].split()[1] == b"404"
    assert b"root:" not in answer


def test_the_first_page_has_a_name_too(page, server):
    page.goto(f"{server.url}/games?split=test")
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)
    assert "split=test" in page.url


def test_video_answers_ranges(server):
    game = open_root(server.root).games[0]
    size = game.part(1).video.stat().st_size
    answer = raw(server, f"/touchline/video/{short_id(game.name)}/1", "Range: bytes=100-199")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 206 " in head.split(b"\r\n")[0]
    assert f"bytes 100-199/{size}".encode() in head
    assert body == game.part(1).video.read_bytes()[100:200]


def tag_of_kept_scores(url: str) -> str:
    """The ETag of scores, which are not sent again to a browser that has it."""
    with urllib.request.urlopen(url) as answer:
        tag = answer.headers["ETag"]
        assert answer.read(4) == b"TLS1"
    again = urllib.request.Request(url, headers={"If-None-Match": tag})
    with pytest.raises(urllib.error.HTTPError) as not_modified:
        urllib.request.urlopen(again)
    assert not_modified.value.code == 304
    return tag


def test_curves_are_kept_by_the_browser(server):
    game = open_root(server.root).games[0]
    url = f"{server.url}/touchline/scores/{short_id('dense')}/{short_id(game.name)}/1"
    tag = tag_of_kept_scores(url)
    with urllib.request.urlopen(f"{url}?v={tag.strip(chr(34))}") as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_games_opens_a_match(page, server):
    page.goto(server.url)
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    page.screenshot(path=OUTPUT / "games.png")
    table.click(position={"x": 300, "y": 80})
    wait_for(page, "view.repaints > 0")
    games = open_root(server.root).games
    assert page.url.startswith(f"{server.url}/match?game={short_id(games[1].name)}")
    page.get_by_role("link", name="Games").first.click()
    expect(page.get_by_text("of 3 games")).to_be_visible()


def test_games_filter_lives_in_the_url(page, server):
    page.goto(f"{server.url}/?q=2020-08-03")
    expect(page.get_by_text("1 of 3 games")).to_be_visible()
    expect(page.get_by_label("Filter")).to_have_value("2020-08-03")


def test_match_keeps_its_place_when_one_comes_back(page, server):
    open_match(page, server.url, "?run=dense&class=corner&zoom=30-90&t=42")
    page.get_by_role("link", name="Classes").first.click()
    expect(page.get_by_text("Average-mAP loose")).to_be_visible()
    page.screenshot(path=OUTPUT / "classes.png")
    page.get_by_role("link", name="Match").first.click()
    wait_for(page, "view.repaints > 0 && view.focus === 13 && view.scale.from === 30000")
    expect(page).to_have_url(re.compile("class=corner"))


def test_classes_moves_with_the_slider(page, server):
    page.goto(f"{server.url}/classes?run=dense")
    figures = page.locator(".tl-figures b").first
    expect(figures).to_have_text(re.compile(r"\d\.\d{2}"))
    before = figures.inner_text()
    page.get_by_role("slider", name="Threshold").focus()
    page.keyboard.press("End")
    expect(figures).not_to_have_text(before)
    expect(page).to_have_url(re.compile("threshold=1"))


def class_table(page, server, params: str = ""):
    page.goto(f"{server.url}/classes?run=dense{params}")
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible()
    page.wait_for_selector(".js-plotly-plot .barlayer path", state="attached")
    return table


def test_a_figure_of_a_class_opens_its_errors(page, server):
    table = class_table(page, server)
    table.click(position={"x": 290, "y": 36 + 28 * 2 + 10})  # Goal, a view of loose other than all
    expect(page).to_have_url(re.compile("/errors"))
    expect(page).to_have_url(re.compile("of=goal"))
    expect(page).to_have_url(re.compile(r"cell=.*label.*goal"))
    expect(page).to_have_url(re.compile("view=(visible|unshown)"))
    page.go_back()
    expect(page.get_by_text("Average-mAP loose")).to_be_visible()


def test_a_number_of_truths_brings_its_list_into_view(page, server):
    table = class_table(page, server)
    box = table.bounding_box()
    table.click(position={"x": box["width"] - 30, "y": 36 + 28 * 9 + 10})
    expect(page).to_have_url(re.compile("view=unshown"))
    expect(page.get_by_text("unshown truths: choose what to list")).to_be_in_viewport()
    expect(page.locator(".st-key-class_moments")).to_be_in_viewport(ratio=0.5)


def test_the_class_table_shows_every_column_and_controls_stand_on_one_line(page, server):
    for width, params in ((1440, ""), (1440, "&beside=NetVLAD%2B%2B+paper%2C+best"), (1024, "")):
        page.set_viewport_size({"width": width, "height": 900})
        table = class_table(page, server, params)
        wanted = 124 + 66 * (11 if params else 9)
        page.wait_for_function(
            "([table, wanted]) => table.getBoundingClientRect().width >= wanted",
            arg=[table.element_handle(), wanted],
        )
        tops = [
            page.locator(f".st-key-w_{name} label").first.bounding_box()["y"]
            for name in ("run", "split", "metric", "view", "published")
        ]
        assert max(tops) - min(tops) < 2, tops


def test_scores_of_another_window_are_kept_by_the_browser(server):
    game = open_root(server.root).games[0]
    url = f"{server.url}/touchline/scores/{short_id('model')}/{short_id(game.name)}/1/4/9"
    tag = tag_of_kept_scores(url)
    with urllib.request.urlopen(url.replace("/4/9", "/9/4")) as answer:
        assert answer.headers["ETag"] != tag


def test_why_says_what_there_is_not(server):
    game = short_id(open_root(server.root).games[0].name)
    answer = raw(server, f"/touchline/why/{short_id('model')}/{game}/1/0/0/3/99999")
    assert b" 422 " in answer.split(b"\r\n")[0]
    assert b"There is no frame 99999" in answer


def test_pages_keep_run_and_settings_between_them(page, server):
    """Widgets of one key on two pages: the second page must show and use what the address says."""
    open_match(page, server.url, "?run=dense&threshold=0.3&window=60")
    parameters = "(?=.*run=dense)(?=.*threshold=0.3)(?=.*window=60)"  # in any order
    for name in ("Classes", "Match", "Classes"):
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page).to_have_url(re.compile(f"/{name.lower()}" + parameters))
        expect(page.get_by_role("combobox", name="Run")).to_have_value("dense")
    expect(page.get_by_text("Average-mAP").first).to_be_visible()
    shown = page.locator(".tl-figures").inner_text()
    page.reload()
    expect(page.get_by_text("Average-mAP").first).to_be_visible()
    expect(page.get_by_role("combobox", name="Run")).to_have_value("dense")
    expect(page.locator(".tl-figures")).to_have_text(shown, use_inner_text=True)
