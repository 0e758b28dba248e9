"""E2E-Spot JSON: a list of videos "<game>/<half>", events by frame at the video's own rate."""

from __future__ import annotations

from typing import Any

from core.classes import CLASSES, TEAMS
from core.data.formats.entries import Entry, Foreign, confidence_of, frame_ms, group, place_of
from core.data.formats.osl import halves
from core.events import Events
from core.exceptions import UserError
from core.timebase import EVALUATION_FPS, frame_of


def is_e2e(value: Any) -> bool:
    """Whether parsed JSON is a list of objects with `video` and `events`."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(video, dict) and {"video", "events"} <= set(video) for video in value)
    )


def parse_e2e(value: Any, name: str) -> Foreign:
    """Events of E2E-Spot JSON; those with a score are spots. Raises UserError naming the entry.

    A label's `comment` "team; visibility" is read where it is there.
    """
    parts = []
    for number, video in enumerate(value, start=1):
        where = f"{name}, video {number}"
        game, half = place_of(str(video["video"]), where)
        if half is None:
            raise UserError(
                f'{where}: {video["video"]!r} names no half; it must be "<game>/1" or "<game>/2".'
            )
        if not isinstance(video["events"], list):
            raise UserError(f"{where}: events is no list.")
        parts.append(
            (
                game,
                [
                    _entry(event, half, video.get("fps"), f"{where}, event {place}")
                    for place, event in enumerate(video["events"], start=1)
                ],
            )
        )
    return Foreign(name, "e2e", group(parts))


def _entry(event: Any, half: int, fps: Any, where: str) -> Entry:
    try:
        if fps is None:
            raise ValueError("its video has no fps, so a frame has no time")
        time_ms = frame_ms(event["frame"], fps)
        if time_ms < 0:
            raise ValueError(f"frame {event['frame']} lies before the start of the half")
        team, _, visibility = str(event.get("comment", "")).partition("; ")
        return Entry(
            half,
            time_ms,
            str(event["label"]),
            confidence_of(event.get("score")),
            TEAMS.index(team) if team in TEAMS else 0,
            visibility != "not shown",
        )
    except KeyError as error:
        raise UserError(f"{where}: {error.args[0]!r} is missing.") from error
    except (AttributeError, TypeError, ValueError, OverflowError) as error:
        raise UserError(f"{where}: {error}.") from error


def e2e_json(events: Events, fps: float = EVALUATION_FPS) -> list[dict[str, Any]]:
    """E2E-Spot's list for events, a video per half, frames at `fps`.

    At 2 fps, or a multiple of it, every event stays on its frame of the evaluator, so figures stay too; times
    are rounded down to frames. Raises ValueError for a rate that is none.
    """
    if not 0 < fps <= 1000:
        raise ValueError(f"fps must lie in (0, 1000], got {fps}")
    return [
        {
            "video": f"{game}/{half}",
            "fps": fps,
            "num_events": len(rows),
            "events": [
                {"frame": frame_of(time_ms, fps), "label": CLASSES[label], **_rest(rest)}
                for time_ms, label, rest in rows
            ],
        }
        for game, half, rows in halves(events)
    ]


def _rest(rest: dict[str, Any]) -> dict[str, Any]:
    if "confidence" in rest:
        return {"score": rest["confidence"]}
    return {"comment": f"{rest['team']}; {rest['visibility']}"}
