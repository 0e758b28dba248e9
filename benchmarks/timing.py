"""Timing two ways of doing the same, turn by turn: a busy machine hits both alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from benchmarks.table import Row


def best_of(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Seconds of each way, the least over `rounds` turns after one to warm up."""
    for way in ways.values():
        way()
    best = dict.fromkeys(ways, float("inf"))
    gc.collect()
    for _ in range(rounds):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            best[name] = min(best[name], time.perf_counter() - began)
    return best


def row(name: str, ours_s: float, reference_s: float, target: float | None, reference: str) -> Row:
    """One line of the speed table: how many times faster ours is, beside what it should be."""
    return Row(name, ours_s, reference_s, reference, target)
