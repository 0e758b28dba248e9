"""Moments, times and edits of a review in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.errors.moments import Moment
from core.exceptions import UserError
from core.timebase import clock


def parse_clock(text: str) -> int:
    """Milliseconds of "12:34.567" (or "12:34"). Raises UserError for anything else."""
    minutes, colon, seconds = text.strip().partition(":")
    whole, _, rest = seconds.partition(".")
    parts = (minutes, whole, rest or "0")
    digits = all(part.isascii() and part.isdigit() for part in parts)
    if not digits or not colon or len(whole) != 2 or int(whole) > 59 or len(rest) > 3 or len(minutes) > 3:
        raise UserError(f"{text!r} is no time; write minutes and seconds, as in 12:34.500.")
    return (int(minutes) * 60 + int(whole)) * 1000 + int((rest or "0").ljust(3, "0"))


def gap_words(gap_ms: int) -> str:
    """ "+0.5 s", or "+0.04 s": a gap of two times, as fine as it is."""
    return f"{gap_ms / 1000:+.{1 if gap_ms % 100 == 0 or abs(gap_ms) >= 10_000 else 2}f} s"


def exact_clock(time_ms: int) -> str:
    """ "12:34.500": a time to the millisecond."""
    return f"{clock(time_ms)}.{time_ms % 1000:03d}"


def moment_words(moment: Moment) -> str:
    """A moment as one line: "wrong class: Goal 0.912 at 12:34, where the label is Corner"."""
    confidence = "" if moment.confidence is None else f" {moment.confidence:.3f}"
    cause = f" ({moment.cause})" if moment.cause else ""
    other = moment.truth_label not in (None, moment.label)
    truth = f", where the label is {moment.truth_label}" if other else ""
    return f"{moment.kind}: {moment.label}{confidence} at {clock(moment.time_ms)}{cause}{truth}"


def edit_words(line: Mapping[str, Any]) -> str:
    """A line of the journal, for the history."""
    values, was = line.get("values", {}), line.get("was", {})
    label = was.get("label") or values.get("label", "")
    match line["op"]:
        case "add":
            return f"added {label} at {clock(values.get('time_ms', 0))}"
        case "move":
            gap_ms = values["time_ms"] - was["time_ms"] if "time_ms" in values else 0
            return f"moved {label} by {gap_words(gap_ms)}"
        case "change":
            changes = ", ".join(_change_words(name, value) for name, value in values.items())
            return f"{label} at {clock(was.get('time_ms', 0))}: {changes}"
        case "delete":
            return f"deleted {label} at {clock(was.get('time_ms', 0))}"
        case "note":
            return f"note: {line.get('text', '')}"
        case "confirm":
            moment = line.get("moment", {})
            return f"confirmed {moment.get('kind', 'an error')} {moment.get('label', '')}".rstrip()
    return str(line["op"])


def _change_words(name: str, value: Any) -> str:
    if name == "visible":
        return "visible" if value else "unshown"
    return f"now {value}" if name == "label" else str(value)
