"""Warming: every loop called from Python is compiled afterwards, so that no slider waits for it."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from numba.core.registry import CPUDispatcher

from core import errors, metric, spotting
from core.metric import averaging
from core.warm import warm


def test_every_compiled_loop_is_warm():
    warm()
    modules = [
        import_module(f"{folder.__name__}.{module.name}")
        for folder in (spotting, metric, errors)
        for module in iter_modules(folder.__path__)
    ]
    loops = {
        f"{value.py_func.__module__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, CPUDispatcher) and not name.startswith("_")
    }
    assert len(loops) > 8
    assert [name for name, loop in loops.items() if not loop.signatures] == []
    assert len(averaging.eleven_point.signatures) == 2  # of counts, and of the bootstrap's float32 sums
