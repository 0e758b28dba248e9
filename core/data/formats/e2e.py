"""E2E-Spot JSON: a list of videos "<game>/<half>", events by frame at the video's own rate."""

from __future__ import annotations

from typing import Any

from core.data.formats.entries import (
    Entry,
    Foreign,
    frame_ms,
    game_and_half,
    make_entry,
    read_events,
    read_videos,
)
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

    A label's `comment`, "team; visibility", is read where it has one.
    """
    return read_videos(value, "video", name, "e2e", _video)


def _video(video: dict, where: str) -> tuple[str, list[Entry]]:
    game, half = game_and_half(str(video["video"]), where)
    if half is None:
        raise UserError(f'{where}: {video["video"]!r} names no half; it must be "<game>/1" or "<game>/2".')
    if not isinstance(video["events"], list):
        raise UserError(f"{where}: events is not a list.")
    return game, read_events(video["events"], where, lambda event: _entry(event, half, video.get("fps")))


def _entry(event: Any, half: int, fps: Any) -> Entry:
    if fps is None:
        raise ValueError("its video has no fps, so a frame has no time")
    team, _, visibility = str(event.get("comment", "")).partition("; ")
    time_ms = frame_ms(event["frame"], fps)
    return make_entry(half, time_ms, event["label"], event.get("score"), team, visibility)


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
                {"frame": frame_of(time_ms, fps), "label": label, **_rest(rest)}
                for time_ms, label, rest in rows
            ],
        }
        for game, half, rows in halves(events)
    ]


def _rest(rest: dict[str, Any]) -> dict[str, Any]:
    if "confidence" in rest:
        return {"score": rest["confidence"]}
    return {"comment": f"{rest['team']}; {rest['visibility']}"}
