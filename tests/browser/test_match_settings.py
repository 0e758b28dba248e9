"""The match view in a real browser: threshold line, T sliders, why, second run, lanes, list, loop, still."""

from __future__ import annotations

import re

import av
import pytest
from playwright.sync_api import expect

from app.server import rescoring
from core.data.root import open_root
from core.model.checkpoint import load_network
from core.model.explain import explain
from core.runs.workspace import Workspace
from core.spotting.class_settings import ClassSettings
from core.spotting.nms import gaussian
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores
from tests.browser.conftest import OUTPUT
from tests.browser.test_match import DENSE, FIRST_LANE_Y, expected_spots
from tests.browser.view import (
    ask,
    at_time,
    drawn_spots,
    hide_penalty_and_make_goal_small,
    open_for_keys,
    open_match,
    wait_for,
)

MODEL = "?run=model"


def test_the_threshold_line_can_be_dragged(page, server):
    open_match(page, server.url, DENSE + "&zoom=60-120&class=red-card")
    box = page.locator(".tl-plot").bounding_box()
    y = ask(page, "view.painter.focusRoom.y + view.painter.focusRoom.h * (1 - view.painter.threshold)")
    x = box["x"] + box["width"] - 6
    page.mouse.move(x, box["y"] + y)
    page.mouse.down()
    page.mouse.move(x, box["y"] + 60, steps=4)
    assert ask(page, "view.painter.threshold") > 0.3, "the line follows the hand at once"
    page.mouse.up()
    wanted = ask(page, "view.painter.valueAt(60)")
    wait_for(page, f"Math.abs(view.payload.settings.threshold[0] - {wanted}) < 0.011 && !view.draft")
    expect(page).to_have_url(re.compile(rf"threshold={wanted:g}"))
    assert drawn_spots(page) == expected_spots(server, 1, Settings.uniform(threshold=wanted), 30)
    assert ask(page, "[view.scale.from, view.scale.to]") == [60_000, 120_000]


def test_the_threshold_of_one_class(page, server):
    open_match(page, server.url, DENSE + "&class=foul&for=class&threshold=0.1")
    page.get_by_role("slider", name="NMS threshold · Foul").focus()
    page.keyboard.press("End")
    wait_for(page, "view.payload.settings.threshold[view.focus] === 1")
    assert ask(page, "view.payload.settings.threshold.filter((v) => v === 0.1).length") == 16
    expect(page).to_have_url(re.compile("thresholds=foul(:|%3A)1"))


def test_other_sides_change_the_curves_and_say_so(page, server):
    open_match(page, server.url, MODEL + "&zoom=20-90")
    root, run = open_root(server.root), Workspace(server.workspace).run("model")
    page.get_by_role("slider", name="T before, s").focus()
    page.keyboard.press("ArrowLeft")
    wait_for(page, "view.payload.curves.url.includes('/14/15?') && view.curves")
    expect(page.locator(".tl-note")).to_have_text("T 7 + 7.5 s; trained with 7.5 + 7.5 s")
    scores = rescoring.scores(run, root.games[0].part(1), (14, 15))
    wait_for(page, f"Math.abs(view.curves.values(4)[100] - {scores[100, 4]}) < 1e-5")
    assert ask(page, "[...view.curves.values(4)]") == pytest.approx(scores[:, 4].tolist(), abs=1e-5)
    assert ask(page, "[view.scale.from, view.scale.to]") == [20_000, 90_000], "the zoom stays"
    expect(page).to_have_url(re.compile("before=7"))


