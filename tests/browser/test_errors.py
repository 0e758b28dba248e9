"""The Errors page in a real browser: a count opens its moments, keys walk the table, the address says all."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OUTPUT

COST = "Errors and what they cost"


def grid(page: Page, label: str) -> Locator:
    return page.get_by_role("grid", name=label)


def open_errors(page: Page, url: str, query: str = "") -> None:
    page.goto(f"{url}/errors?run=dense&split=test{query}")
    expect(grid(page, COST).locator("tr.fg-total")).to_contain_text("all")


def the_count(page: Page, label: str, key: str) -> Locator:
    """The cell of a key; a cost and its count open the same moments, and the count is the latter."""
    return grid(page, label).locator(f'td[data-key="{key}"]').last


def test_a_count_opens_as_many_moments(page, server):
    open_errors(page, server.url)
    expect(page.get_by_role("heading", name=re.compile("^All errors: "))).to_be_visible()
    cell = the_count(page, COST, "kind=missed")
    count = cell.inner_text()
    cell.click()
    heading = page.get_by_role("heading", name=f"Missed: {count} moments, most costly first")
    expect(heading).to_be_visible()
    expect(heading).to_be_in_viewport()
    expect(page).to_have_url(re.compile("cell=kind%3Dmissed"))
    expect(cell).to_have_attribute("aria-selected", "true")
    page.screenshot(path=OUTPUT / "errors.png", full_page=True)
    cell.click()  # the chosen one again gives it back
    expect(page.get_by_role("heading", name=re.compile("^All errors: "))).to_be_visible()


def test_keys_walk_the_table_and_open_a_cell(page, server):
    open_errors(page, server.url)
    hits = the_count(page, COST, "kind=hit")
    hits.click()
    expect(page).to_have_url(re.compile("cell=kind%3Dhit"))
    expect(hits).to_be_focused()
    page.keyboard.press("End")
    expect(the_count(page, COST, "kind=missed")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    expect(the_count(page, COST, "kind=missed")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("cell=kind%3Dmissed"))
    expect(page.get_by_role("heading", name=re.compile("^Missed: "))).to_be_visible()
    expect(the_count(page, COST, "kind=missed")).to_be_focused()  # the new figures take no focus away
    page.keyboard.press("Home")
    expect(the_count(page, COST, "class:*")).to_be_focused()


def test_the_address_shows_the_same_page_again(page, server):
    query = "&tolerance=10&over=one&far=2&view=visible&show=misses&by=minute&of=throw-in"
    open_errors(page, server.url, query)
    expect(grid(page, "Misses")).to_be_visible()
    link = grid(page, "Misses").locator('td[data-key*="group="]').first
    link.click()
    expect(page).to_have_url(re.compile("group%3D"))
    expect(link).to_have_attribute("aria-selected", "true")
    heading = page.get_by_role("heading", name=re.compile("^Missed · Throw-in · visible · half"))
    expect(heading).to_be_visible()
    shown = [grid(page, COST), grid(page, "Misses"), heading]
    before = [part.inner_text() for part in shown]
    page.reload()
    expect(link).to_have_attribute("aria-selected", "true")
    for part, text in zip(shown, before, strict=True):
        expect(part).to_have_text(text, use_inner_text=True)


def test_a_setting_moves_the_figures_and_the_page_stays(page, server):
    open_errors(page, server.url, "&show=confusion")
    expect(grid(page, "Confusion").locator("td").first).to_be_visible()
    page.evaluate("() => { window.stayed = true; }")
    total = grid(page, COST).locator("tr.fg-total")
    before = total.inner_text()
    page.get_by_role("slider", name="Threshold").focus()
    page.keyboard.press("PageUp")
    expect(total).not_to_have_text(before, use_inner_text=True)
    for name, label in (("Offsets", None), ("False spots", "False spots"), ("Games", "Games")):
        page.get_by_role("radio", name=name, exact=True).click()
        if label:
            expect(grid(page, label).locator("td").first).to_be_visible()
        else:
            expect(page.locator(".js-plotly-plot .scatterlayer path").first).to_be_attached()
    assert page.evaluate("() => window.stayed")


def test_a_mark_of_a_chart_opens_its_moments(page, server):
    open_errors(page, server.url, "&show=offsets")
    mark = page.locator(".js-plotly-plot .scatterlayer .point").first
    expect(mark).to_be_visible()
    box = mark.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile("cell=kind%3Dpaired%3Blabel%3D"))
    expect(page.get_by_role("heading", name=re.compile("^Spots with an offset · "))).to_be_visible()
