"""What the match view makes of files that are not as they should be, and of a server that goes and comes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import expect

from benchmarks.server import free_port, start_server
from core.data.root import open_root
from core.files import short_id
from core.runs.workspace import Workspace
from tests.app.league import add_video, make_league
from tests.browser.conftest import OUTPUT
from tests.browser.view import ask, drawn_spots, open_match, wait_for

CORRUPT, SHORT, EMPTY, ONE_FRAME, UNREADABLE, STRANGE, REFUSED, UNSEEN = range(8)
EVIL = "<img src=x onerror=\"document.title='run'\"> \"quoted\" 'class'"


def spoil(root: Path, workspace: Path) -> None:
    """A league in which every game has something wrong."""
    games = open_root(root).games
    folders = [root / game.name for game in games]
    labels = [folder / "Labels-v2.json" for folder in folders]
    (folders[CORRUPT] / "1_224p.mp4").write_bytes(b"\0" * 5000)
    add_video(folders[SHORT], 1, 10)
    labels[EMPTY].write_text(json.dumps({**json.loads(labels[EMPTY].read_text()), "annotations": []}))
    run = Workspace(workspace).run("dense")
    for half in (1, 2):
        run.save_scores(games[ONE_FRAME].name, half, np.full((1, 17), 0.5, np.float32))
    shutil.rmtree(run.folder / "scores" / games[UNSEEN].name)
    labels[UNREADABLE].write_text('{"annotations": [')
    value = json.loads(labels[STRANGE].read_text())
    value["annotations"][0]["label"] = EVIL
    value["annotations"].append(
        {
            "gameTime": "1 - 190:00",
            "label": "Goal",
            "position": "11400000",
            "team": "home",
            "visibility": "visible",
        }
    )
    labels[STRANGE].write_text(json.dumps(value))
    with av.open(str(folders[REFUSED] / "1_224p.mkv"), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 398, 224, "yuv420p"
        for index in range(25 * 20):
            picture = np.full((224, 398, 3), index % 200, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())


class Restartable:
    """A server on one port that can be stopped and started again."""

    def __init__(self, root: Path, workspace: Path) -> None:
        self.places, self.port = (root, workspace), free_port()

    def start(self) -> None:
        with (OUTPUT / "server-bad-input.log").open("a") as log:
            self.server = start_server(*self.places, port=self.port, log=log)

    def stop(self) -> None:
        self.server.stop()


@pytest.fixture(scope="module")
def bad(tmp_path_factory) -> Iterator[Restartable]:
    root, workspace = make_league(tmp_path_factory.mktemp("bad"), games=8, minutes=2, video=False)
    spoil(root, workspace)
    OUTPUT.mkdir(exist_ok=True)
    server = Restartable(root, workspace)
    server.start()
    yield server
    server.stop()


def open_bad(page, bad: Restartable, which: int, query: str = "") -> None:
    game = short_id(open_root(bad.server.root).games[which].name)
    open_match(page, bad.server.url, f"?run=dense&game={game}{query}")


def test_a_corrupt_video_is_named_and_the_lanes_stay(page, bad):
    open_bad(page, bad, CORRUPT)
    expect(page.locator(".tl-screen-note")).to_contain_text("cannot be opened as a video")
    assert len(drawn_spots(page)) > 0


def test_a_video_shorter_than_the_labels(page, bad):
    open_bad(page, bad, SHORT)
    wait_for(page, "view.player.video.readyState >= 1")
    assert ask(page, "view.scale.duration") == 120_000
    ask(page, "view.seek(90000)")
    wait_for(page, "Math.abs(view.player.time - 90000) < 1 || view.player.time > 9000")
    assert len(drawn_spots(page)) > 0


def test_a_game_that_the_run_never_saw(page, bad):
    page.set_viewport_size({"width": 1024, "height": 900})
    game = open_root(bad.server.root).games[UNSEEN].name
    open_bad(page, bad, UNSEEN)
    advice = page.get_by_text("has no predictions for this game")
    expect(advice).to_contain_text("pick another run")
    assert advice.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert ask(page, "view.model.moments.every((m) => m.outcome === 'truth')")
    assert ask(page, "view.model.moments.length > 0 && view.payload.half.title") in game
    expect(page.get_by_text("nothing predicted")).to_be_attached()
    page.screenshot(path=OUTPUT / "match-unseen-1024.png")


def test_a_game_without_events(page, bad):
    open_bad(page, bad, EMPTY)
    assert ask(page, "view.payload.truths.t") == []
    assert all(spot[3] == "background" for spot in drawn_spots(page))


def test_a_half_of_one_frame(page, bad):
    open_bad(page, bad, ONE_FRAME)
    assert ask(page, "view.curves.rows") == 1
    assert len(drawn_spots(page)) == 17


def test_thousands_of_spots_in_one_half(page, bad):
    open_bad(page, bad, SHORT, "&threshold=0&window=0")
    assert len(drawn_spots(page)) > 3000
    wait_for(page, "view.repaints > 0")
    assert page.locator(".tl-row").count() < 60, "only the rows on screen are in the page"


def test_labels_that_cannot_be_read_leave_spots_and_curves(page, bad):
    open_bad(page, bad, UNREADABLE)
    expect(page.get_by_text("is not valid JSON")).to_be_visible()
    assert len(drawn_spots(page)) > 0
    assert ask(page, "view.curves.rows") == 240
    assert {spot[3] for spot in drawn_spots(page)} == {"spot"}
    assert set(page.locator(".tl-class em").all_text_contents()) == {"–"}
    expect(page.locator(".tl-focus-name")).to_contain_text("not judged")
    expect(page.locator(".tl-chip[data-outcome]")).to_have_count(2)
    page.screenshot(path=OUTPUT / "match-unreadable.png")


def test_strange_names_are_text_and_late_labels_are_drawn_at_the_end(page, bad):
    open_bad(page, bad, STRANGE)
    expect(page.get_by_text("Labels outside the 17 classes")).to_contain_text('<img src=x onerror="')
    assert page.title() != "run"
    assert ask(page, "view.scale.duration") == 120 * 60_000
    assert ask(page, "view.model.lanes[2].truths.some((t) => t.t === view.scale.duration)")
    expect(page.get_by_text("1 event lies after the end of this half")).to_be_visible()
    page.screenshot(path=OUTPUT / "match-strange.png")


def test_nonsense_in_every_parameter_is_ignored_with_a_note(page, bad):
    names = ["game", "half", "class", "threshold", "window", "thresholds", "windows", "method", "before"]
    names += ["after", "for", "against", "tolerance", "t", "zoom", "extra"]
    open_match(page, bad.server.url, "?" + "&".join(f"{name}=<b>%00..%2f" for name in names))
    expect(page.get_by_text("Ignored in the address")).to_be_visible()


def test_a_codec_that_the_browser_refuses_is_remuxed_on_demand(page, bad):
    open_bad(page, bad, REFUSED)
    button = page.get_by_role("button", name="Make this video play: 1_224p.mkv")
    button.click()
    wait_for(page, "view.payload.video && view.player.video.readyState >= 2", timeout_ms=60_000)
    expect(button).to_be_hidden()
    made = list((bad.server.workspace / "cache" / "video").iterdir())
    assert [path.suffix for path in made] == [".mp4"]
    page.locator('[data-do="play"]').click()
    wait_for(page, "view.player.playing && view.player.time > 300")


def test_a_server_that_is_restarted_finds_the_tab_as_it_was(page, bad):
    open_bad(page, bad, SHORT, "&class=corner&zoom=20-80&t=30&threshold=0.3")
    before = ask(page, "view.payload.boot")
    bad.stop()
    bad.start()
    wait_for(page, f"view.payload.boot !== '{before}'", timeout_ms=60_000)
    wait_for(page, "view.repaints > 0 && view.curves")
    assert ask(page, "[view.focus, view.scale.from, view.scale.to]") == [13, 20_000, 80_000]
    page.get_by_role("slider", name="NMS threshold").focus()
    page.keyboard.press("ArrowRight")
    wait_for(page, "view.payload.settings.threshold[0] > 0.305")
