"""Results of spotting in the official format: <game>/results_spotting.json in a folder or a zip."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.classes import CLASSES, INDEX
from core.data.formats.entries import FAULTS, fault
from core.events import Events
from core.exceptions import UserError
from core.files import Archive, atomic, json_bytes, read_json, write_json

RESULTS_FILE = "results_spotting.json"


class Results:
    """A folder or zip of results files, read game by game."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path).expanduser()
        if self.path.is_dir():
            self._archive = None
        elif self.path.is_file():
            self._archive = Archive(self.path)
        else:
            raise UserError(f"There are no results at {self.path}; give a results folder or zip.")

    def games(self) -> tuple[str, ...]:
        """The games that have a results file, by name."""
        if self._archive is not None:
            names = (name for name in self._archive.names() if name.endswith(f"/{RESULTS_FILE}"))
            return tuple(sorted(name.removesuffix(f"/{RESULTS_FILE}") for name in names))
        names = (
            Path(folder).relative_to(self.path).as_posix()
            for folder, _, files in os.walk(self.path)
            if RESULTS_FILE in files
        )
        return tuple(sorted(names))

    def read(self, game: str) -> Events:
        """The spots of one game. Raises UserError naming the file."""
        value, name = self.json(game)
        return parse_results(value, game, name)

    def json(self, game: str) -> tuple[Any, str]:
        """(the parsed JSON of one game's file, what messages call it). Raises UserError naming the file."""
        if self._archive is not None:
            name = f"{game}/{RESULTS_FILE}"
            if name not in self._archive:
                raise UserError(
                    f"{self.path} has no results for the game {game!r}; predict it, or evaluate fewer."
                )
            return self._archive.read_json(name), f"{self.path}: {name}"
        path = self.path / game / RESULTS_FILE
        if not path.is_file():
            raise UserError(f"{path} is missing; predict the game, or evaluate fewer.")
        return read_json(path), str(path)

    def close(self) -> None:
        if self._archive is not None:
            self._archive.close()


def read_results(source: Path | str, games: tuple[str, ...]) -> Events:
    """The spots of these games from a results folder or zip, in their order."""
    results = Results(source)
    try:
        return Events.concat([results.read(game) for game in games]) if games else Events.empty()
    finally:
        results.close()


def parse_results(
    value: Any, game: str, name: str, mapping: Mapping[str, str | None] | None = None
) -> Events:
    """Spots from the parsed JSON of one results file; labels outside the 17 classes are passed over.

    mapping: other labels to ours. Raises UserError naming the file and the entry when a field is missing or
    no number.
    """
    entries = value.get("predictions") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        raise UserError(f'{name} has no list "predictions"; it is not a {RESULTS_FILE} file.')
    half, time_ms, label, confidence = [], [], [], []
    for number, entry in enumerate(entries, start=1):
        try:
            index = INDEX.get((mapping or {}).get(entry["label"], entry["label"]))
            at, in_half = _whole(entry, "position"), _whole(entry, "half")
            score = float(entry["confidence"])
        except FAULTS as error:
            raise fault(error, f"{name}, prediction {number}") from error
        if in_half not in (1, 2) or at < 0:
            raise UserError(
                f"{name}, prediction {number}: half {in_half} at {at} ms is outside a match (halves: 1, 2)."
            )
        if index is not None:
            half.append(in_half)
            time_ms.append(at)
            label.append(index)
            confidence.append(score)
    if not half:
        return Events.empty((game,))
    return Events.build((game,), 0, half, time_ms, label, confidence=confidence)


def _whole(entry: dict[str, Any], key: str) -> int:
    try:
        return int(entry[key])
    except (TypeError, ValueError):
        raise ValueError(f"{key} {entry[key]!r} is no whole number") from None


def results_json(events: Events) -> dict[str, Any]:
    """The results_spotting.json object of one game's spots: strings, as the official server asks.

    Spots stay in the order given: of several on one frame the evaluator counts the last.
    """
    half, time_ms = events.half.tolist(), events.time_ms.tolist()
    label, confidence = events.label.tolist(), events.confidence.tolist()
    return {
        "UrlLocal": events.games[0],
        "predictions": [
            {
                "gameTime": f"{half[row]} - {time_ms[row] // 60000}:{time_ms[row] // 1000 % 60}",
                "label": CLASSES[label[row]],
                "position": str(time_ms[row]),
                "half": str(half[row]),
                "confidence": repr(confidence[row]),
            }
            for row in range(len(events))
        ],
    }


def write_results(target: Path, events: Events) -> None:
    """Write a results file for every game in `events.games`: a zip when target ends in .zip, else a folder.

    Each file, and the zip as a whole, appears only when complete.
    """
    target = Path(target)
    if target.suffix != ".zip":
        for game in events.games:
            write_json(target / game / RESULTS_FILE, results_json(events.of_game(game)))
        return
    with atomic(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for game in events.games:
            archive.writestr(f"{game}/{RESULTS_FILE}", json_bytes(results_json(events.of_game(game))))
