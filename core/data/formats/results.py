"""Results of spotting in the official format: <game>/results_spotting.json in a folder or a zip."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.classes import CLASSES, INDEX
from core.data.formats.entries import FAULTS, fault
from core.events import Events
from core.exceptions import UserError
from core.files import Archive, json_bytes, read_json, write_files

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
        folders = (path.parent.relative_to(self.path) for path in self.path.rglob(RESULTS_FILE))
        return tuple(sorted(folder.as_posix() for folder in folders))

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


def read_results(source: Path | str, games: tuple[str, ...]) -> Events:
    """The spots of these games from a results folder or zip, in their order."""
    results = Results(source)
    return Events.concat([results.read(game) for game in games])


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
    rows = []
    for number, entry in enumerate(entries, start=1):
        try:
            index = INDEX.get((mapping or {}).get(entry["label"], entry["label"]))
            time_ms, half = _whole(entry, "position"), _whole(entry, "half")
            confidence = float(entry["confidence"])
        except FAULTS as error:
            raise fault(error, f"{name}, prediction {number}") from error
        if half not in (1, 2) or time_ms < 0:
            raise UserError(
                f"{name}, prediction {number}: half {half} at {time_ms} ms is outside a match (halves: 1, 2)."
            )
        if index is not None:
            rows.append((half, time_ms, index, confidence))
    return Events.from_rows((game,), rows, "half", "time_ms", "label", "confidence")


def _whole(entry: dict[str, Any], key: str) -> int:
    try:
        return int(entry[key])
    except (TypeError, ValueError):
        raise ValueError(f"{key} {entry[key]!r} is no whole number") from None


def results_json(events: Events) -> dict[str, Any]:
    """The results_spotting.json object of one game's spots: strings, as the official server asks.

    Spots stay in the order given: of several on one frame the evaluator counts the last.
    """
    columns = (events.half, events.time_ms, events.label, events.confidence)
    return {
        "UrlLocal": events.games[0],
        "predictions": [
            {
                "gameTime": f"{half} - {time_ms // 60000}:{time_ms // 1000 % 60}",
                "label": CLASSES[label],
                "position": str(time_ms),
                "half": str(half),
                "confidence": repr(confidence),
            }
            for half, time_ms, label, confidence in zip(*map(np.ndarray.tolist, columns), strict=True)
        ],
    }


def write_results(target: Path, events: Events) -> None:
    """Write a results file for every game in `events.games`: a zip when target ends in .zip, else a folder.

    Each file, and the zip as a whole, appears only when complete.
    """
    values = ((game, results_json(events.of_game(game))) for game in events.games)
    write_files(Path(target), ((f"{game}/{RESULTS_FILE}", json_bytes(value)) for game, value in values))
