"""The match view in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from core.data.labels import read_labels
from core.data.root import open_root
from core.events import Events
from core.files import short_id
from core.metric.matching import match
from core.metric.outcomes import OUTCOMES
from core.runs.workspace import Workspace
from core.spotting.nms import nms
from core.spotting.settings import Settings
from core.timebase import time_ms_of
from tests.browser.conftest import OUTPUT
from tests.browser.view import DENSE, ask, at_time, drawn_spots, open_for_keys, open_match, wait_for

FOCUS_Y = 60
FIRST_LANE_Y = 142 + 12


def expected_spots(server, half: int, config: Settings, tolerance_s: float) -> list[list]:
    """What core computes for the first game."""
    root = open_root(server.root)
    game = root.games[0]
    run = Workspace(server.workspace).run("dense")
    parts = []
    for number in (1, 2):
        keep = nms(run.scores(game.name, number), run.fps, config)
        times = time_ms_of(keep.frame, run.fps)
        parts.append(Events.build((game.name,), 0, number, times, keep.label, confidence=keep.confidence))
    matches = match(read_labels(root, game).events, Events.concat(parts), tolerance_s)
    return sorted(
        [int(time), int(label), round(float(confidence), 4), OUTCOMES[code].name]
        for time, label, confidence, code, number in zip(
            matches.spots.time_ms,
            matches.spots.label,
            matches.spots.confidence,
            matches.spot_outcome,
            matches.spots.half,
            strict=True,
        )
        if number == half
    )


@pytest.mark.parametrize(
    ("query", "half", "config", "tolerance_s"),
    [
        ("", 1, Settings.uniform(threshold=0.1), 30),
        ("&half=2&threshold=0&tolerance=5", 2, Settings.uniform(threshold=0), 5),
        ("&threshold=0.35&window=8&tolerance=60", 1, Settings.uniform(threshold=0.35, window_s=8), 60),
    ],
)
def test_drawn_spots_are_those_of_core(page, server, query, half, config, tolerance_s):
    open_match(page, server.url, DENSE + query)
    assert drawn_spots(page) == expected_spots(server, half, config, tolerance_s)


def test_curves_are_every_score(page, server):
    open_match(page, server.url, DENSE)
    scores = Workspace(server.workspace).run("dense").scores(open_root(server.root).games[0].name, 1)
    assert ask(page, "view.curves.rows") == len(scores)
    assert ask(page, "[...view.curves.values(3)]") == pytest.approx(scores[:, 3].tolist())


def test_slider_acts_at_once_and_zoom_and_playhead_stay(page, server):
    open_match(page, server.url, DENSE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    x, y = at_time(page, 90_000, FOCUS_Y)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -600)
    wait_for(page, "!view.scale.whole")
    page.mouse.click(*at_time(page, 85_000, FIRST_LANE_Y))
    wait_for(page, "Math.abs(view.player.time - 85000) < 600")
    before = ask(page, "[view.scale.from, view.scale.to, view.player.time]")
    count = ask(page, "view.model.moments.length")
    expect(page).to_have_url(re.compile("zoom="))
    page.get_by_role("slider", name="NMS threshold").focus()
    page.keyboard.press("End")
    wait_for(page, f"view.payload.settings.threshold[0] === 1 && view.model.moments.length !== {count}")
    assert ask(page, "[view.scale.from, view.scale.to, view.player.time]") == before
    assert not [url for url in asked if "/scores/" in url], "the curves are fetched once"
    page.get_by_role("slider", name="NMS threshold").focus()
    page.keyboard.press("Home")
    wait_for(page, "view.payload.settings.threshold[0] === 0")
    assert drawn_spots(page) == expected_spots(server, 1, Settings.uniform(threshold=0), 30)


def test_wheel_keeps_the_time_under_the_pointer(page, server):
    open_match(page, server.url, DENSE)
    x, y = at_time(page, 60_000, FIRST_LANE_Y)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -300)
    wait_for(page, "!view.scale.whole")
    assert ask(page, "view.scale.x(60000)") == pytest.approx(
        x - page.locator(".tl-plot").bounding_box()["x"], abs=1
    )
    page.mouse.dblclick(x, y)
    wait_for(page, "view.scale.whole")


def test_drag_pans_and_click_seeks_and_chooses_the_class(page, server):
    open_match(page, server.url, DENSE + "&zoom=60-120")
    x, y = at_time(page, 90_000, FIRST_LANE_Y + 24 * 8)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 200, y, steps=4)
    page.mouse.up()
    wait_for(page, "view.scale.from > 60500")
    x, y = at_time(page, ask(page, "view.scale.from + 5000"), FIRST_LANE_Y + 24 * 8)
    page.mouse.click(x, y)
    wait_for(page, "view.focus === 8")
    expect(page).to_have_url(re.compile("class=ball-out-of-play"))


def test_a_link_opens_the_same_view(page, server):
    open_match(page, server.url, DENSE)
    page.locator(".tl-class", has_text="Corner").click()
    page.get_by_role("slider", name="NMS threshold").focus()
    page.keyboard.press("PageUp")
    wait_for(page, "view.payload.settings.threshold[0] > 0.1")
    page.locator(".tl-plot").hover(position={"x": 300, "y": FOCUS_Y})
    page.mouse.wheel(0, -500)
    page.locator(".tl-row").nth(3).click()
    expect(page).to_have_url(re.compile(r"t=.*zoom=|zoom=.*t="))
    wait_for(page, "view.reporter.reported")
    page.wait_for_timeout(600)  # the report of the last movement is still on its way to the address
    state = "[view.payload.half.id, Math.round(view.scale.from), Math.round(view.scale.to), view.focus, "
    state += "Math.round(view.player.time), view.payload.settings.threshold[0]]"
    first = ask(page, state)
    other = page.context.new_page()
    other.goto(page.url)
    wait_for(other, "view.repaints > 0")
    assert ask(other, state) == first
    assert drawn_spots(other) == drawn_spots(page)


def test_list_selects_a_moment_and_shows_its_frames(page, server):
    open_match(page, server.url, DENSE)
    row = page.locator(".tl-row").nth(5)
    row.click()
    wait_for(page, "view.selected && Math.abs(view.player.time - view.selected.t) < 1")
    expect(page.locator(".tl-row.tl-selected")).to_have_count(1)
    expect(page.locator(".tl-frame-here img")).to_be_visible()
    page.wait_for_function(
        """() => { const find = (root) => [...root.querySelectorAll('*')].flatMap((n) => n.shadowRoot ?
        [...n.shadowRoot.querySelectorAll('.tl-frame img')] : []); const all = find(document);
        return all.length >= 4 && all.every((i) => i.complete && i.naturalWidth === 398); }"""
    )
    wait_for(page, "Math.abs(view.player.video.currentTime * 1000 - view.selected.t) < 40")
    page.screenshot(path=OUTPUT / "match-selected.png")


def test_chips_filter_the_list(page, server):
    open_match(page, server.url, DENSE)
    hits = ask(page, "view.model.moments.filter((m) => m.outcome === 'hit').length")
    total = ask(page, "view.list.rows.length")
    page.locator('.tl-chip[data-outcome="hit"]').click()
    assert ask(page, "view.list.rows.length") == total - hits
    page.get_by_role("button", name="focus only").click()
    assert ask(page, "view.list.rows.every((m) => m.c === view.focus)")


def test_playing_moves_the_playhead(page, server):
    open_for_keys(page, server.url, DENSE + "&t=30")
    page.keyboard.press("Space")
    wait_for(page, "view.player.playing && view.player.time > 30500")
    page.keyboard.press("Space")
    wait_for(page, "!view.player.playing")
    expect(page).to_have_url(re.compile(r"t=3\d"))


def test_a_run_without_scores_says_so(page, server):
    open_match(page, server.url, "?run=spots")
    expect(page.locator(".tl-note")).to_have_text("spots has spots only, no curves.")
    assert len(drawn_spots(page)) > 0


def test_two_tabs_on_two_games(page, server):
    games = [short_id(game.name) for game in open_root(server.root).games]
    open_match(page, server.url, f"?run=dense&game={games[0]}")
    other = page.context.new_page()
    open_match(other, server.url, f"?run=dense&game={games[1]}&half=2")
    page.get_by_role("slider", name="NMS threshold").focus()
    page.keyboard.press("End")
    wait_for(page, "view.payload.settings.threshold[0] === 1")
    assert ask(page, "view.payload.half.id") == f"{games[0]}/1"
    assert ask(other, "view.payload.half.id") == f"{games[1]}/2"
    assert ask(other, "view.payload.settings.threshold[0]") == 0.1


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 1024), ("dark", 1024)]
)
def test_theme_follows_and_nothing_runs_out_of_the_page(browser, server, scheme, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    open_match(page, server.url, DENSE)
    assert ask(page, "view.theme.dark") == (scheme == "dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator(".tl").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    expect(page.locator(".tl-legend")).to_contain_text("unshown")
    for text in page.locator(".tl-legend span:not(.tl-under)").all():
        expect(text).to_be_visible()
    whole = "node => node.scrollWidth <= node.clientWidth && node.scrollHeight <= node.clientHeight + 1"
    assert page.locator(".tl-title").evaluate(whole)
    assert page.locator(".tl-filters").evaluate(whole)
    for name in ("class", "visible"):
        select = page.locator(f'[data-filter="{name}"]')
        needed = select.evaluate("""node => { const copy = node.cloneNode(true);
            copy.style.flex = "none"; node.parentElement.append(copy);
            const width = copy.offsetWidth; copy.remove(); return width; }""")
        assert select.bounding_box()["width"] >= min(needed, 100)
    page.screenshot(path=OUTPUT / f"match-{scheme}-{width}.png")
    context.close()


def test_a_storm_of_updates_leaves_the_view_as_it_is(page, server):
    """Payloads that overtake one another make Streamlit call the component's cleanup while it lives."""
    open_match(page, server.url, DENSE + "&zoom=30-120&t=60")
    wait_for(page, "view.player.video.readyState >= 2")
    ask(page, "window.__first = view")
    page.locator('[data-do="play"]').click()
    wait_for(page, "view.player.playing")
    page.get_by_role("slider", name="NMS threshold").focus()
    for step in range(30):
        page.keyboard.press("ArrowRight")
        ask(
            page,
            "view.reporter.send.setStateValue("
            f"'at', {{ half: '', time_ms: {step}, focus: 1, from_ms: 0, to_ms: 0 }})",
        )
    wait_for(page, "view.payload.settings.threshold[0] > 0.39")
    page.wait_for_timeout(2500)  # longer than a view without a node is kept
    assert ask(page, "view === window.__first && !view.destroyed && view.player.playing")
    assert ask(page, "[view.scale.from, view.scale.to]") == [30_000, 120_000]
