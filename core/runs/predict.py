"""Scoring games with a run's model, alone or shared out over the processes of torchrun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.data.games import Game
from core.exceptions import UserError
from core.progress import Progress, silent
from core.runs.pipeline import choose_features, features_of
from core.runs.run import Run

if TYPE_CHECKING:
    import torch

    from core.model.network import Network


@dataclass(frozen=True)
class PredictReport:
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
) -> PredictReport:
    """Score every half of the games with a run's model and save the scores in the run.

    again: also score halves that have scores. A game that cannot be read is left out, with a sentence. Under
    torchrun each process scores its share and the first one writes. Raises UserError when the run has no
    weights, no game could be scored, or another process is gone.
    """
    from core.model.checkpoint import load_network
    from core.model.distributed import connected, local_device
    from core.model.scores import resolve_device

    if not run.weights_path.is_file():
        untrained = "it has not been trained; train it with --resume"
        why = "it holds imported spots" if run.kind == "spots" else untrained
        raise UserError(f"Run {run.name!r} has no weights to predict with: {why}.")
    name = choose_features(games, features or run.features)
    network, local = load_network(run.weights_path), local_device(resolve_device(device))
    todo = [game for game in games if again or not _has_scores(run, game)]
    left_out = []
    with connected(local) as ranks:
        for start in range(0, len(todo), ranks.world):
            progress(start, len(todo), f"scoring {todo[start].title}")
            share = todo[start + ranks.rank : start + ranks.rank + 1]
            scored = _score(network, share[0], name, local) if share else None
            for game, halves, fault in filter(None, ranks.gather(scored)):
                if fault:
                    left_out.append(fault)
                elif ranks.first:
                    for number, scores in halves.items():
                        run.save_scores(game, number, scores)
        ranks.wait()
    if todo and len(left_out) == len(games):
        raise UserError(left_out[0])
    return PredictReport(len(todo) - len(left_out), len(games) - len(todo), tuple(left_out))


def _has_scores(run: Run, game: Game) -> bool:
    return all(run.scores_path(game.name, half.number).is_file() for half in game.parts)


def _score(
    network: Network, game: Game, features: str, device: torch.device
) -> tuple[str, dict[int, np.ndarray], str]:
    """Its name, its scores by half number, and why it is left out, "" where it is not."""
    from core.model.scores import score_half

    try:
        opened = {half.number: features_of(half, features) for half in game.parts}
        halves = {number: score_half(network, array, device=device) for number, array in opened.items()}
    except UserError as error:
        return game.name, {}, str(error)
    return game.name, halves, ""