def test_smoothed_curves_are_those_that_suppression_saw(page, server):
    query = "&smoothing=1.3&smoothings=goal:0,foul:4&second=dense&against=smoothing=10"
    open_match(page, server.url, DENSE + query)
    scores = Workspace(server.workspace).run("dense").scores(open_root(server.root).games[0].name, 1)
    wait_for(page, "view.under")
    for name, label, sigma_s in (("curves", 4, 1.3), ("curves", 10, 4.0), ("under", 4, 10.0)):
        wanted = gaussian(scores.T, sigma_s * 2)[label]
        assert ask(page, f"[...view.{name}.values({label})]") == pytest.approx(wanted.tolist(), abs=1e-5)
    assert ask(page, "[...view.curves.values(2)]") == pytest.approx(scores[:, 2].tolist())
    expect(page.locator(".tl-note")).to_have_text("smoothed: 0 to 4 s")
    settings = Settings.uniform(threshold=0.1, smoothing_s=1.3).with_classes(
        {label: ClassSettings("hard", 30.0, 0.1, smoothing) for label, smoothing in ((2, 0.0), (10, 4.0))}
    )
    halves = SplitScores.from_halves(("one",), [("one", 1, scores, 2.0)])
    spots = halves.spots(settings)
    wanted = sorted([t, c] for t, c in zip(spots.time_ms.tolist(), spots.label.tolist(), strict=True))
    assert sorted(spot[:2] for spot in drawn_spots(page)) == wanted
    page.screenshot(path=OUTPUT / "match-smoothed.png")


def test_why_adds_up_and_follows_the_playhead(page, server):
    open_match(page, server.url, MODEL + "&t=60&class=foul")
    page.locator('[data-do="why"]').click()
    wait_for(page, "view.why.reasons && view.why.time === 60000")
    root, run = open_root(server.root), Workspace(server.workspace).run("model")
    features = rescoring.features(run, root.games[0].part(1))
    wanted = explain(load_network(run.weights_path), features, 120, 10)
    assert ask(page, "view.why.reasons.logit") == pytest.approx(wanted.logit, abs=1e-4)
    assert ask(page, "view.why.reasons.frames") == pytest.approx(wanted.frames.tolist(), abs=1e-4)
    total = ask(page, "view.why.reasons.bias + view.why.reasons.clusters.flat().reduce((a, b) => a + b)")
    assert total == pytest.approx(wanted.logit, abs=1e-3)
    assert ask(page, "view.curves.values(10)[120]") == pytest.approx(
        ask(page, "view.why.reasons.score"), abs=1e-4
    )
    page.locator(".tl").focus()
    page.keyboard.press("Shift+ArrowRight")
    wait_for(page, "view.why.time === 61000")
    page.screenshot(path=OUTPUT / "match-why.png")
    page.keyboard.press("w")
    expect(page.locator(".tl-why")).to_be_hidden()


def test_no_why_without_weights(page, server):
    open_match(page, server.url, DENSE)
    expect(page.locator('[data-do="why"]')).to_be_hidden()


def test_a_second_setting_lies_under_the_first(page, server):
    open_match(page, server.url, DENSE + "&second=dense&against=threshold=0.5")
    under = sorted(ask(page, "view.model.lanes.flatMap((l) => l.under.map((s) => [s.t, s.c]))"))
    wanted = expected_spots(server, 1, Settings.uniform(threshold=0.5), 30)
    assert under == sorted([time, label] for time, label, _, _ in wanted)
    only_first = ask(page, "view.model.lanes.flatMap((l) => l.spots).filter((s) => s.differs).length")
    assert only_first > 0
    assert ask(page, "view.model.lanes.flatMap((l) => l.under).filter((s) => s.differs).length") == 0
    expect(page.locator(".tl-under")).to_contain_text("threshold=0.5")
    page.get_by_role("button", name="differing").click()
    assert ask(page, "view.list.rows.every((m) => m.differs)")
    page.screenshot(path=OUTPUT / "match-second.png")


