"""Mending labels of the last game in a real browser: each key once in the journal; two tabs; a reload."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from core.data.root import open_root
from core.files import short_id
from core.labels.export import ORIGINAL
from core.labels.open import journal_folder
from tests.browser.conftest import WAIT_MS
from tests.browser.view import ask, wait_for

SAVED = "!view.review.busy"


def last_game(server) -> str:
    return open_root(server.root).games[-1].name


def edits(server) -> list[dict]:
    """The lines of the game's journal, but those about its file."""
    path = journal_folder(server.workspace, last_game(server)) / "journal.jsonl"
    if not path.exists():
        return []
    return [line for line in map(json.loads, path.read_text().splitlines()) if line["op"] != "file"]


def open_review(page, server, kind: str = "kind%3Dmissed%3B") -> None:
    """The queue of the missed truths, or of all errors, of the last game."""
    cell = f"{kind}game%3D{short_id(last_game(server))}"
    page.goto(f"{server.url}/review?run=dense&queue=cell&cell={cell}")
    wait_for(page, "view.review.on && view.repaints > 0")
    expect(page.get_by_role("button", name="Export")).to_be_visible()


def press(page, *keys: str) -> None:
    """Keys, one after the other without waiting, then until all are saved."""
    for key in keys:
        page.keyboard.press(key)
    wait_for(page, SAVED)


def test_keys_end_in_the_journal_each_once_and_in_order(page, server):
    open_review(page, server)
    before = len(edits(server))
    wait_for(page, "view.review.named")
    label = ask(page, "view.review.named")
    page.keyboard.press("Shift+ArrowRight")
    time_ms = ask(page, "Math.round(view.player.time)")
    press(page, "m")
    assert "saved" in ask(page, "view.review.status.textContent")
    done = edits(server)[before:]
    assert [(line["op"], line["id"]) for line in done] == [("move", label)]
    assert done[0]["values"]["time_ms"] == time_ms
    assert ask(page, "view.review.truth(view.review.named).t") == time_ms, "the lanes show it where it is now"
    press(page, *"tvtvtvtv")  # faster than any answer
    done = edits(server)[before + 1 :]
    assert [list(line["values"]) for line in done] == [["team"], ["visible"]] * 4
    press(page, *"uuuu", "Control+y", *"uuuuuu")
    ops = [line["op"] for line in edits(server)[before + 9 :]]
    assert ops == ["undo"] * 4 + ["redo"] + ["undo"] * 6
    assert not (server.root / last_game(server) / f"Labels-v2.json{ORIGINAL}").exists()


def test_confirm_goes_on_and_a_reload_keeps_progress(page, server):
    open_review(page, server, "")
    total = page.locator(".rq-row").count()
    looked = page.get_by_text(f"of {total} reviewed")
    expect(looked).to_have_text(f"0 of {total} reviewed")
    first = page.locator('.rq-row[aria-current="true"]').get_attribute("data-name")
    press(page, "c")
    expect(looked).to_have_text(f"1 of {total} reviewed")
    expect(page.locator('.rq-row[aria-current="true"]')).not_to_have_attribute("data-name", first)
    expect(page.locator(f'.rq-row[data-name="{first}"]')).to_have_class("rq-row rq-confirmed")
    page.reload()
    wait_for(page, "view.review.on && view.repaints > 0")
    expect(looked).to_have_text(f"1 of {total} reviewed")
    press(page, "u")
    expect(looked).to_have_text(f"0 of {total} reviewed")


def test_a_double_click_is_one_edit_and_typing_is_none(page, server):
    open_review(page, server)
    page.keyboard.press("Shift+ArrowLeft")
    before = len(edits(server))
    page.locator('[data-review="add"]').dblclick()
    wait_for(page, f"{SAVED} && view.review.seq > 0")
    page.locator('[data-review="delete"]').hover()
    page.keyboard.press("n")
    note = page.get_by_role("textbox", name="Note (N)")
    expect(note).to_be_focused()
    page.keyboard.type("cut")
    page.keyboard.press("Enter")
    expect(page.get_by_label("history")).to_contain_text("cut")
    done = edits(server)[before:]
    assert [line["op"] for line in done] == ["add", "note"]
    assert done[1]["text"] == "cut"
    assert done[1]["id"] == done[0]["id"], "the note is on the label that was added"
    page.locator(".tl-plot").hover()
    page.evaluate("document.activeElement.blur()")
    press(page, "u", "u")
    assert [line["op"] for line in edits(server)[before:]] == ["add", "note", "undo", "undo"]


def test_an_unshown_truth_found_by_key_is_the_label(page, server):
    open_review(page, server)
    wait_for(page, "view.review.named && view.model.lanes.some((l) => l.truths.some((t) => !t.visible))")
    before = len(edits(server))
    first = ask(
        page,
        "view.model.lanes.flatMap((l) => l.truths).some((t) => !t.visible && t.t > view.player.time + 1)",
    )
    page.keyboard.press("o" if first else "Shift+O")
    wait_for(page, "view.selected && !view.selected.visible && view.review.named === view.selected.id")
    assert len(edits(server)) == before


def test_two_tabs_keep_both_their_edits(page, context, server):
    open_review(page, server)
    other = context.new_page()
    other.set_default_timeout(WAIT_MS)
    open_review(other, server)
    before = len(edits(server))
    for each in (page, other):
        wait_for(each, "view.review.named")
    page.bring_to_front()
    page.keyboard.press("Shift+ArrowRight")
    press(page, "a")
    other.bring_to_front()
    other.keyboard.press("Shift+ArrowLeft")
    press(other, "a")
    done = edits(server)[before:]
    assert [line["op"] for line in done] == ["add", "add"]
    both = sorted(line["values"]["time_ms"] for line in done)
    for each in (page, other):  # each comes to show what the other did
        each.bring_to_front()
        wait_for(each, f"{both}.every((t) => view.payload.truths.t.includes(t))")
    press(other, "u")
    page.bring_to_front()
    wait_for(page, f"view.payload.review.revision === {len(edits(server)) + 1}")
    page.locator(".tl-plot").hover()
    press(page, "Control+z")
    press(page, "Control+z")
    ops = [line["op"] for line in edits(server)[before:]]
    assert ops.count("undo") >= 2


def test_edits_that_a_new_server_never_heard_of_are_said(page, server):
    open_review(page, server)
    wait_for(page, "view.review.named")
    before = len(edits(server))
    ask(page, "view.review.transmit = () => {}")  # the old server is gone
    page.keyboard.press("v")
    page.keyboard.press("t")
    page.route("**/touchline/boot", lambda route: route.fulfill(body="another"), times=1)
    wait_for(
        page, "view.review.on && view.review.status.textContent.includes('the last 2 edits may not be saved')"
    )
    assert len(edits(server)) == before
    press(page, "v")
    assert "saved" in ask(page, "view.review.status.textContent")
    assert [line["op"] for line in edits(server)[before:]] == ["change"]
    press(page, "u")


def test_on_a_narrow_screen_the_page_is_as_wide_as_it(page, server):
    page.set_viewport_size({"width": 390, "height": 844})
    open_review(page, server)
    wait_for(page, "view.painter.stage.clientWidth > 250")
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") == 390
