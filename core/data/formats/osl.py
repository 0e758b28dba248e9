"""OSL JSON, versions 1 and 2: one file for many videos, labels and spots alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.data.formats.entries import Entry, Foreign, read_entry, read_events, read_videos
from core.data.formats.paths import game_and_part
from core.data.games import HALVES
from core.data.labels import video_facts, visibility
from core.data.root_labels import has_halves
from core.events import Events
from core.exceptions import UserError
from core.timebase import evaluation_frame, frame_of, game_time

HEAD = "action"
"""The head that our version 2 files put the classes under."""
_PATHS = ("path_features", "path", "path_video")


def is_osl1(value: Any) -> bool:
    """Whether parsed JSON is of version 1: an object with a list `videos`."""
    return isinstance(value, dict) and isinstance(value.get("videos"), list)


def is_osl2(value: Any) -> bool:
    """Whether parsed JSON is of version 2: an object with a list `data`."""
    return isinstance(value, dict) and isinstance(value.get("data"), list)


def parse_osl1(value: Any, name: str, fps: float | None = None) -> Foreign:
    """Events of version 1 JSON; `name` is what messages call it. Raises UserError naming the entry.

    fps: of videos that say none, here as below.
    """

    def read(video: dict, where: str) -> tuple[str, list[Entry], dict[str, Any]]:
        path = next((video[key] for key in _PATHS if video.get(key)), None)
        if path is None:
            raise UserError(f"{where} has no path; looked for {', '.join(_PATHS)}.")
        return *_video(str(path), video, ("annotations", "predictions", "events"), fps, where), {}

    return read_videos(value["videos"], "video", name, "osl1", read)


def parse_osl2(value: Any, name: str, fps: float | None = None) -> Foreign:
    """Events of version 2 JSON with either spelling of position. Raises UserError naming the entry."""

    def read(item: dict, where: str) -> tuple[str, list[Entry], dict[str, Any]]:
        inputs = [entry for entry in item.get("inputs") or () if isinstance(entry, dict)]
        path = next((entry["path"] for entry in inputs if entry.get("path")), item.get("id"))
        if path is None:
            raise UserError(f"{where} has neither an input with a path nor an id.")
        rate = next((entry["fps"] for entry in inputs if entry.get("fps")), None)
        video = _video(str(path), item, ("events",), rate or fps, where)
        return *video, video_facts({"fps": rate})

    return read_videos(value["data"], "item", name, "osl2", read)


def _video(path: str, value: dict, keys: tuple[str, ...], fps: Any, where: str) -> tuple[str, list[Entry]]:
    game, part = game_and_part(path, where)
    entries = next((value[key] for key in keys if isinstance(value.get(key), list)), None)
    if entries is None:
        raise UserError(f"{where} has no list {' or '.join(keys)}.")
    return game, read_events(entries, where, lambda event: read_entry(event, part, fps))


def osl1_json(events: Events) -> dict[str, Any]:
    """Version 1 of events, a video per part; NaN confidences (labels) are left out."""
    videos = [
        {
            "path_features": f"{game}/{part}_ResNET_TF2_PCA512.npy",
            "annotations": [
                {"gameTime": game_time(part, time_ms), "label": label, "position": str(time_ms), **rest}
                for time_ms, label, rest in rows
            ],
        }
        for game, part, rows in of_parts(events)
    ]
    return {"version": 1, "date": "", "labels": list(events.label_set.classes), "videos": videos}


def osl2_json(events: Events, rates: Mapping[str, float] | None = None) -> dict[str, Any]:
    """Version 2 of events, an item per part.

    rates: frames a second by game; without them `frame` is on the grid of the evaluation.
    """
    return {
        "version": "2.0",
        "date": "",
        "task": "action_spotting",
        "metadata": {},
        "labels": {HEAD: {"type": "single_label", "labels": list(events.label_set.classes)}},
        "data": [
            _item(events, f"{game}/{part}", part, rows, (rates or {}).get(game))
            for game, part, rows in of_parts(events)
        ],
    }


def _item(
    events: Events, name: str, part: int, rows: list[tuple[int, str, dict[str, Any]]], fps: float | None
) -> dict[str, Any]:
    rule = events.label_set.rule
    listed = [
        {
            "head": HEAD,
            "label": label,
            "position_ms": time_ms,
            "frame": frame_of(time_ms, fps) if fps else evaluation_frame(time_ms, rule),
            "gameTime": game_time(part, time_ms),
            **rest,
        }
        for time_ms, label, rest in rows
    ]
    video = {"type": "video", "path": f"{name}_224p.mkv", "fps": float(fps or rule.fps)}
    return {"id": name, "inputs": [video], "events": listed}


def of_parts(events: Events) -> list[tuple[str, int, list[tuple[int, str, dict[str, Any]]]]]:
    """(game, part, [(time_ms, label, rest)]) of every part of every game, events in their order.

    A game has the parts of its events, both halves in SoccerNet's sets, else the first at least. label: its
    name. rest: confidence for spots; team and visibility for labels.
    """
    label_set = events.label_set
    always = HALVES if has_halves(label_set) else HALVES[:1]
    rows = {(game, part): [] for game in events.games for part in always}
    columns = (events.game, events.half, events.time_ms, events.label, events.team, events.visible)
    for game, part, time_ms, label, team, visible, confidence in zip(
        *(column.tolist() for column in (*columns, events.confidence)), strict=True
    ):
        if confidence == confidence:
            rest = {"confidence": confidence}
        else:
            rest = {"team": label_set.teams[team], "visibility": visibility(visible)}
        rows.setdefault((events.games[game], part), []).append((time_ms, label_set.classes[label], rest))
    place = {game: index for index, game in enumerate(events.games)}
    return [(*key, rows[key]) for key in sorted(rows, key=lambda key: (place[key[0]], key[1]))]
