"""What the match view is sent: plain Python values alone. One NumPy scalar would turn it all into a string.

Spots, of which there can be thousands, are packed; everything else is JSON that can be read.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.match_view.packing import pack
from core.classes import CLASSES
from core.data.games import Part
from core.files import short_id
from core.metric.matching import Matches
from core.metric.outcomes import OUTCOMES, SPOT_OUTCOMES
from core.model.config import ModelConfig
from core.spotting.settings import Settings

LENGTH_MS = 45 * 60 * 1000
"""How long a half is drawn when neither scores nor a video tell."""
_AFTER_LAST_MS = 30_000
_MOST = 1e5
"""The largest confidence that is sent; only a strange file has larger ones."""
MOST_MS = 120 * 60 * 1000
"""No event draws a half longer than this; the official evaluator's grid ends here too."""
_PLACES = np.array([SPOT_OUTCOMES.index(one) if one.of_spot else -1 for one in OUTCOMES])


@dataclass(frozen=True)
class Place:
    """Where the view opens: the playhead, the window of time (0, 0: the whole half), the class in focus.

    moves: another number tells the view to go there; the same leaves it where the user has it. lane_layout,
    list_layout: as of `app.state.match_layout`; they are taken when `links`, the number of links that were
    opened, is another one, so a button that goes elsewhere leaves them as they are.
    """

    time_ms: int = 0
    from_ms: int = 0
    to_ms: int = 0
    focus: int = 2
    lane_layout: Mapping[str, Any] = field(default_factory=dict)
    list_layout: Mapping[str, Any] = field(default_factory=dict)
    links: int = 0
    moves: int = 0


@dataclass(frozen=True)
class Sources:
    """What the browser may fetch for a half; None where there is nothing, with a sentence that says why."""

    curves_url: str | None = None
    curves_note: str = ""
    rows: int = 0
    fps: float = ModelConfig.fps
    video_url: str | None = None
    video_note: str = ""
    video_fps: float = 25.0
    video_ms: int = 0
    frames_url: str | None = None
    why_url: str | None = None
    clip_url: str | None = None


@dataclass(frozen=True, eq=False)
class SecondRun:
    """What is drawn below the first run: another run, or the same at other settings. title: its name."""

    title: str
    matches: Matches
    settings: Settings
    curves_url: str | None = None


@dataclass(frozen=True, eq=False)
class PartView:
    """What the match view shows of one half.

    title: the game's; settings_known: whether the spots are made with the settings, which saved ones are not;
    ap: AP of each class in this match, None where there is nothing to find; judged: False shows truths and
    spots without outcomes, since there is nothing to hold them against.
    """

    half: Part
    title: str
    matches: Matches
    settings: Settings
    sources: Sources
    place: Place
    second: SecondRun | None = None
    ap: list[float | None] | None = None
    judged: bool = True
    settings_known: bool = True


def length_ms(matches: Matches, half: int, sources: Sources) -> int:
    """How long a half is drawn: as scores or video need, else 45 minutes; for its events up to 120."""
    length = max(int(sources.rows * 1000 / sources.fps), sources.video_ms) or LENGTH_MS
    last = times_after(matches, half, length - 1)[-1:]
    return max([length, *(min(time + _AFTER_LAST_MS, MOST_MS) for time in last)])


def times_after(matches: Matches, half: int, end_ms: int) -> list[int]:
    """Times (ms) of the truths and spots of a half that lie after the end of what is drawn, in order."""
    both = (matches.truths, matches.spots)
    times = [events.time_ms[(events.half == half) & (events.time_ms > end_ms)] for events in both]
    return sorted(np.concatenate(times).tolist())


def truths_of(matches: Matches, half: int, length: int) -> dict[str, list]:
    """Truths of a half as columns, those after `length` (ms) at the end.

    t (ms), c (class), v (1 visible), o (place in SPOT_OUTCOMES, -1 missed), p (its spot's confidence, None).
    """
    rows = np.flatnonzero(matches.truths.half == half)
    spots = matches.truth_spot[rows]
    return {
        "t": np.minimum(matches.truths.time_ms[rows], length).tolist(),
        "c": matches.truths.label[rows].tolist(),
        "v": matches.truths.visible[rows].astype(int).tolist(),
        "o": _PLACES[matches.truth_outcome[rows]].tolist(),
        "p": [_plain(matches.spots.confidence[spot]) if spot >= 0 else None for spot in spots.tolist()],
    }


