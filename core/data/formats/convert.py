"""Reading and writing events in any of the formats: what a file is, is told by its content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from core.data.formats.e2e import e2e_json, is_e2e, parse_e2e
from core.data.formats.entries import Foreign
from core.data.formats.osl import is_osl1, is_osl2, osl1_json, osl2_json, parse_osl1, parse_osl2
from core.data.formats.results import write_results
from core.data.label_set_file import CLASSES_FILE
from core.data.labels import labels_json
from core.events import Events
from core.exceptions import UserError
from core.files import json_bytes, read_json, write_files, write_json
from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2

FORMATS = ("soccernet", "osl2", "osl1", "e2e")
"""soccernet: a file per game in a folder or zip. The others: one JSON file."""
LOOKED_FOR = 'OSL JSON v1 (a list "videos"), OSL JSON v2 (a list "data") or E2E-Spot JSON (a list of videos)'
_PARSERS = ((is_osl1, parse_osl1), (is_osl2, parse_osl2), (is_e2e, parse_e2e))


def read_foreign(path: Path | str, fps: float | None = None) -> Foreign:
    """The events of an OSL or E2E-Spot file.

    fps: of videos whose rate the file leaves out. Raises UserError naming the file and what was looked for.
    """
    path = Path(path).expanduser()
    value = read_json(path)
    for fits, parse in _PARSERS:
        if fits(value):
            return parse(value, str(path), fps)
    raise UserError(f"{path} is JSON in no known format; looked for {LOOKED_FOR}.")


def write_events(
    target: Path | str,
    events: Events,
    form: str,
    *,
    labels: bool = False,
    fps: float | None = None,
    videos: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Write spots, or truths with `labels`, of every game in `events.games` in one of FORMATS.

    soccernet: a zip when the target ends in .zip, else a folder; all values of results are strings. fps: the
    rate of E2E-Spot's frames, before that of each video and that of the grid. videos: what is known of a
    game's video (`core.data.labels.VIDEO_KEYS`), which label files and E2E-Spot keep. Raises UserError for
    another format or a spot whose confidence is no number.
    """
    target, videos = Path(target).expanduser(), videos or {}
    if form not in FORMATS:
        raise UserError(f"There is no format {form!r}; the formats are {', '.join(FORMATS)}.")
    if not labels and not np.isfinite(events.confidence).all():
        raise UserError("A spot's confidence is no number (NaN or infinity); predict the game again.")
    if fps is not None:
        videos = {game: {**videos.get(game, {}), "fps": fps} for game in events.games}
    if form == "soccernet" and labels:
        write_files(target, chain(classes_file(events.label_set), label_files(events, videos)))
    elif form == "soccernet":
        write_results(target, events)
    elif form == "e2e":
        write_json(target, e2e_json(events, videos=videos))
    elif form == "osl2":
        write_json(
            target,
            osl2_json(events, {game: video["fps"] for game, video in videos.items() if "fps" in video}),
        )
    else:
        write_json(target, osl1_json(events))


def classes_file(label_set: LabelSet) -> list[tuple[str, bytes]]:
    """The classes.json of a data root, by its path; none for SoccerNet-v2, which needs none."""
    return [] if label_set == SOCCERNET_V2 else [(CLASSES_FILE, json_bytes(label_set.to_json()))]


def label_files(events: Events, videos: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """The label file of every game in `events.games`, by its path in a data root."""
    for of_game in events.by_game():
        (game,) = of_game.games
        value = labels_json(of_game, {"UrlLocal": game, **videos.get(game, {})})
        yield f"{game}/{events.label_set.label_file}", json_bytes(value)
