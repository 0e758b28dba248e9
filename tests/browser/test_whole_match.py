"""One video of a whole match: a moment of a part shows its own frame, and the part alone is played."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from benchmarks.server import Server, serving
from core.data.labels import write_labels
from core.data.root import open_root
from core.events import Events
from core.files import short_id, write_json
from core.runs.workspace import Workspace
from tests.app.league import add_dense_run
from tests.app.numbered import number_in, numbered, numbers_in
from tests.browser.conftest import OUTPUT
from tests.browser.view import ask, open_for_keys, open_match, wait_for

FPS, MATCH_S = 25, 180
PARTS_S = {1: (10.0, 85.0), 2: (95.44, 170.0)}
TRUTHS_MS = (4_000, 11_240, 40_037, 74_000)
WHOLE, LATE, GONE = ("league/2020-2021/" + f"2020-08-0{day} - 18-00 Reds 1 - 0 Blues" for day in (1, 2, 3))


def add_game(root: Path, name: str, parts_s: dict[int, tuple[float, float | None]]) -> Path:
    """A labelled game whose parts lie in one video; returns where that belongs."""
    half = np.repeat([1, 2], len(TRUTHS_MS))
    truths = Events.build((name,), 0, half, np.tile(TRUTHS_MS, 2), np.arange(8) % 4)
    write_labels(root / name / "Labels-v2.json", truths, {"UrlLocal": name, "UrlYoutube": ""})
    parts = [{"number": n, "start_s": start, "end_s": end} for n, (start, end) in parts_s.items()]
    write_json(root / name / "game.json", {"video": "match.mp4", "parts": parts})
    return root / name / "match.mp4"


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("whole")
    root, workspace = folder / "root", Workspace(folder / "workspace")
    numbered(add_game(root, WHOLE, PARTS_S), MATCH_S, g="50")
    numbered(add_game(root, LATE, {1: (0.0, 4.0), 2: (6_000.0, None)}), 10)
    numbered(add_game(root, GONE, PARTS_S), 100)
    add_dense_run(open_root(root), workspace, "dense", 75 / 60)
    OUTPUT.mkdir(exist_ok=True)
    with (
        (OUTPUT / "server-whole.log").open("w") as log,
        serving(root, workspace.path, log=log) as server,
    ):
        yield server


def query(name: str, part: int, more: str = "") -> str:
    return f"?run=dense&game={short_id(name)}&half={part}{more}"


def frame_number(part: int, time_ms: float) -> int:
    return int((round(PARTS_S[part][0] * 1000) + time_ms) * FPS // 1000)


def on_screen(page: Page) -> int:
    """The number on the player's picture, read from a screenshot once nothing moves any more."""
    wait_for(page, "!view.player.video.seeking && view.player.video.readyState >= 2")
    page.wait_for_timeout(200)  # the picture is painted after the event
    image = Image.open(io.BytesIO(page.locator(".tl-screen video").screenshot())).convert("RGB")
    return number_in(np.asarray(image))


@pytest.mark.parametrize("part", [1, 2])
def test_a_label_shows_its_own_frame_in_player_strip_and_clip(page, whole, part):
    open_for_keys(page, whole.url, query(WHOLE, part, "&threshold=1"))
    for row, time_ms in enumerate(TRUTHS_MS):
        page.locator(".tl-row").nth(row).click()
        wait_for(page, f"view.selected?.t === {time_ms} && view.player.time === {time_ms}")
        assert on_screen(page) == frame_number(part, time_ms)
        here = page.locator(".tl-frame-here img")
        expect(here).to_have_js_property("naturalWidth", 398)
        assert number_in(page.request.get(whole.url + here.get_attribute("src")).body()) == on_screen(page)
    page.locator(".tl-row").nth(1).click()
    with page.expect_download() as saved:
        page.locator('[data-do="clip"]').click()
    numbers = numbers_in(Path(saved.value.path()))
    first, last = (frame_number(part, TRUTHS_MS[1] + around) for around in (-5_000, 5_000))
    assert (numbers[0], numbers[-1]) == (first, last)
    page.screenshot(path=OUTPUT / f"match-whole-{part}.png")


def test_steps_are_frames_of_the_file(page, whole):
    open_for_keys(page, whole.url, query(WHOLE, 2, "&t=40.037"))
    shown = frame_number(2, 40_037)
    assert on_screen(page) == shown
    for key, step in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("Home", None), ("End", None)):
        page.keyboard.press(key)
        if step is not None:
            assert on_screen(page) == shown + step
    assert on_screen(page) == round(PARTS_S[2][1] * FPS) - 1
    for _ in range(8):  # faster than pictures come
        page.keyboard.press("ArrowLeft")
    assert on_screen(page) == round(PARTS_S[2][1] * FPS) - 9


