"""Back and Forward in the browser: at once after a change, and from page to page."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_back_right_after_a_change_takes_it_back_and_forward_brings_it_again(page, server):
    page.goto(f"{server.url}/classes?run=dense&split=test")
    figures = page.locator(".tl-figures")
    expect(figures).to_contain_text("Average-mAP loose")
    page.locator(".st-key-w_metric").get_by_text("tight", exact=True).click()
    expect(figures).to_contain_text("Average-mAP tight")
    expect(page).to_have_url(re.compile("metric=tight"))
    page.go_back()
    expect(figures).to_contain_text("Average-mAP loose")
    expect(page).not_to_have_url(re.compile("metric=tight"))
    page.go_forward()
    expect(figures).to_contain_text("Average-mAP tight")
    expect(page).to_have_url(re.compile("metric=tight"))


def test_back_over_a_link_of_the_navigation_loses_nothing(page, server):
    page.goto(f"{server.url}/classes?run=dense&split=test&threshold=0.3")
    expect(page.locator(".tl-figures")).to_contain_text("Average-mAP loose")
    page.get_by_role("link", name="Errors", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/errors\?.*threshold=0\.3"))
    expect(page.get_by_text("truths").first).to_be_visible()
    for _ in range(2):  # the navigation opens a page without parameters first
        page.go_back()
        expect(page).to_have_url(re.compile(r"\?.*threshold=0\.3"))
        expect(page.get_by_role("combobox", name="Run").first).to_have_value("dense")
    expect(page).to_have_url(re.compile("/classes"))
    expect(page.locator(".tl-figures")).to_contain_text("Average-mAP loose")
