"""Tuning and Compare in a real browser: an edited cell, a clicked map, a moment that changed."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OUTPUT
from tests.browser.view import wait_for


def figures(page: Page):
    """The line of averages."""
    return page.locator('[aria-label="Figures of the split"] tr.tl-total')


def test_a_threshold_moves_every_figure(page, server):
    page.goto(f"{server.url}/tuning?run=dense&split=test")
    expect(figures(page)).to_contain_text(re.compile(r"\d\.\d{2}"))
    before = figures(page).inner_text()
    page.get_by_role("slider", name="Threshold").focus()
    page.keyboard.press("End")
    expect(figures(page)).not_to_have_text(before, use_inner_text=True)
    expect(page).to_have_url(re.compile("threshold=1"))
    expect(page.locator(".tl-down").first).to_be_visible()
    page.get_by_role("button", name="Pin this").click()
    expect(page).to_have_url(re.compile("pin=dense"))
    expect(page.locator(".tl-down")).to_have_count(0)
    page.screenshot(path=OUTPUT / "tuning.png")


def test_an_edited_cell_sets_one_class(page, server):
    page.goto(f"{server.url}/tuning?run=dense&split=test")
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    expect(figures(page)).to_be_visible()
    box = table.bounding_box()
    # The third row, Goal; its window is past class and method.
    page.mouse.dblclick(box["x"] + box["width"] * 0.56, box["y"] + 35 + 28 * 2 + 14)
    field = page.locator("#portal input")
    expect(field).to_be_visible()
    field.fill("6")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"windows=goal(:|%3A)6"))


def test_a_click_on_the_map_takes_the_setting(page, server):
    page.goto(f"{server.url}/tuning?run=dense&split=test&panel=sweep")
    page.get_by_role("button", name=re.compile("Sweep 40 windows")).click()
    page.wait_for_selector(".js-plotly-plot .heatmaplayer", state="attached")
    area = page.locator(".js-plotly-plot .nsewdrag").first
    expect(area).to_be_visible()
    box = area.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.85)
    expect(page.locator(".js-plotly-plot .hoverlayer text").first).to_be_visible()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.85)
    expect(page).to_have_url(re.compile("method=peaks.*window=4[0-4]"))


def test_a_changed_moment_opens_with_both_runs(page, server):
    page.goto(f"{server.url}/compare?runs=dense,spots&split=test&tolerance=10&baseline=spots")
    expect(page.locator('[aria-label="Comparison"]')).to_be_visible()
    moments = page.get_by_test_id("stDataFrame").nth(1)
    expect(moments).to_be_visible()
    page.wait_for_selector(".js-plotly-plot .scatterlayer path", state="attached")  # nothing moves after it
    page.wait_for_load_state("networkidle")
    page.screenshot(path=OUTPUT / "compare.png", full_page=True)
    moments.scroll_into_view_if_needed()
    for _ in range(3):  # a click while the table is being laid out is lost
        moments.click(position={"x": 120, "y": 36 + 14})
        page.wait_for_timeout(1500)
        if "/match" in page.url:
            break
    wait_for(page, "view.repaints > 0")
    expect(page).to_have_url(re.compile(r"/match\?.*run=dense.*second=spots"))
