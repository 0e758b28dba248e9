"""Long work in the background, a thread each. Any session may watch a job, use its result or stop it."""

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
    """Work that runs or has ended. state: "running", "done", "failed" or "cancelled"."""

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
    """The job of a key; None when there is none, or no longer."""
    with _lock:
        return _jobs.get(key)


def start(key: Hashable, work: Callable[[Progress], Any]) -> Job:
    """Start work unless it runs or is done; a job that failed or was stopped starts again."""
    with _lock:
        existing = _jobs.get(key)
        if existing is not None and existing.state in ("running", "done"):
            return existing
        _jobs.pop(key, None)
        ended = [old for old, job in _jobs.items() if job.state != "running"]
        for old in ended[: max(0, len(_jobs) + 1 - _KEPT)]:
            del _jobs[old]
        job = _jobs[key] = Job()
    threading.Thread(target=_run, args=(job, work), name="touchline-job", daemon=True).start()
    return job


def _run(job: Job, work: Callable[[Progress], Any]) -> None:
    start_s = time.monotonic()
    try:
        job.result = work(job.progress)
        job.state = "done"
    except UserError as error:
        job.state, job.error = "cancelled" if isinstance(error, Cancelled) else "failed", str(error)
    except Exception as error:  # the thread must not end in silence: the page that watches shows it
        _log.exception("a background job failed")
        job.state, job.error = "failed", f"This failed inside Touchline ({type(error).__name__}: {error})."
    job.seconds = time.monotonic() - start_s
