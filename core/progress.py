"""How long work reports itself: one callable, so that core neither prints nor draws."""

from typing import Protocol


class Progress(Protocol):
    """Called as work goes on; raises `Cancelled` to stop it between two steps."""

    def __call__(self, done: float, total: float, what: str) -> None: ...


def silent(done: float, total: float, what: str) -> None:
    """A progress that nobody watches."""
