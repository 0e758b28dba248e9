"""Scoring games with a run's model, alone or shared out over the processes of torchrun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.data.features import with_features
from core.data.games import Game
from core.data.rate_remarks import rate_remarks
from core.data.rates import one_rate
from core.data.root import DataRoot
from core.exceptions import UserError
from core.label_set import LabelSet
from core.progress import Progress, silent
from core.runs.pipeline import (
    Remark,
    choose_features,
    featured_parts,
    features_of,
    missing_parts,
    require_rate,
    unsaid,
)
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
    root: DataRoot,
    run: Run,
    games: Sequence[Game],
    *,
    features: str | None = None,
    fps: float | None = None,
    device: str = "auto",
    again: bool = False,
    on_remark: Remark = unsaid,
    progress: Progress = silent,
) -> PredictReport:
    """Score each part of the games that has features with a run's model and save the scores in the run.

    fps: the features' rate, None for their own. again: also score games that have scores. A game that cannot
    be read is left out, with a sentence. Under torchrun each process scores its share and the first one
    writes. Raises UserError when the run has no weights, is of another label set than the root or of another
    rate than the features, when no game could be scored, or another process is gone.
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
    require_rate(run.name, network.config.fps, name, one_rate(root, games, name, fps))
    for remark in filter(None, (rate_remarks(root, games, name, fps), missing_parts(root, games, name))):
        on_remark(remark)
    todo = [game for game in games if again or not _has_scores(run, game, name)]
    left_out = []
    with connected(local) as ranks:
        run = scoring(run, network.config.label_set, root)  # before the first game is saved anywhere
        for start in range(0, len(todo), ranks.world):
            progress(start, len(todo), f"scoring {todo[start].title}")
            share = todo[start + ranks.rank : start + ranks.rank + 1]
            scored = _score(network, share[0], name, local, run.label_set) if share else None
            for game, halves, fault in filter(None, ranks.gather(scored)):
                if fault:
                    left_out.append(fault)
                elif ranks.first:
                    run.save_game(game, halves)
    if todo and len(left_out) == len(games):
        raise UserError(left_out[0])
    return PredictReport(len(todo) - len(left_out), len(games) - len(todo), tuple(left_out))


def scoring(run: Run, own: LabelSet, root: DataRoot) -> Run:
    """The run as one that scores the root's label set, with a network of its own set.

    A network of SoccerNet version 1 scores version 2 too: its run takes the set of the first root that it
    scores. Raises UserError that names both sets.
    """
    from core.model.outputs import output_labels

    output_labels(own, root.label_set, f"the labels of {root.path}", f"run {run.name!r}")
    if run.scored_games():
        run.for_root(root)
    return run if run.label_set.same_classes(root.label_set) else run.save_label_set(root.label_set)


def _has_scores(run: Run, game: Game, features: str) -> bool:
    scored = run.scored_parts(game.name)
    return bool(scored) and all(part.number in scored for _, part in with_features([game], features))


def _score(
    network: Network, game: Game, features: str, device: torch.device, label_set: LabelSet
) -> tuple[str, dict[int, np.ndarray], str]:
    """Its name, its scores by part number, and why it is left out, "" where it is not."""
    from core.model.scores import score_half

    try:
        opened = {part.number: features_of(part, features) for part in featured_parts(game, features)}
        options = {"device": device, "label_set": label_set}
        scores = {number: score_half(network, array, **options) for number, array in opened.items()}
    except UserError as error:
        return game.name, {}, str(error)
    return game.name, scores, ""
