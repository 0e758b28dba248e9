"""The main line over a data root: training halves, a trained run, its scores, its spots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.data.features import open_features
from core.data.games import Game, Half
from core.data.labels import read_labels
from core.data.root import DataRoot
from core.errors import UserError
from core.events import Events
from core.post.config import NmsConfig
from core.post.spotting import SplitScores, above
from core.progress import Progress, silent
from core.runs.run import Run

if TYPE_CHECKING:
    from core.model.chunks import LabelledHalf

Problem = Callable[[str], None]
"""Hears of a game that is left out; raises to stop instead."""


def refuse(sentence: str) -> None:
    """The strict way with a bad game: stop with its sentence."""
    raise UserError(sentence)


def choose_features(games: Sequence[Game], wanted: str | None) -> str:
    """The feature name to use: as wanted, else the only one that the games have.

    Raises UserError that lists what there is.
    """
    there = sorted({name for game in games for name in game.feature_names})
    if wanted is None and len(there) == 1:
        return there[0]
    if wanted in there:
        return wanted
    if not there:
        raise UserError("No game here has features of both halves; `download` fetches them.")
    asked = "Several features are there" if wanted is None else f"No game has the features {wanted!r}"
    raise UserError(f"{asked}; give --features one of: {', '.join(there)}.")


def features_of(half: Half, name: str) -> np.ndarray:
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
            for half in game.halves:
                features_of(half, features)
        except UserError as error:
            on_problem(str(error))
            continue
        for half in game.halves:
            events = labels.events[labels.events.half == half.number]
            halves.append(LabelledHalf(half.features[features], events.time_ms, events.label))
    return halves


@dataclass(frozen=True)
class Predicted:
    """How many games were scored, how many had scores already, and a sentence for each left out."""

    scored: int
    kept: int
    left_out: tuple[str, ...]


def predict(
    run: Run,
    games: Sequence[Game],
    *,
    features: str | None = None,
    device: str = "auto",
    again: bool = False,
    progress: Progress = silent,
) -> Predicted:
    """Score every half of the games with a run's model and save the scores in the run.

    again: also score halves that have scores. A game that cannot be read is left out and said so.
    Raises UserError when the run has no weights or no game could be scored.
    """
    from core.model.checkpoint import load_network
    from core.model.inference import resolve_device, score_half

    if not run.weights_path.is_file():
        raise UserError(f"Run {run.name!r} has no weights to predict with; it was imported as {run.kind}.")
    name = choose_features(games, features or run.features)
    network, where = load_network(run.weights_path), resolve_device(device)
    scored = kept = 0
    left_out = []
    for done, game in enumerate(games):
        progress(done, len(games), f"scoring {game.title}")
        todo = [
            half for half in game.halves if again or not run.scores_path(game.name, half.number).is_file()
        ]
        try:
            for half in todo:
                run.save_scores(
                    game.name, half.number, score_half(network, features_of(half, name), device=where)
                )
        except UserError as error:
            left_out.append(str(error))
            continue
        scored, kept = scored + bool(todo), kept + (not todo)
    if games and not scored and not kept:
        raise UserError(left_out[0])
    return Predicted(scored, kept, tuple(left_out))


def split_scores(run: Run, games: Sequence[Game]) -> SplitScores:
    """The ranked scores of these games. Raises UserError naming the first game without scores."""
    halves = []
    for game in games:
        for number in (1, 2):
            scores = run.scores(game.name, number)
            if scores is None:
                raise UserError(
                    f"Run {run.name!r} has no scores of {game.name!r}, half {number}; predict the game first."
                )
            halves.append((game.name, number, scores, run.fps))
    return SplitScores.of(tuple(game.name for game in games), halves)


def spots_of(run: Run, games: Sequence[Game], config: NmsConfig | None = None) -> Events:
    """The spots of a run: from its scores, or as imported with only the threshold applied.

    Raises UserError naming the first game that the run does not cover.
    """
    config = config or run.post
    if run.kind != "spots":
        return split_scores(run, games).spots(config)
    parts = [run.spots(game.name) for game in games]
    return above(Events.concat(parts), config)