def test_lanes_are_hidden_collapsed_and_ordered(page, server):
    open_match(page, server.url, DENSE)
    menu = hide_penalty_and_make_goal_small(page)
    assert ask(page, "view.painter.rows.map((r) => r.c)") == list(range(1, 17))
    assert ask(page, "view.painter.rows.find((r) => r.c === 2).h") == 12
    menu.get_by_label("Order of lanes").select_option("count")
    counts = ask(page, "view.painter.rows.map((r) => view.model.lanes[r.c].truths.length)")
    assert counts == sorted(counts, reverse=True)
    menu.get_by_label("Order of lanes").select_option("ap")
    figures = ask(page, "view.painter.rows.map((r) => view.payload.ap[r.c] ?? 2)")
    assert figures == sorted(figures)
    page.screenshot(path=OUTPUT / "match-lanes.png")
    menu.get_by_text("show all").click()
    assert len(ask(page, "view.painter.rows")) == 17
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    first = ask(page, "view.painter.rows[0].c")
    page.mouse.click(*at_time(page, ask(page, "view.scale.to") - 1000, FIRST_LANE_Y))
    wait_for(page, f"view.focus === {first}")


def test_the_list_filters_and_sorts(page, server):
    open_match(page, server.url, DENSE)
    page.get_by_label("Visible or unshown").select_option("0")
    assert ask(page, "view.list.rows.length > 0 && view.list.rows.every((m) => m.visible === false)")
    page.get_by_label("Visible or unshown").select_option("")
    page.get_by_label("Listed class").fill("Foul")
    assert ask(page, "view.list.rows.every((m) => m.c === 10)")
    page.get_by_label("Listed class").fill("")
    page.get_by_label("Least confidence listed").fill("0.5")
    assert ask(page, "view.list.rows.every((m) => m.kind === 'truth' || m.p >= 0.5)")
    page.locator('.tl-head [data-sort="conf"]').click()
    page.locator('.tl-head [data-sort="conf"]').click()
    values = ask(page, "view.list.rows.map((m) => m.p ?? -1)")
    assert values == sorted(values)


def test_the_playhead_marks_its_row_and_the_window_shows_around_a_spot(page, server):
    open_match(page, server.url, DENSE)
    page.mouse.click(*at_time(page, 100_000, 125))
    wait_for(page, "view.list.here >= 0 && view.list.rows[view.list.here].t <= 100001")
    expect(page.locator(".tl-row.tl-here")).to_have_count(1)
    time, label = ask(
        page, "(() => { const s = view.model.lanes[8].spots[0] ?? null; return s && [s.t, s.c]; })()"
    )
    page.mouse.move(*at_time(page, time, FIRST_LANE_Y + 24 * label + 6))
    wait_for(page, f"view.hovered && view.hovered.c === {label}")


def test_loop_and_speed(page, server):
    open_for_keys(page, server.url, DENSE + "&t=100")
    page.keyboard.press(".")
    page.locator('[data-do="rate"]').click()
    page.locator('[data-do="rate"]').click()
    wait_for(page, "view.player.rate === 4 && view.player.video.playbackRate === 4")
    page.keyboard.press("l")
    wait_for(page, "view.player.playing && view.loop.seconds === 5")
    wait_for(page, "view.player.time > 103000")
    wait_for(page, "view.player.time < 98000")
    assert ask(page, "view.player.time") >= 94_000
    page.locator('[data-do="loop"]').click()
    assert ask(page, "view.loop.seconds") == 10


def test_a_still_with_its_caption(page, server):
    open_match(page, server.url, DENSE + "&t=42&class=corner")
    with page.expect_download() as download:
        page.locator('[data-do="still"]').click()
    assert download.value.suggested_filename.endswith("Corner.png")
    wait_for(page, "view.lastStill.width === 796")
    assert "00:42.0" in ask(page, "view.lastStill.caption[0]")


def test_step_is_one_frame_of_the_video(page, server):
    open_for_keys(page, server.url, DENSE + "&t=42")
    page.keyboard.press("ArrowRight")
    wait_for(page, "Math.round(view.player.time) === 42040")


def test_a_clip_around_the_moment(page, server):
    open_match(page, server.url, DENSE + "&t=42&class=corner")
    with page.expect_download() as download:
        page.locator('[data-do="clip"]').click()
    assert download.value.suggested_filename.endswith("clip.mp4")
    with av.open(download.value.path()) as container:
        assert container.duration / av.time_base == pytest.approx(10, abs=0.1)
