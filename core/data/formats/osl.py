"""OSL JSON, versions 1 and 2: one file for many videos, labels and spots alike."""

from __future__ import annotations

from typing import Any

from core.classes import CLASSES, TEAMS
from core.data.formats.entries import Entry, Foreign, game_and_half, read_entry, read_events, read_videos
from core.data.labels import visibility
from core.events import Events
from core.exceptions import UserError
from core.timebase import EVALUATION_FPS, evaluation_frame, game_time

HEAD = "action"
"""The head that our version 2 files put the classes under."""
_PATHS = ("path_features", "path", "path_video")


def is_osl1(value: Any) -> bool:
    """Whether parsed JSON is of version 1: an object with a list `videos`."""
    return isinstance(value, dict) and isinstance(value.get("videos"), list)


def is_osl2(value: Any) -> bool:
    """Whether parsed JSON is of version 2: an object with a list `data`."""
    return isinstance(value, dict) and isinstance(value.get("data"), list)


def parse_osl1(value: Any, name: str) -> Foreign:
    """Events of version 1 JSON; `name` is what messages call it. Raises UserError naming the entry."""

    def read(video: dict, where: str) -> tuple[str, list[Entry]]:
        path = next((video[key] for key in _PATHS if video.get(key)), None)
        if path is None:
            raise UserError(f"{where} has no path; looked for {', '.join(_PATHS)}.")
        return _video(str(path), video, ("annotations", "predictions", "events"), None, where)

    return read_videos(value["videos"], "video", name, "osl1", read)


def parse_osl2(value: Any, name: str) -> Foreign:
    """Events of version 2 JSON with either spelling of position. Raises UserError naming the entry."""

    def read(item: dict, where: str) -> tuple[str, list[Entry]]:
        inputs = [entry for entry in item.get("inputs") or () if isinstance(entry, dict)]
        path = next((entry["path"] for entry in inputs if entry.get("path")), item.get("id"))
        if path is None:
            raise UserError(f"{where} has neither an input with a path nor an id.")
        fps = next((entry["fps"] for entry in inputs if entry.get("fps")), None)
        return _video(str(path), item, ("events",), fps, where)

    return read_videos(value["data"], "item", name, "osl2", read)


def _video(path: str, value: dict, keys: tuple[str, ...], fps: Any, where: str) -> tuple[str, list[Entry]]:
    game, half = game_and_half(path, where)
    entries = next((value[key] for key in keys if isinstance(value.get(key), list)), None)
    if entries is None:
        raise UserError(f"{where} has no list {' or '.join(keys)}.")
    return game, read_events(entries, where, lambda event: read_entry(event, half, fps))


def osl1_json(events: Events) -> dict[str, Any]:
    """Version 1 of events, a video per half; NaN confidences (labels) are left out."""
    videos = [
        {
            "path_features": f"{game}/{half}_ResNET_TF2_PCA512.npy",
            "annotations": [
                {"gameTime": game_time(half, time_ms), "label": label, "position": str(time_ms), **rest}
                for time_ms, label, rest in rows
            ],
        }
        for game, half, rows in halves(events)
    ]
    return {"version": 1, "date": "", "labels": list(CLASSES), "videos": videos}


def osl2_json(events: Events) -> dict[str, Any]:
    """Version 2 of events, an item per half; `frame` is on the evaluator's grid of 2 fps."""
    return {
        "version": "2.0",
        "date": "",
        "task": "action_spotting",
        "metadata": {},
        "labels": {HEAD: {"type": "single_label", "labels": list(CLASSES)}},
        "data": [_item(f"{game}/{half}", half, rows) for game, half, rows in halves(events)],
    }


def _item(name: str, half: int, rows: list[tuple[int, str, dict[str, Any]]]) -> dict[str, Any]:
    events = [
        {"head": HEAD, "label": label, "position_ms": time_ms, "frame": evaluation_frame(time_ms)}
        | {"gameTime": game_time(half, time_ms), **rest}
        for time_ms, label, rest in rows
    ]
    video = {"type": "video", "path": f"{name}_224p.mkv", "fps": float(EVALUATION_FPS)}
    return {"id": name, "inputs": [video], "events": events}


def halves(events: Events) -> list[tuple[str, int, list[tuple[int, str, dict[str, Any]]]]]:
    """(game, half, [(time_ms, label, rest)]) of every half of every game, events in their order.

    label: its name. rest: confidence for spots; team and visibility for labels.
    """
    rows = {(game, half): [] for game in events.games for half in (1, 2)}
    columns = (events.game, events.half, events.time_ms, events.label, events.team, events.visible)
    for game, half, time_ms, label, team, visible, confidence in zip(
        *(column.tolist() for column in (*columns, events.confidence)), strict=True
    ):
        if confidence == confidence:
            rest = {"confidence": confidence}
        else:
            rest = {"team": TEAMS[team], "visibility": visibility(visible)}
        rows[events.games[game], half].append((time_ms, CLASSES[label], rest))
    return [(game, half, of_half) for (game, half), of_half in rows.items()]