def spots_of(matches: Matches, half: int, length: int, *, judged: bool = True) -> dict[str, Any]:
    """Spots of a half, packed as of `app.match_view.packing`, those after `length` (ms) at the end.

    t (ms), c (class), p (confidence times 10,000), o (place in SPOT_OUTCOMES), m (row in `truths_of` of the
    truth it is held against, -1: none). Its offset is the difference of the two times, except in `late`:
    [row, offset in ms] of the spots where one of the two is drawn at the end.
    """
    confidence, time_ms = matches.spots.confidence, matches.spots.time_ms
    rows = np.flatnonzero(matches.spots.half == half)
    # Equal times, strongest last: what is drawn last is seen.
    rows = rows[np.lexsort((confidence[rows], time_ms[rows]))]
    columns = {
        "t": np.minimum(time_ms[rows], length),
        "c": matches.spots.label[rows],
        "p": np.array([round(10_000 * _plain(value)) for value in confidence[rows].tolist()], np.int64),
    }
    if not judged:
        return {**pack(columns), "late": []}
    place = np.cumsum(matches.truths.half == half) - 1
    truth = matches.spot_truth[rows]
    has = truth >= 0
    columns["o"] = _PLACES[matches.spot_outcome[rows]]
    columns["m"] = np.full(len(rows), -1)
    columns["m"][has] = place[truth[has]]
    truth_ms = np.minimum(matches.truths.time_ms[truth[has]], length)
    shown, offset = columns["t"][has] - truth_ms, matches.offset_ms[rows][has].astype(np.int64)
    late = np.column_stack([np.flatnonzero(has), offset])[shown != offset]
    return {**pack(columns), "late": late.tolist()}


def _plain(confidence: float) -> float:
    return round(min(max(float(confidence), -_MOST), _MOST), 4) if math.isfinite(confidence) else 0.0


def payload(view: PartView) -> dict[str, Any]:
    """What the browser is sent of a part; `rev` is a digest of what is drawn."""
    matches, half, sources, place = view.matches, view.half.number, view.sources, view.place
    length = length_ms(matches, half, sources)
    truths = truths_of(matches, half, length)
    if not view.judged:
        truths.update(o=[None] * len(truths["t"]), p=[None] * len(truths["t"]))
    has_curves, has_video = sources.curves_url is not None, sources.video_url is not None
    half_id = f"{short_id(view.half.game)}/{half}"
    values = {
        "half": {"id": half_id, "number": half, "title": view.title, "duration_ms": length},
        "classes": list(CLASSES),
        "outcomes": [outcome.name for outcome in SPOT_OUTCOMES],
        "judged": view.judged,
        "truths": truths,
        "spots": spots_of(matches, half, length, judged=view.judged),
        "curves": {"url": sources.curves_url} if has_curves else None,
        "curves_note": sources.curves_note,
        "why": sources.why_url,
        "clip": sources.clip_url,
        "second": None if view.second is None else _second(view.second, half, length),
        "ap": view.ap,
        "video": {"url": sources.video_url, "fps": float(sources.video_fps)} if has_video else None,
        "video_note": sources.video_note,
        "frames": sources.frames_url,
        "settings": {
            "threshold": _of_classes(view.settings, "threshold"),
            "window_s": _of_classes(view.settings, "window_s") if view.settings_known else None,
            "smoothing_s": _of_classes(view.settings, "smoothing_s"),
            "tolerance_s": float(matches.tolerance_s),
        },
        "command": {
            "nonce": int(place.moves),
            "time_ms": int(place.time_ms),
            "from_ms": int(place.from_ms),
            "to_ms": int(place.to_ms),
            "focus": int(place.focus),
            "lanes": dict(place.lane_layout),
            "list": dict(place.list_layout),
            "address": int(place.links),
        },
    }
    return {**values, "rev": digest(values)}


def digest(values: Mapping[str, Any]) -> int:
    """A digest of what is drawn; where the view is told to be counts only when it is told anew."""
    drawn = {**values, "command": values["command"]["nonce"]}
    return zlib.crc32(json.dumps(drawn, sort_keys=True).encode())


def _of_classes(settings: Settings, attribute: str) -> list[float]:
    return [float(value) for value in settings.values(attribute)]


def _second(second: SecondRun, half: int, length: int) -> dict[str, Any]:
    """title, curves (address or None), smoothing_s by class, spots of `spots_of`, found by truth (0, 1)."""
    return {
        "title": second.title,
        "curves": second.curves_url,
        "smoothing_s": _of_classes(second.settings, "smoothing_s"),
        "spots": spots_of(second.matches, half, length, judged=False),
        "found": [int(code >= 0) for code in truths_of(second.matches, half, length)["o"]],
    }
