"""Features of games by name, every value checked, and the parts that a training learns from."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.data.features import feature_names, open_features, with_features
from core.data.games import Game, Part
from core.data.labels import read_labels
from core.data.rates import Rate, readable_labels
from core.data.root import DataRoot
from core.exceptions import UserError
from core.figures import count
from core.progress import Progress, silent

if TYPE_CHECKING:
    from core.model.chunks import LabelledHalf


Problem = Callable[[str], None]
"""Called with a sentence for a game that is left out; raises to stop instead."""
Remark = Callable[[str], None]
"""Called with a sentence that the person watching should know of before hours of work."""


def refuse(sentence: str) -> None:
    """Stop at a bad game, with its sentence. Raises UserError."""
    raise UserError(sentence)


def unsaid(sentence: str) -> None:
    """A remark that nobody reads."""


def choose_features(games: Sequence[Game], name: str | None) -> str:
    """The feature name to use: the one that is given, else the only one that the games have.

    Raises UserError that lists the features of the games.
    """
    names = feature_names(games)
    if name is None and len(names) == 1:
        return names[0]
    if name in names:
        return name
    if not names:
        raise UserError("No game here has features; `touchline download` fetches SoccerNet's.")
    reason = "The games have several features" if name is None else f"No game has the features {name!r}"
    raise UserError(f"{reason}; give --features one of: {', '.join(names)}.")


def require_rate(run: str, takes: float, features: str, rate: Rate) -> None:
    """Raises UserError that names both rates where features do not come at the one that a run takes."""
    if not math.isclose(rate.fps, takes, rel_tol=1e-3):
        raise UserError(
            f"The features {features} come at {rate}, but run {run!r} takes {takes:g} a second; give "
            "--features of that rate, or say the true rate with --fps."
        )


def features_of(part: Part, name: str) -> np.ndarray:
    """The features of a part, every value checked. Raises UserError naming the missing or bad file."""
    if name not in part.features:
        raise UserError(f"{part.game} has no {part.number}_{name}.npy; fetch it, or leave the game out.")
    return open_features(part.features[name], finite=True)


def featured_parts(game: Game, name: str) -> tuple[Part, ...]:
    """The parts of a game that have features of a name. Raises UserError where none has."""
    parts = tuple(part for _, part in with_features([game], name))
    if not parts:
        features_of(game.parts[0], name)  # which raises, naming the file
    return parts


def missing_parts(root: DataRoot, games: Sequence[Game], name: str) -> str:
    """A sentence on parts of games with features that have labels or files, but not these features; or ""."""
    missing = []
    for game in games:
        featured = {part.number for _, part in with_features([game], name)}
        known = {part.number for part in game.parts} | set(readable_labels(root, game).half.tolist())
        missing += [(game.name, number) for number in sorted(known - featured)] if featured else []
    if not missing:
        return ""
    parts = f"{count(len(missing), 'part')} of games {'has' if len(missing) == 1 else 'have'}"
    first, number = missing[0]
    return f"{parts} no features {name} and stay out, the first part {number} of {first!r}."


def training_halves(
    root: DataRoot,
    games: Sequence[Game],
    features: str,
    *,
    unknown: Counter[str] | None = None,
    on_problem: Problem = refuse,
    progress: Progress = silent,
) -> list[LabelledHalf]:
    """Features and truths of the parts with features of labelled games, checked before training begins.

    unknown: counts the labels outside the label set.
    """
    from core.model.chunks import LabelledHalf  # late: torch is slow to import

    halves = []
    for done, game in enumerate(games):
        progress(done, len(games), f"reading {game.title}")
        try:
            labels = read_labels(root, game)
            if labels.problems:
                raise UserError(labels.problems[0])
            parts = featured_parts(game, features)
            for part in parts:
                features_of(part, features)
        except UserError as error:
            on_problem(str(error))
            continue
        if unknown is not None:
            unknown.update(dict(labels.unknown))
        for part in parts:
            events = labels.events[labels.events.half == part.number]
            halves.append(LabelledHalf(part.features[features], events.time_ms, events.label))
    return halves
