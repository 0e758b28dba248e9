"""Long work in the background, one thread each, that any session may watch, take the result of or stop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from core.exceptions import Cancelled, UserError
from core.progress import Progress

_KEPT = 6
_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Job:
    """Work that runs or is over. state: "running", "done", "failed" or "cancelled"."""

    state: str = "running"
    share: float = 0.0
    what: str = "starting"
    result: Any = None
    error: str = ""
    seconds: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def progress(self, done: float, total: float, what: str) -> None:
        """What the work calls; raises Cancelled once it is to stop."""
        if self._stop.is_set():
            raise Cancelled("Stopped; nothing was changed.")
        self.share, self.what = min(1.0, done / max(total, 1e-9)), what


_lock = threading.Lock()
_jobs: dict[Hashable, Job] = {}


def job(key: Hashable) -> Job | None:
    """The job of a key, None when there is none (any more)."""
    with _lock:
        return _jobs.get(key)


def start(key: Hashable, work: Callable[[Progress], Any]) -> Job:
    """Start work unless it is running or done; what failed or was stopped starts afresh."""
    with _lock:
        there = _jobs.get(key)
        if there is not None and there.state in ("running", "done"):
            return there
        _jobs.pop(key, None)
        over = [old for old, one in _jobs.items() if one.state != "running"]
        for old in over[: max(0, len(_jobs) + 1 - _KEPT)]:
            del _jobs[old]
        made = _jobs[key] = Job()
    threading.Thread(target=_run, args=(made, work), name="touchline-job", daemon=True).start()
    return made


def _run(made: Job, work: Callable[[Progress], Any]) -> None:
    began = time.monotonic()
    try:
        made.result = work(made.progress)
        made.state = "done"
    except Cancelled as error:
        made.state, made.error = "cancelled", str(error)
    except UserError as error:
        made.state, made.error = "failed", str(error)
    except Exception as error:  # the thread must not end in silence: whoever watches is told
        _log.exception("a background job failed")
        made.state, made.error = "failed", f"This failed inside Touchline ({type(error).__name__}: {error})."
    made.seconds = time.monotonic() - began
