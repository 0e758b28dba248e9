"""One line of the speed table, and the table: each figure a ratio against a reference in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """ours_s, reference_s: medians in seconds. least: the ratio aimed at. most_s: the seconds aimed at."""

    name: str
    ours_s: float
    reference_s: float | None = None
    reference: str = ""
    least: float | None = None
    most_s: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return None if self.reference_s is None else self.reference_s / self.ours_s

    @property
    def met(self) -> bool | None:
        """Whether every target of the row was reached; None when it has none."""
        checks = []
        if self.least is not None and self.ratio is not None:
            checks.append(self.ratio >= self.least)
        if self.most_s is not None:
            checks.append(self.ours_s <= self.most_s)
        return all(checks) if checks else None

    def to_json(self) -> dict:
        return {**asdict(self), "ratio": self.ratio, "met": self.met}


def median_s(work: Callable[[], object], times: int = 5) -> float:
    """The median seconds of several calls, after one that is not counted."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def once_s(work: Callable[[], object]) -> float:
    """The seconds of one call, for references too slow to repeat."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def markdown(rows: list[Row]) -> str:
    """The table in Markdown."""
    lines = ["| what | ours | reference | ratio | target | met |", "|---|---:|---:|---:|---|---|"]
    for row in rows:
        target = " and ".join(
            ([f"{row.least:g}x"] if row.least else []) + ([f"{row.most_s:g} s"] if row.most_s else [])
        )
        reference = f"{_time(row.reference_s)} ({row.reference})" if row.reference_s else ""
        ratio = f"{row.ratio:.1f}x" if row.ratio else ""
        met = {True: "yes", False: "**no**", None: ""}[row.met]
        name = f"{row.name} ({row.note})" if row.note else row.name
        lines.append(f"| {name} | {_time(row.ours_s)} | {reference} | {ratio} | {target} | {met} |")
    return "\n".join(lines)


def _time(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
