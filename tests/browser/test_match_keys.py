"""The keys of the match view in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.server.urls import assets_url
from core.data.labels import read_labels
from core.data.root import open_root
from tests.browser.view import DENSE, ask, open_match, wait_for


def test_keys(page, server):
    open_match(page, server.url, DENSE)
    page.locator(".tl").focus()
    page.keyboard.press("3")
    assert ask(page, "view.focus") == 2
    page.keyboard.press("ArrowDown")
    assert ask(page, "view.focus") == 3
    page.keyboard.press("Tab")
    assert ask(page, "view.selected === view.list.rows[0] || view.selected.t > 0")
    first = ask(page, "view.selected.t")
    page.keyboard.press("e")
    assert ask(page, "view.selected.outcome") != "hit"
    assert ask(page, "view.selected.t") >= first
    page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("+")
    assert not ask(page, "view.scale.whole")
    page.keyboard.press("0")
    assert ask(page, "view.scale.whole")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.keyboard.press("h")
    wait_for(page, "view.payload.half.number === 2")
    expect(page).to_have_url(re.compile("half=2"))


def test_a_key_goes_from_one_unshown_truth_to_the_next(page, server):
    """Found ones too, which are no moments and have no row in the list; in the lanes that are shown."""
    root = open_root(server.root)
    labels = read_labels(root, root.games[0]).events
    mine = (labels.half == 1) & ~labels.visible
    unshown = sorted(zip(labels.time_ms[mine].tolist(), labels.label[mine].tolist(), strict=True))
    open_match(page, server.url, DENSE + "&threshold=0.2&tolerance=5")
    chosen = "[view.selected.t, view.selected.c]"
    page.locator(".tl").focus()
    walked, outcomes = [], set()
    for _ in unshown:
        page.keyboard.press("o")
        walked.append(tuple(ask(page, chosen)))
        outcomes.add(ask(page, "view.selected.outcome"))
        assert ask(page, "[view.player.time, view.focus]") == list(walked[-1])
    assert walked == unshown
    assert {"hit", "missed"} <= outcomes
    page.keyboard.press("o")
    assert tuple(ask(page, chosen)) == unshown[-1], "it ends where Tab ends"
    page.keyboard.press("Shift+O")
    assert tuple(ask(page, chosen)) == unshown[-2]
    hidden = unshown[-3][1]
    ask(page, f"(view.menu.hidden.add({hidden}), view.menu.changed())")
    page.keyboard.press("Shift+O")
    expected = [each for each in unshown[:-2] if each[1] != hidden]
    assert tuple(ask(page, chosen)) == expected[-1]
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("next unshown truth")


@pytest.mark.parametrize("reviewing", [False, True])
def test_no_key_is_taken_twice(page, server, reviewing):
    open_match(page, server.url, DENSE)
    taken = page.evaluate(
        """async ([url, on]) => {
          const payload = { half: { parts: [1, 2] }, visibility: true };
          return (await import(url)).keysOf({ payload, review: { on } })
            .flatMap(({ keys, hold }) => keys.map((key) => (hold ?? "") + key));
        }""",
        [f"{assets_url()}/match_view/keytable.js", reviewing],
    )
    assert len(taken) == len(set(taken))
    assert ("c" in taken) == reviewing
    assert ("h" in taken) != reviewing


def test_typing_in_a_field_is_not_for_the_view(page, server):
    open_match(page, server.url, DENSE)
    focus = ask(page, "view.focus")
    page.get_by_role("combobox", name="Run").click()
    page.keyboard.type("9")
    assert ask(page, "view.focus") == focus
