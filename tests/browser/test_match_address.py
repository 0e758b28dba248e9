"""The address holds how lanes and list are set, and gives them back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.view import ask, hide_penalty_and_make_goal_small, open_match, wait_for

DENSE = "?run=dense"
STATE = "JSON.stringify([view.menu.state, view.list.state])"
ROWS = "view.list.rows.map((m) => [m.t, m.c, m.kind])"


def test_lanes_and_list_come_back_from_the_address(page, server):
    open_match(page, server.url, DENSE)
    menu = hide_penalty_and_make_goal_small(page)
    menu.get_by_label("Order of lanes").select_option("ap")
    page.keyboard.press("Escape")
    page.locator('.tl-chip[data-outcome="hit"]').click()
    page.get_by_label("Listed class").fill("Foul")
    page.get_by_label("Visible or unshown").select_option("1")
    page.get_by_label("Least confidence listed").fill("0.25")
    page.locator('.tl-head [data-sort="conf"]').click()
    page.locator('.tl-head [data-sort="conf"]').click()
    expect(page).to_have_url(re.compile("lanes=order%3Dap%3Bhidden%3Dpenalty%3Bsmall%3Dgoal"))
    listed = (
        "list=without%3Dhit%3Blabel%3Dfoul%3Bseen%3Dvisible%3Bleast%3D0.25%3Bsort%3Dconf%3Breversed%3DTrue"
    )
    expect(page).to_have_url(re.compile(re.escape(listed)))
    before = ask(page, STATE), ask(page, ROWS), ask(page, "view.painter.rows.map((r) => [r.c, r.h])")
    page.reload()
    wait_for(page, "view.repaints > 0 && view.curves")
    after = ask(page, STATE), ask(page, ROWS), ask(page, "view.painter.rows.map((r) => [r.c, r.h])")
    assert after == before
    expect(page.get_by_label("Least confidence listed")).to_have_value("0.25")
    expect(page.locator('.tl-chip[data-outcome="hit"]')).to_have_attribute("aria-pressed", "false")


def test_a_slider_and_another_half_leave_lanes_and_list_to_the_hand(page, server):
    open_match(page, server.url, DENSE + "&list=without%3Dhit")
    chip = page.locator('.tl-chip[data-outcome="hit"]')
    expect(chip).to_have_attribute("aria-pressed", "false")
    chip.click()
    page.locator(".tl").focus()
    page.keyboard.press("h")
    wait_for(page, "view.payload.half.number === 2")
    expect(chip).to_have_attribute("aria-pressed", "true")
    page.get_by_role("slider", name="NMS threshold").focus()
    page.keyboard.press("End")
    wait_for(page, "view.payload.settings.threshold[0] === 1")
    assert ask(page, "view.list.state.without") == []
    expect(page).not_to_have_url(re.compile("list="))


def test_nonsense_about_the_list_is_ignored_and_named(page, server):
    open_match(page, server.url, DENSE + "&list=sort%3Dluck&lanes=order%3Dap")
    expect(page.get_by_text("Ignored in the address")).to_contain_text("list")
    assert ask(page, "[view.list.state.sort, view.menu.state.order]") == ["time", "ap"]
