"""Events: truths and spots in one schema, as parallel arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.game_name import places_of
from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2

if TYPE_CHECKING:
    import pandas as pd

_DTYPES = {
    "game": np.int32,
    "half": np.int8,
    "time_ms": np.int64,
    "label": np.int16,
    "team": np.int8,
    "visible": np.bool_,
    "confidence": np.float64,
}
COLUMNS = tuple(_DTYPES)


@dataclass(frozen=True, eq=False)
class Events:
    """E moments of one or more games, truths or spots.

    games: names that `game` indexes; a game without events keeps its place.
    game (E,) int32, half (E,) int8 (the number of the game's part, from 1), time_ms (E,) int64 within the
    part, label (E,) int16 into the label set's classes, team (E,) int8 into its teams, visible (E,) bool
    (False: not shown in the broadcast), confidence (E,) float64; NaN for truths.

    Raises ValueError when the arrays disagree in length or hold indices out of range.
    """

    games: tuple[str, ...]
    game: np.ndarray
    half: np.ndarray
    time_ms: np.ndarray
    label: np.ndarray
    team: np.ndarray
    visible: np.ndarray
    confidence: np.ndarray
    label_set: LabelSet = SOCCERNET_V2

    def __post_init__(self) -> None:
        for name, dtype in _DTYPES.items():
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), dtype=dtype))
        lengths = {name: getattr(self, name).shape for name in COLUMNS}
        if len(set(lengths.values())) != 1 or self.game.ndim != 1:
            raise ValueError(f"event columns must be one-dimensional and of one length, got {lengths}")
        most = len(self.label_set) - 1
        if len(self) and not (0 <= self.label.min() and self.label.max() <= most):
            raise ValueError(f"label out of range 0..{most}: {self.label.min()}..{self.label.max()}")
        if len(self) and not (0 <= self.game.min() and self.game.max() < len(self.games)):
            raise ValueError(f"game index {self.game.max()} out of range for {len(self.games)} games")

    def __len__(self) -> int:
        return len(self.game)

    @classmethod
    def build(
        cls,
        games,
        game,
        half,
        time_ms,
        label,
        *,
        team=0,
        visible=True,
        confidence=np.nan,
        label_set=SOCCERNET_V2,
    ) -> Events:
        """Events from columns; scalars are spread over all E events."""
        columns = np.broadcast_arrays(
            *(np.atleast_1d(c) for c in (game, half, time_ms, label, team, visible, confidence))
        )
        return cls(tuple(games), *columns, label_set)

    @classmethod
    def from_rows(
        cls, games: tuple[str, ...], rows: list[tuple], *columns: str, label_set: LabelSet = SOCCERNET_V2
    ) -> Events:
        """Events from rows of the named columns; the others are as `build` has them, `game` 0."""
        if not rows:
            return cls.empty(games, label_set)
        given = dict(zip(columns, zip(*rows, strict=True), strict=True))
        return cls.build(games, **{"game": 0} | given, label_set=label_set)

    @classmethod
    def empty(cls, games: tuple[str, ...] = (), label_set: LabelSet = SOCCERNET_V2) -> Events:
        """No events in these games."""
        return cls(tuple(games), *(np.empty(0, dtype) for dtype in _DTYPES.values()), label_set)

    @classmethod
    def concat(cls, parts: list[Events]) -> Events:
        """All events of the parts, in order; games of the same name become one.

        Raises UserError for parts of different label sets.
        """
        if not parts:
            return cls.empty()
        parts = [part.of_set(parts[0].label_set, "some of these events", "others") for part in parts]
        games = tuple(dict.fromkeys(name for part in parts for name in part.games))
        place = {name: index for index, name in enumerate(games)}
        columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in COLUMNS}
        columns["game"] = np.concatenate(
            [np.array([place[name] for name in part.games], dtype=np.int32)[part.game] for part in parts]
        )
        return cls(games, **columns, label_set=parts[0].label_set)

    def __getitem__(self, rows) -> Events:
        """The events at a mask, a slice or an index array; `games` stays as it is."""
        return replace(self, **{name: getattr(self, name)[rows] for name in COLUMNS})

    def of_set(self, label_set: LabelSet, theirs: str = "the labels", ours: str = "the spots") -> Events:
        """These events as of a set with the same classes, their teams by word.

        theirs, ours: what messages call the two. Raises UserError for a set of other classes.
        """
        if self.label_set == label_set:
            return self
        label_set.require_same(self.label_set, theirs, ours)
        teams = np.array([label_set.team_index(word) for word in self.label_set.teams], np.int8)
        return replace(self, team=teams[self.team], label_set=label_set)

    def of_game(self, name: str) -> Events:
        """The events of one game, with that game alone in `games`."""
        return self.for_games((name,))

    def by_game(self) -> Iterator[Events]:
        """The events of each game in turn, as `of_game` has them."""
        order = np.argsort(self.game, kind="stable")
        bounds = np.searchsorted(self.game[order], np.arange(len(self.games) + 1))
        for index, name in enumerate(self.games):
            rows = order[bounds[index] : bounds[index + 1]]
            columns = {name: getattr(self, name)[rows] for name in _DTYPES if name != "game"}
            yield replace(self, games=(name,), game=np.zeros(len(rows), np.int32), **columns)

    def for_games(self, games: tuple[str, ...]) -> Events:
        """The events of these games, indexed in this order; games without events keep their place.

        Names that are not the same are compared in their normal form.
        """
        place = places_of(games, self.games)
        target = np.array([place.get(name, -1) for name in self.games] or [-1], dtype=np.int32)
        index = target[self.game] if len(self) else np.empty(0, np.int32)
        kept = index >= 0
        columns = {name: getattr(self, name)[kept] for name in _DTYPES if name != "game"}
        return Events(tuple(games), game=index[kept], **columns, label_set=self.label_set)

    def frame(self) -> pd.DataFrame:
        """A tidy table: game, half, time_ms, label, team, visible, confidence, with names for codes."""
        import pandas as pd  # late: scripts that only evaluate start without it

        columns = {name: getattr(self, name) for name in COLUMNS}
        for name, names in {
            "game": self.games,
            "label": self.label_set.classes,
            "team": self.label_set.teams,
        }.items():
            columns[name] = pd.Categorical.from_codes(columns[name], list(names))
        return pd.DataFrame(columns)
