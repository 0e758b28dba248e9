"""Answers timed inside a page: from a key on a slider to what the page's script noted as painted."""

from __future__ import annotations

from playwright.sync_api import Page


def key_times(
    page: Page,
    steps: int,
    *,
    warm: int = 3,
    answer: str = "done",
    over: str = "",
    polling_ms: int = 10,
    key: str = "ArrowRight",
    pause_ms: int = 150,
) -> list[float]:
    """Milliseconds from a key to `window.__t[answer]`, for each step on the focused slider.

    key: one that moves the slider on. warm: steps before that only fill caches. over: the condition that ends
    a step, in JavaScript, where it is more than a time of the answer after the key's. pause_ms: between
    steps.
    """
    over = over or f"() => window.__t.{answer} > window.__t.key"
    times = []
    for step in range(warm + steps):
        page.keyboard.press(key)  # always on: a setting seen before would come from a cache
        page.wait_for_function(over, polling=polling_ms)
        if step >= warm:
            times.append(page.evaluate(f"() => window.__t.{answer} - window.__t.key"))
        page.wait_for_timeout(pause_ms)
    return times


def percentile_95(values: list[float]) -> float:
    """The value at 95% of the sorted values, rounded down to one that occurs."""
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]
