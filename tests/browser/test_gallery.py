"""The gallery in a real browser: pictures, the way to the match and back, keys."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from core.data.root import open_root
from core.files import short_id
from tests.browser.conftest import OUTPUT
from tests.browser.view import ask, wait_for


def open_gallery(page: Page, url: str, query: str = "") -> None:
    """Open the Errors page and wait for its cards."""
    page.goto(f"{url}/errors{query}")
    expect(page.locator(".tg-card").first).to_be_visible()


def test_pictures_are_shown_where_there_is_a_video_and_curves_elsewhere(page, server):
    game = open_root(server.root).games[0]
    name = short_id(game.name)
    open_gallery(page, server.url, f"?run=dense&cell=game%3D{name}")
    first = page.locator(f'.tg-card[data-id^="{name}-1-"]')
    second = page.locator(f'.tg-card[data-id^="{name}-2-"]')
    first.first.scroll_into_view_if_needed()
    expect(first.first.locator(".tg-picture.tg-loaded img")).to_have_js_property("naturalWidth", 240)
    assert second.locator(".tg-picture").count() == 0
    expect(second.first.locator("canvas")).to_be_visible()
    heights = page.locator(".tg-card").evaluate_all("cards => cards.map(card => card.offsetHeight)")
    assert max(heights[:6]) - min(heights[:6]) <= 2
    page.screenshot(path=OUTPUT / "gallery.png")


def test_a_picture_that_cannot_be_had_gives_its_room_to_the_curve(page, server):
    page.route("**/touchline/thumb/**", lambda route: route.abort())
    name = short_id(open_root(server.root).games[0].name)
    open_gallery(page, server.url, f"?run=dense&cell=game%3D{name}")
    first = page.locator(f'.tg-card[data-id^="{name}-1-"]').first
    first.scroll_into_view_if_needed()
    expect(first.locator(".tg-picture")).to_have_count(0)
    page.wait_for_function(
        "card => card.querySelector('canvas').offsetHeight > 100", arg=first.element_handle()
    )


def test_pictures_stay_while_a_setting_moves(page, server):
    name = short_id(open_root(server.root).games[0].name)
    open_gallery(page, server.url, f"?run=dense&cell=game%3D{name}%3Bkind%3Dmissed&tolerance=5")
    first = page.locator(f'.tg-card[data-id^="{name}-1-"]').first
    moment = first.get_attribute("data-id")
    first.scroll_into_view_if_needed()
    expect(first.locator(".tg-picture.tg-loaded")).to_have_count(1)
    image = first.locator("img").element_handle()
    image.evaluate("image => { image.kept = true; }")
    page.get_by_role("slider", name="Threshold").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("threshold="))
    card = page.locator(f'.tg-card[data-id="{moment}"]')
    expect(card.locator("img")).to_have_js_property("kept", True)


def test_a_card_opens_the_match_there_and_the_way_back_leads_to_it(page, server):
    open_gallery(page, server.url, "?run=dense&cell=kind%3Dmissed&tolerance=20")
    card = page.locator(".tg-card").nth(13)
    name = card.get_attribute("data-id")
    time_ms = int(name.split("-")[2])
    card.click()
    page.wait_for_url(re.compile("/match"))
    wait_for(page, f"view.player.time === {time_ms} && view.payload.half.id.startsWith('{name[:12]}')")
    expect(page.get_by_text(re.compile("Moment 14 of"))).to_be_visible()
    assert ask(page, "view.payload.settings.tolerance_s") == 20
    page.get_by_role("button", name="Back to the gallery").click()
    page.wait_for_url(re.compile("/errors"))
    marked = page.locator(".tg-card.tg-here")
    expect(marked).to_have_attribute("data-id", name)
    expect(marked).to_be_in_viewport()
    assert "cell=kind%3Dmissed" in page.url
    assert page.locator(".tg-here").count() == 1


def test_the_browser_leads_back_too(page, server):
    open_gallery(page, server.url, "?run=dense&cell=kind%3Dmissed")
    card = page.locator(".tg-card").nth(9)
    name = card.get_attribute("data-id")
    card.click()
    page.wait_for_url(re.compile("/match.*zoom="))
    wait_for(page, "view.repaints > 0")
    page.go_back()
    page.wait_for_url(re.compile("/errors.*cell="))
    expect(page.locator(".tg-card.tg-here")).to_have_attribute("data-id", name)
    expect(page.locator(".tg-card.tg-here")).to_be_in_viewport()


def test_the_match_view_stays_while_one_walks_the_trail(page, server):
    open_gallery(page, server.url, "?run=dense&cell=kind%3Dmissed")
    page.locator(".tg-card").first.click()
    page.wait_for_url(re.compile("/match"))
    wait_for(page, "view.repaints > 0")
    ask(page, "(window.__first = view, true)")
    for place in (2, 3):
        page.locator(".st-key-trail_step1 button:visible").click()
        expect(page.get_by_text(re.compile(f"Moment {place} of"))).to_be_visible()
    assert ask(page, "view === window.__first && !view.destroyed")


def test_arrows_move_and_enter_opens(page, server):
    open_gallery(page, server.url, "?run=dense")
    cards = page.locator(".tg-card")
    cards.first.focus()
    row = page.locator(".tg-grid").evaluate(
        "grid => getComputedStyle(grid).gridTemplateColumns.split(' ').length"
    )
    assert row == 6
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "End", "Home", "ArrowDown"):
        page.keyboard.press(key)
    expect(cards.nth(row)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/match"))
    expect(page.get_by_text(re.compile(f"Moment {row + 1} of"))).to_be_visible()


def test_more_cards_come_when_asked(page, server):
    open_gallery(page, server.url, "?run=dense&tolerance=5")
    cards = page.locator(".tg-card")
    expect(cards).to_have_count(24)
    page.get_by_role("button", name=re.compile("Show .* more")).click()
    expect(cards).to_have_count(48)
    expect(page).to_have_url(re.compile("most=48"))
