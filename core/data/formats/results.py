"""Results of spotting in the official format: <game>/results_spotting.json in a folder or a zip."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from core.data.formats.entries import FAULTS, LabelMap, fault
from core.data.games import part_number
from core.data.root_files import files_below, folder_around
from core.events import Events
from core.exceptions import UserError
from core.files import Archive, json_bytes, read_json, write_files
from core.game_name import GameNames
from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2
from core.timebase import MOST_MS

RESULTS_FILE = "results_spotting.json"


class Results:
    """A folder or zip of results files, read game by game; a folder around the whole is not counted."""

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
        return tuple(sorted(self._places))

    def find(self, game: str) -> str | None:
        """The name here of a game, however either is written; None where it has no results."""
        return game if game in self._places else self._names.find(game)

    @cached_property
    def _places(self) -> dict[str, str]:
        """The path of each game's results file, by game."""
        names = self._archive.names() if self._archive is not None else files_below(self.path)
        names = [name for name in names if name.endswith(f"/{RESULTS_FILE}")]
        around = folder_around(names, ())
        return {name.removeprefix(around).removesuffix(f"/{RESULTS_FILE}"): name for name in names}

    @cached_property
    def _names(self) -> GameNames:
        return GameNames(self._places)

    def read(
        self, game: str, label_set: LabelSet = SOCCERNET_V2, unknown: Counter[str] | None = None
    ) -> Events:
        """The spots of one game, under the name that is given. Raises UserError naming the file.

        unknown: counts the labels outside the set, which are passed over.
        """
        value, name = self.json(game)
        return parse_results(value, game, name, label_set=label_set, unknown=unknown)

    def json(self, game: str) -> tuple[Any, str]:
        """(the parsed JSON of one game's file, what messages call it). Raises UserError naming the file."""
        place = f"{game}/{RESULTS_FILE}"
        if self._archive is None and (self.path / place).is_file():  # a run has one game among many
            return read_json(self.path / place), str(self.path / place)
        if (name := self.find(game)) is None:
            raise UserError(
                f"{self.path} has no results for the game {game!r}; predict it, or evaluate fewer."
            )
        place = self._places[name]
        if self._archive is not None:
            return self._archive.read_json(place), f"{self.path}: {place}"
        return read_json(self.path / place), str(self.path / place)


def read_results(source: Path | str, games: tuple[str, ...], label_set: LabelSet = SOCCERNET_V2) -> Events:
    """The spots of these games from a results folder or zip, in their order."""
    results = Results(source)
    return Events.concat([results.read(game, label_set) for game in games])


def parse_results(
    value: Any,
    game: str,
    name: str,
    mapping: LabelMap | None = None,
    label_set: LabelSet = SOCCERNET_V2,
    unknown: Counter[str] | None = None,
) -> Events:
    """Spots from the parsed JSON of one results file; labels outside the label set are passed over.

    mapping: other labels to classes; unknown: counts what is passed over. Raises UserError naming
    the file and the entry when a field is missing or no number.
    """
    entries = value.get("predictions") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        raise UserError(f'{name} has no list "predictions"; it is not a {RESULTS_FILE} file.')
    rows = []
    for number, entry in enumerate(entries, start=1):
        try:
            index = label_set.label_of((mapping or {}).get(entry["label"], entry["label"]))
            time_ms, part = _whole(entry, "position"), part_number(entry["half"])
            confidence = float(entry["confidence"])
            if not 0 <= time_ms <= MOST_MS:
                raise ValueError(f"{str(time_ms)[:40]} ms is outside of any part")
        except FAULTS as error:
            raise fault(error, f"{name}, prediction {number}") from error
        if index is not None:
            team = label_set.team_index(entry.get("team"))
            rows.append((part, time_ms, index, team, confidence))
        elif unknown is not None and entry["label"] not in (mapping or {}):
            unknown[str(entry["label"])] += 1
    columns = ("half", "time_ms", "label", "team", "confidence")
    return Events.from_rows((game,), rows, *columns, label_set=label_set)


def _whole(entry: dict[str, Any], key: str) -> int:
    try:
        return int(entry[key])
    except (OverflowError, TypeError, ValueError):
        raise ValueError(f"{key} {entry[key]!r} is no whole number") from None


def results_json(events: Events) -> dict[str, Any]:
    """The results_spotting.json object of one game's spots: strings, as the official server asks.

    Spots stay in the order given: of several on one frame the evaluator counts the last.
    """
    label_set = events.label_set
    columns = (events.half, events.time_ms, events.label, events.team, events.confidence)
    return {
        "UrlLocal": events.games[0],
        "predictions": [
            {
                "gameTime": f"{part} - {time_ms // 60000}:{time_ms // 1000 % 60}",
                "label": label_set.classes[label],
                "position": str(time_ms),
                "half": str(part),
                "confidence": repr(confidence),
                **({"team": label_set.teams[team]} if team else {}),
            }
            for part, time_ms, label, team, confidence in zip(*map(np.ndarray.tolist, columns), strict=True)
        ],
    }


def write_results(target: Path, events: Events) -> None:
    """Write a results file for every game in `events.games`: a zip when target ends in .zip, else a folder.

    Each file, and the zip as a whole, appears only when complete.
    """
    values = ((of_game.games[0], results_json(of_game)) for of_game in events.by_game())
    write_files(Path(target), ((f"{game}/{RESULTS_FILE}", json_bytes(value)) for game, value in values))
