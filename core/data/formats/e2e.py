"""E2E-Spot JSON: a list of videos, "<game>/<part>" or one a game, events by frame at the video's own rate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from core.data.formats.entries import (
    Entry,
    Foreign,
    frame_ms,
    make_entry,
    read_events,
    read_videos,
)
from core.data.formats.osl import of_parts
from core.data.formats.paths import game_and_part
from core.data.labels import video_facts
from core.data.root_labels import has_halves
from core.events import Events
from core.exceptions import UserError
from core.timebase import frame_of


def is_e2e(value: Any) -> bool:
    """Whether parsed JSON is a list of objects with `video` and `events`."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(video, dict) and {"video", "events"} <= set(video) for video in value)
    )


def parse_e2e(value: Any, name: str, fps: float | None = None) -> Foreign:
    """Events of E2E-Spot JSON; those with a score are spots. Raises UserError naming the entry.

    Team and visibility of a label stand beside it, or in its `comment` as "team; visibility". fps: of videos
    that say none.
    """
    return read_videos(value, "video", name, "e2e", lambda video, where: _video(video, where, fps))


def _video(video: dict, where: str, fps: float | None) -> tuple[str, list[Entry], dict[str, Any]]:
    if not isinstance(video["video"], str):
        raise UserError(f"{where}: {str(video['video'])[:40]!r} names no game.")
    game, part = game_and_part(video["video"], where)
    if not isinstance(video["events"], list):
        raise UserError(f"{where}: events is not a list.")
    rate = video.get("fps", fps)
    entries = read_events(video["events"], where, lambda event: _entry(event, part, rate))
    return game, entries, video_facts(video)


def _entry(event: Any, part: int | None, fps: Any) -> Entry:
    if fps is None:
        raise ValueError("its video has no fps, so a frame has no time; give the rate with --fps")
    team, both, visibility = str(event.get("comment", "")).partition("; ")
    team = team if both else ""  # any other remark, such as where an event was found
    team, visibility = event.get("team", team), event.get("visibility", visibility)
    return make_entry(
        part, frame_ms(event["frame"], fps), event["label"], event.get("score"), team, visibility
    )


def e2e_json(
    events: Events,
    fps: float | None = None,
    videos: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[dict[str, Any]]:
    """E2E-Spot's list for events, a video per part, frames at `fps`: by default those of the grid.

    videos: what is known of a game's video by game; its own fps goes before. On the grid, or at a multiple of
    its rate, every event stays on its frame, so figures stay too; times are rounded down to frames. Raises
    ValueError for a rate that is none.
    """
    fps = events.label_set.rule.fps if fps is None else fps
    parts, listed = Counter(game for game, *_ in of_parts(events)), []
    for game, part, rows in of_parts(events):
        video = dict((videos or {}).get(game, {}))
        rate = video.setdefault("fps", fps)
        if not isinstance(rate, int | float) or not 0 < rate <= 1000:
            raise ValueError(f"fps must lie in (0, 1000], got {rate}")
        whole = parts[game] == 1 and part == 1 and not has_halves(events.label_set)
        frames = [
            {"frame": frame_of(time_ms, rate), "label": label, **_rest(rest)} for time_ms, label, rest in rows
        ]
        name = game if whole else f"{game}/{part}"
        listed.append({"video": name, **video, "num_events": len(rows), "events": frames})
    return listed


def _rest(rest: dict[str, Any]) -> dict[str, Any]:
    if "confidence" in rest:
        return {"score": rest["confidence"]}
    return {"comment": f"{rest['team']}; {rest['visibility']}"}
