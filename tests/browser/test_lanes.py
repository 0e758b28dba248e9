"""Lanes of any label set: one class, more than fit, two hundred; and a match of 150,000 frames."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.match_view.payload import PartView, Place, Sources, payload
from core.data.games import Part
from core.events import Events
from core.label_set import LabelSet
from core.label_sets import label_set_of, preset
from core.metric.matching import match
from core.spotting.settings import Settings
from tests.browser.mounted import mount
from tests.browser.view import ask, wait_for

GAME = ("league/season/game",)
LENGTH_MS = 600_000


def set_of(size: int) -> LabelSet:
    return label_set_of([f"class {number}" for number in range(size)], "a test")


def view_of(
    label_set: LabelSet, n: int = 400, place: Place | None = None, parts: tuple[int, ...] = (1,)
) -> dict:
    """The payload of a part with events of all classes."""
    rng = np.random.default_rng(len(label_set))
    label, time_ms = np.arange(n) % len(label_set), np.sort(rng.integers(0, LENGTH_MS, n))
    truths = Events.build(GAME, 0, 1, time_ms[::2], label[::2], team=1, label_set=label_set)
    spots = Events.build(GAME, 0, 1, time_ms, label, confidence=rng.random(n), label_set=label_set)
    settings, sources = Settings(label_set=label_set), Sources(rows=LENGTH_MS // 500, fps=2)
    matches = match(truths, spots, 5)
    return payload(
        PartView(Part(GAME[0], 1), "A - B", matches, settings, sources, place or Place(), parts=parts)
    )


@pytest.mark.parametrize(("size", "height"), [(2, 48), (12, 34), (17, 24), (22, 18), (40, 18), (200, 18)])
def test_lanes_are_as_high_as_they_can_be_and_scroll_where_they_do_not_fit(page, size, height):
    mount(page, view_of(set_of(size)))
    assert ask(page, "view.painter.rows.map((row) => row.h)") == [height] * size
    assert ask(page, "view.painter.scrolls") == (size * height > 408)
    assert page.locator(".tl-stage").bounding_box()["height"] <= 560
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_class_is_one_tall_lane(page):
    mount(page, view_of(set_of(1)))
    assert ask(page, "view.painter.rows") == []
    assert ask(page, "view.painter.tall") > 200
    assert page.locator('[data-do="lanes"]').is_hidden()
    page.locator(".tl").focus()
    page.keyboard.press("ArrowDown")
    assert ask(page, "view.focus") == 0


def test_names_stay_beside_their_lanes_and_the_axis_on_top(page):
    mount(page, view_of(set_of(200)))
    page.evaluate("() => { document.querySelector('.tl-stage').scrollTop = 1234; }")
    wait_for(page, "view.painter.stage.scrollTop === 1234")
    page.wait_for_timeout(100)
    rows = ask(page, "view.painter.rowsInView")
    top = page.locator(".tl-plot").bounding_box()["y"]
    assert top == pytest.approx(page.locator(".tl-stage").bounding_box()["y"] + 1)
    for row in rows:
        name = page.locator(".tl-class").nth(row["c"]).bounding_box()
        assert (name["y"] - top, name["height"]) == pytest.approx((row["y"], row["h"]))
    assert ask(page, f"view.painter.laneAt({rows[3]['y'] + 2}).c") == rows[3]["c"]
    assert ask(page, "view.painter.laneAt(view.painter.lanesTop - 2)") is None
    page.mouse.click(page.locator(".tl-plot").bounding_box()["x"] + 5, top + rows[3]["y"] + 9)
    wait_for(page, f"view.focus === {rows[3]['c']}")


def test_keys_walk_through_all_lanes_and_the_lane_in_focus_is_in_view(page):
    mount(page, view_of(set_of(200)))
    page.locator(".tl").focus()
    for key, times, focus in (("ArrowDown", 60, 60), ("ArrowUp", 70, 190)):
        for _ in range(times):
            page.keyboard.press(key)
        assert ask(page, "view.focus") == focus
        assert focus in ask(page, "view.painter.rowsInView.map((row) => row.c)")


def test_a_link_opens_with_its_lane_in_view(page):
    mount(page, view_of(set_of(200), place=Place(focus=150)))
    assert 150 in ask(page, "view.painter.rowsInView.map((row) => row.c)")


def test_lanes_are_dragged_up_and_down(page):
    mount(page, view_of(set_of(40)))
    box = page.locator(".tl-plot").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 400)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 300, steps=4)
    page.mouse.up()
    assert ask(page, "view.painter.stage.scrollTop") == 100
    assert ask(page, "view.focus") == 0


def test_the_menu_finds_a_class_by_a_part_of_its_name(page):
    mount(page, view_of(set_of(200)))
    page.locator('[data-do="lanes"]').click()
    page.get_by_label("Find a class").fill("19")
    assert page.locator(".tl-menu-row").count() == 12
    page.get_by_label("Find a class").fill("class 19")
    assert page.locator(".tl-menu-row").count() == 1, "a whole name is that class alone"
    page.get_by_label("Find a class").fill("19")
    page.get_by_text("only those listed").click()
    assert ask(page, "view.painter.rows.length") == 12
    assert ask(page, "view.painter.rows[0].h") == 24
    page.get_by_label("show class 190").uncheck()
    assert ask(page, "view.painter.rows.length") == 11
    assert page.get_by_label("Find a class").input_value() == "19"
    page.get_by_text("show all").click()
    assert ask(page, "view.painter.rows.length") == 200


def test_the_list_is_filtered_by_a_part_of_a_name(page):
    mount(page, view_of(set_of(200)))
    field = page.get_by_label("Listed class")
    assert page.locator("datalist option").count() == 200
    field.fill("CLASS 7")
    assert ask(page, "[...new Set(view.list.rows.map((m) => m.c))]") == [7]
    assert ask(page, "view.list.state.label") == 7
    field.fill("class 17")
    field.fill("s 17")
    assert ask(page, "[...new Set(view.list.rows.map((m) => m.c))].sort((a, b) => a - b)[0]") == 17
    assert ask(page, "view.list.state.label") is None
    field.fill("no such class")
    assert page.locator(".tl-empty").is_visible()
    field.fill("")
    assert ask(page, "view.list.rows.length") == 400


def test_colours_of_the_set_are_beside_the_names(page):
    label_set = label_set_of([{"name": "serve", "colour": "#d64545"}, "bounce"], "a test")
    mount(page, view_of(label_set))
    swatch = page.locator(".tl-class .tl-swatch")
    assert swatch.count() == 2
    assert swatch.first.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(214, 69, 69)"


def test_words_are_those_of_the_set_and_the_part(page):
    label_set = label_set_of(
        {"classes": ["serve", "bounce"], "teams": ["near", "far"], "visibility": False}, "t"
    )
    values = view_of(label_set)
    mount(page, values)
    assert page.locator('[data-key="0"]').text_content() == "whole match"
    assert page.get_by_label("Visible or unshown").is_hidden()
    assert not page.locator(".tl-legend").get_by_text("unshown").is_visible()
    box = page.locator(".tl-plot").bounding_box()
    x = ask(page, f"view.scale.x({values['truths']['t'][0]})")
    page.mouse.move(box["x"] + x, box["y"] + 8)
    text = page.locator(".tl-tip").text_content()
    assert "truth, near" in text or "spot" in text
    page.locator(".tl").focus()
    page.keyboard.press("h")
    page.keyboard.press("?")
    assert "next match" not in page.locator(".tl-sheet").text_content()
    assert [name for name, _ in page.evaluate("window.sent")].count("half") == 0


def test_the_key_goes_through_all_parts(page):
    mount(page, view_of(set_of(3), parts=(1, 3, 4)))
    page.locator(".tl").focus()
    page.keyboard.press("h")
    assert page.evaluate("window.sent").count(["half", 3]) == 1


def test_a_whole_match_at_25_fps_is_drawn_from_coarse_levels_without_losing_a_peak(page):
    label_set = preset("ball-2024")
    scores = np.random.default_rng(0).random((150_000, len(label_set)), dtype=np.float32) / 10
    scores[77_777, 3] = 0.9
    values = view_of(label_set)
    values["half"]["duration_ms"] = 6_000_000
    mount(page, values, scores)
    put = page.evaluate("""async () => {
      const { columns } = await import("/shared/columns.js");
      const view = document.querySelector(".tl-slot").__touchline;
      const found = [];
      columns(view.scale, view.curves, 3, (x, value) => found.push([x, value]));
      return found;
    }""")
    width = ask(page, "view.scale.width")
    assert len(put) <= width + 2
    x, highest = max(put, key=lambda point: point[1])
    assert highest == pytest.approx(0.9)
    assert abs(x - 77_777 * width / 150_000) < 1.5
    frames = scores[:, 3].reshape(-1, 250).max(axis=1)  # ten seconds each
    assert min(value for _, value in put[1:-1]) >= frames.min() * 0.8


def test_payloads_of_two_hundred_classes_are_plain_json():
    assert json.loads(json.dumps(view_of(set_of(200))))["classes"][199] == "class 199"


@pytest.mark.parametrize(
    ("name", "time", "gap"), [("ball-2024", "00:12.3", "+0.24 s"), ("soccernet-v2", "00:12", "+0.2 s")]
)
def test_times_are_as_fine_as_the_rule_judges_them(page, name, time, gap):
    label_set = preset(name)
    truths = Events.build(GAME, 0, 1, [12_100], 0, label_set=label_set)
    spots = Events.build(GAME, 0, 1, [12_340], 0, confidence=[0.9], label_set=label_set)
    settings = Settings(label_set=label_set)
    matches = match(truths, spots, 1)
    mount(page, payload(PartView(Part(GAME[0], 1), "A - B", matches, settings, Sources(), Place())))
    row = page.locator(".tl-row")
    assert row.locator(".tl-num").all_text_contents() == [time, "0.900", gap]
