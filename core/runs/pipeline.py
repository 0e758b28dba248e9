"""Features of games by name, every value checked, and the halves that a training learns from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.data.features import open_features
from core.data.games import Game, Part
from core.data.labels import read_labels
from core.data.root import DataRoot
from core.exceptions import UserError
from core.progress import Progress, silent

if TYPE_CHECKING:
    from core.model.chunks import LabelledHalf


Problem = Callable[[str], None]
"""Called with a sentence for a game that is left out; raises to stop instead."""


def refuse(sentence: str) -> None:
    """Stop at a bad game, with its sentence. Raises UserError."""
    raise UserError(sentence)


def choose_features(games: Sequence[Game], name: str | None) -> str:
    """The feature name to use: the one that is given, else the only one that the games have.

    Raises UserError that lists the features of the games.
    """
    names = sorted({each for game in games for each in game.feature_names})
    if name is None and len(names) == 1:
        return names[0]
    if name in names:
        return name
    if not names:
        raise UserError("No game here has features of both halves; `touchline download` fetches them.")
    reason = "The games have several features" if name is None else f"No game has the features {name!r}"
    raise UserError(f"{reason}; give --features one of: {', '.join(names)}.")


def features_of(half: Part, name: str) -> np.ndarray:
    """The features of a half, every value checked. Raises UserError naming the missing or bad file."""
    if name not in half.features:
        raise UserError(f"{half.game} has no {half.number}_{name}.npy; fetch it, or leave the game out.")
    return open_features(half.features[name], finite=True)


def training_halves(
    root: DataRoot,
    games: Sequence[Game],
    features: str,
    *,
    on_problem: Problem = refuse,
    progress: Progress = silent,
) -> list[LabelledHalf]:
    """Features and truths of every half of labelled games, checked before training begins."""
    from core.model.chunks import LabelledHalf  # late: torch is slow to import

    halves = []
    for done, game in enumerate(games):
        progress(done, len(games), f"reading {game.title}")
        try:
            labels = read_labels(root, game)
            if labels.problems:
                raise UserError(labels.problems[0])
            for half in game.parts:
                features_of(half, features)
        except UserError as error:
            on_problem(str(error))
            continue
        for half in game.parts:
            events = labels.events[labels.events.half == half.number]
            halves.append(LabelledHalf(half.features[features], events.time_ms, events.label))
    return halves
