"""What is slow the first time is done in the background, once a process."""

from __future__ import annotations

import threading
from functools import cache


@cache
def start() -> None:
    """Compile what numba compiles; every call after the first does nothing."""
    threading.Thread(target=_work, name="touchline-warm", daemon=True).start()


def _work() -> None:
    from core.warm import warm

    warm()
