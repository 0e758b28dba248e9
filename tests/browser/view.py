"""Reading the match view back: its own state, not its pixels."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

DENSE = "?run=dense"
"""The match view of the run with scores."""

_FIND = """
const find = (root) => {
  for (const node of root.querySelectorAll("*")) {
    if (node.__touchline) return node.__touchline;
    if (node.shadowRoot) {
      const found = find(node.shadowRoot);
      if (found) return found;
    }
  }
  return null;
};
const view = find(document);
"""


def ask(page: Page, expression: str) -> Any:
    """The value of a JavaScript expression over `view`."""
    return page.evaluate(f"() => {{ {_FIND} return {expression}; }}")


def wait_for(page: Page, condition: str, timeout_ms: int = 60_000) -> None:
    """Wait until a JavaScript condition over `view` holds."""
    script = f"() => {{ {_FIND} return Boolean(view && view.payload && ({condition})); }}"
    page.wait_for_function(script, timeout=timeout_ms, polling=50)


def open_match(page: Page, url: str, query: str = "") -> None:
    """Open the match page and wait until its lanes, and curves where there are any, are drawn."""
    page.goto(f"{url}/match{query}")
    wait_for(page, "view.repaints > 0 && (view.curves || !view.payload.curves)")


def open_for_keys(page: Page, url: str, query: str = "") -> None:
    """Open the match page and wait until its video can play; keys then go to the view."""
    open_match(page, url, query)
    wait_for(page, "view.player.video.readyState >= 2")
    page.locator(".tl").focus()


def hide_penalty_and_make_goal_small(page: Page) -> Locator:
    """The menu of lanes, left open, after both changes."""
    page.locator('[data-do="lanes"]').click()
    menu = page.get_by_role("dialog", name="Lanes")
    menu.get_by_label("show Penalty").uncheck()
    menu.get_by_label("small Goal").check()
    return menu


def drawn_spots(page: Page) -> list[list]:
    """[time_ms, class, confidence, outcome] of every spot in the lanes, sorted."""
    inner = "view.model.lanes.flatMap((l) => l.spots.map((s) => [s.t, s.c, s.p, s.outcome]))"
    return sorted(ask(page, inner))


def at_time(page: Page, time_ms: float, y: int) -> tuple[float, float]:
    """The point of the page at a time in the plot, y pixels below the plot's top."""
    box = page.locator(".tl-plot").bounding_box()
    return box["x"] + ask(page, f"view.scale.x({time_ms})"), box["y"] + y
