"""What the match view is sent: plain Python values alone. One NumPy scalar would turn it all into a string.

Spots, of which there can be thousands, are packed; everything else is JSON that can be read.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.match_view.columns import length_ms, spots_of, truths_of
from core.data.games import HALVES, Part
from core.files import short_id
from core.label_set import LabelSet
from core.metric.matching import Matches
from core.metric.outcomes import SPOT_OUTCOMES
from core.model.config import ModelConfig
from core.spotting.settings import Settings
from core.timebase import WHOLE_FILE, Stretch
from core.tokens import class_style


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
    focus: int = 0
    lane_layout: Mapping[str, Any] = field(default_factory=dict)
    list_layout: Mapping[str, Any] = field(default_factory=dict)
    links: int = 0
    moves: int = 0


@dataclass(frozen=True)
class Sources:
    """What the browser may fetch for a half; None where there is nothing, with a sentence that says why.

    video_stretch: where the part lies in its video; video_ms: how much of the part the video holds.
    """

    curves_url: str | None = None
    curves_note: str = ""
    rows: int = 0
    fps: float = ModelConfig.fps
    video_url: str | None = None
    video_note: str = ""
    video_fps: float = 25.0
    video_stretch: Stretch = WHOLE_FILE
    video_ms: int = 0
    frames_url: str | None = None
    why_url: str | None = None
    clip_url: str | None = None

    @property
    def length_ms(self) -> int:
        """How long scores or video are; 0 where there is neither."""
        return max(int(self.rows * 1000 / self.fps), self.video_ms)


@dataclass(frozen=True, eq=False)
class SecondRun:
    """What is drawn below the first run: another run, or the same at other settings. title: its name."""

    title: str
    matches: Matches
    settings: Settings
    curves_url: str | None = None


@dataclass(frozen=True, eq=False)
class PartView:
    """What the match view shows of one part of a game.

    title: the game's; parts: the numbers of all its parts; settings_known: whether the spots are made with
    the settings, which saved ones are not; ap: AP of each class in this match, None where there is nothing to
    find; judged: False shows truths and spots without outcomes, since there is nothing to hold them against.
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
    parts: tuple[int, ...] = HALVES

    @property
    def noun(self) -> str:
        """What a part of this game is called, counting those that have nothing but events."""
        events = (self.matches.truths, self.matches.spots)
        numbers = set(self.parts).union(*(each.half.tolist() for each in events))
        if numbers == {1}:
            return "match"
        return "half" if numbers <= set(HALVES) else "part"


def payload(view: PartView) -> dict[str, Any]:
    """What the browser is sent of a part; `rev` is a digest of what is drawn."""
    matches, half, sources, place = view.matches, view.half.number, view.sources, view.place
    label_set = matches.truths.label_set
    length = length_ms(matches, half, sources.length_ms)
    truths = truths_of(matches, half, length)
    if not view.judged:
        truths.update(o=[None] * len(truths["t"]), p=[None] * len(truths["t"]))
    has_curves, has_video = sources.curves_url is not None, sources.video_url is not None
    half_id = f"{short_id(view.half.game)}/{half}"
    values = {
        "half": {
            "id": half_id,
            "number": half,
            "parts": list(view.parts),
            "noun": view.noun,
            "title": view.title,
            "duration_ms": length,
        },
        "classes": list(label_set.classes),
        "colours": _colours(label_set),
        "teams": list(label_set.teams),
        "visibility": label_set.visibility,
        "fine": label_set.rule.time_scale < 1,
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
        "video": _video(sources) if has_video else None,
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
            "focus": int(place.focus) if place.focus < len(label_set) else label_set.focus_label,
            "lanes": dict(place.lane_layout),
            "list": dict(place.list_layout),
            "address": int(place.links),
        },
    }
    return {**values, "rev": digest(values)}


def _video(sources: Sources) -> dict[str, Any]:
    """url, fps, and where the part lies in it: start_ms, end_ms (None: where the file ends)."""
    start_ms, end_ms = sources.video_stretch
    fps = float(sources.video_fps)
    return {"url": sources.video_url, "fps": fps, "start_ms": start_ms, "end_ms": end_ms}


def digest(values: Mapping[str, Any]) -> int:
    """A digest of what is drawn; where the view is told to be counts only when it is told anew."""
    drawn = {**values, "command": values["command"]["nonce"]}
    return zlib.crc32(json.dumps(drawn, sort_keys=True).encode())


def _colours(label_set: LabelSet) -> list[str] | None:
    """A colour for each class, where the set names any."""
    if not any(label_set.colours):
        return None
    return [class_style(label, own)[0] for label, own in enumerate(label_set.colours)]


def _of_classes(settings: Settings, attribute: str) -> list[float]:
    return [float(value) for value in settings.values(attribute)]


def _second(second: SecondRun, half: int, length: int) -> dict[str, Any]:
    """title, curves (address or None), smoothing_s by class, spots of `spots_of`, found by truth (0, 1).

    near_ms: spots of both runs that are no farther apart are one and the same.
    """
    return {
        "title": second.title,
        "near_ms": 500 * second.matches.truths.label_set.rule.opening_tolerance_s,
        "curves": second.curves_url,
        "smoothing_s": _of_classes(second.settings, "smoothing_s"),
        "spots": spots_of(second.matches, half, length, judged=False),
        "found": [int(code >= 0) for code in truths_of(second.matches, half, length)["o"]],
    }
