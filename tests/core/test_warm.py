"""Warming: every loop called from Python is compiled afterwards, so that no slider waits for it."""

from __future__ import annotations

from numba.core.registry import CPUDispatcher

from core.errors import repair
from core.metric import assignment, matching
from core.spotting import hard, soft
from core.warm import warm


def test_every_compiled_loop_is_warm():
    warm()
    loops = {
        f"{module.__name__}.{name}": value
        for module in (assignment, matching, repair, soft, hard)
        for name, value in vars(module).items()
        if isinstance(value, CPUDispatcher) and (not name.startswith("_") or name == "_explain")
    }
    assert len(loops) > 8
    assert [name for name, loop in loops.items() if not loop.signatures] == []