def test_it_plays_to_the_end_of_the_part_and_from_its_start_again(page, whole):
    open_for_keys(page, whole.url, query(WHOLE, 1, "&t=74.5"))
    page.keyboard.press(".")
    page.keyboard.press(" ")
    wait_for(page, "!view.player.playing && view.player.time > 74900")
    assert ask(page, "view.player.time < 75000")
    assert on_screen(page) == round(PARTS_S[1][1] * FPS) - 1
    page.keyboard.press(" ")
    wait_for(page, "view.player.playing && view.player.time > 0 && view.player.time < 30000")
    for wait_ms in (0, 333, 450):
        page.keyboard.press(" ")
        wait_for(page, "!view.player.playing")
        assert on_screen(page) == frame_number(1, ask(page, "view.player.time")), "the clock is the picture's"
        page.keyboard.press(" ")
        page.wait_for_timeout(wait_ms)


def test_a_loop_over_the_end_of_the_part_goes_round(page, whole):
    open_for_keys(page, whole.url, query(WHOLE, 1, "&t=74"))
    page.keyboard.press("l")
    wait_for(page, "view.player.playing && view.player.time >= 69000 && view.player.time < 70000")
    ask(page, "view.player.seek(74600)")
    wait_for(page, "view.player.playing && view.player.time >= 69000 && view.player.time < 70000")


def test_a_picture_of_the_gallery_shows_the_moment(page, whole):
    page.goto(f"{whole.url}/errors?run=dense&cell=kind%3Dmissed")
    image = page.locator(".tg-card img").first
    expect(image).to_have_js_property("naturalWidth", 240)
    url = image.get_attribute("src")
    part, time_ms = map(int, url.split("?")[0].split("/")[-2:])
    data = np.asarray(Image.open(io.BytesIO(image.screenshot())).convert("RGB"))
    assert number_in(data) == frame_number(part, time_ms)


def test_a_part_that_begins_after_the_files_end_is_a_sentence_and_the_page_lives(page, whole):
    open_match(page, whole.url, query(LATE, 2))
    note = page.locator(".tl-screen-note")
    expect(note).to_contain_text("this part begins at 100:00, but the file ends at 00:10")
    page.locator(".tl-row").first.click()
    wait_for(page, "view.selected && view.player.time === view.selected.t")
    page.locator(".tl").focus()
    page.keyboard.press("h")
    wait_for(page, "view.payload.half.number === 1 && view.player.video.readyState >= 2")
    expect(note).to_be_hidden()


def load_again(page: Page) -> None:
    """Fetch the video anew, under another address: what the browser has of the old one it keeps."""
    ask(page, "view.player.load({ ...view.payload.video, url: `${view.payload.video.url}&again` }, 75000)")


def test_a_file_that_vanishes_while_it_is_watched_is_a_sentence(page, whole):
    open_for_keys(page, whole.url, query(GONE, 1, "&t=20"))
    video, note = whole.root / GONE / "match.mp4", page.locator(".tl-screen-note")
    video.rename(video.with_suffix(".away"))
    load_again(page)
    expect(note).to_contain_text("match.mp4 is not there; put it back")
    assert ask(page, "view.player.time") == 20_000
    page.locator(".tl-row").first.click()
    wait_for(page, "view.selected && view.player.time === view.selected.t")
    page.locator(".tl").focus()
    page.keyboard.press("h")
    wait_for(page, "view.payload.half.number === 2 && !view.payload.video")
    expect(note).to_contain_text("match.mp4 is not there; put it back")
    expect(page).to_have_url(re.compile("half=2"))
    video.with_suffix(".away").rename(video)
    page.reload()
    wait_for(page, "view.payload.half.number === 2 && view.player.video.readyState >= 1")
    expect(note).to_be_hidden()


def test_a_video_that_comes_back_plays_on(page, whole):
    open_for_keys(page, whole.url, query(GONE, 1, "&t=20"))
    video, note = whole.root / GONE / "match.mp4", page.locator(".tl-screen-note")
    video.rename(video.with_suffix(".away"))
    load_again(page)
    expect(note).to_be_visible()
    video.with_suffix(".away").rename(video)
    page.keyboard.press(" ")
    wait_for(page, "view.player.playing && view.player.time > 20300 && view.player.time < 40000")
    expect(note).to_be_hidden()
