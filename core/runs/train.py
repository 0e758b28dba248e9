"""A trained run: from a data root to weights in the workspace, resumable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from core.data.features import open_features, with_features
from core.data.formats.entries import listed
from core.data.games import Game
from core.data.rate_remarks import rate_remarks
from core.data.rates import one_rate
from core.data.root import DataRoot
from core.data.splits import splits_there
from core.exceptions import UserError
from core.model.config import ModelConfig, TrainingConfig
from core.progress import Progress, silent
from core.runs.pipeline import (
    Problem,
    Remark,
    choose_features,
    missing_parts,
    refuse,
    require_rate,
    training_halves,
    unsaid,
)
from core.runs.run import Run
from core.runs.workspace import Workspace

if TYPE_CHECKING:
    from core.model.training import TrainingResult


@dataclass(frozen=True)
class TrainRequest:
    """What to train; settings that are not given are those of the official recipe.

    features: feature name, None for the only one. fps: their rate, None for their own. model, training:
    fields of ModelConfig and TrainingConfig by name. train_split, valid_split: which games are learned from,
    and which choose the best epoch.
    """

    features: str | None = None
    fps: float | None = None
    model: Mapping[str, Any] = field(default_factory=dict)
    training: Mapping[str, Any] = field(default_factory=dict)
    train_split: str = "train"
    valid_split: str = "valid"


def train_run(
    root: DataRoot,
    workspace: Workspace,
    name: str,
    request: TrainRequest,
    *,
    resume: bool = False,
    again: bool = False,
    on_problem: Problem = refuse,
    on_remark: Remark = unsaid,
    progress: Progress = silent,
) -> tuple[Run, TrainingResult]:
    """Train a run of this name, or continue it; every file is checked before the first epoch.

    Under torchrun every process calls this and the first one writes.
    resume: continue the run where it stopped, with its own settings (max_epochs alone may change). again: set
    an existing run aside. Raises UserError when data or settings do not allow it.
    """
    from core.model.distributed import ranks_of_environment
    from core.model.scores import resolve_device
    from core.model.training import train

    run = workspace.run(name) if resume else None
    if run is not None and run.kind != "trained":
        raise UserError(f"Run {name!r} was imported, not trained here; it cannot be resumed.")
    games = _labelled(root, request.train_split), _labelled(root, request.valid_split)
    both = [*games[0], *games[1]]
    features = choose_features(both, run.features if run else request.features)
    fps = request.fps
    rate = one_rate(root, both, features, fps)
    if run is None:
        given = {
            "input_dim": _dimension(both, features),
            "fps": rate.fps,
            "label_set": root.label_set,
        }
        model, training = ModelConfig(**{**given, **request.model}), TrainingConfig(**request.training)
    else:
        run.for_root(root)
        model, training = run.model or ModelConfig(), run.training or TrainingConfig()
        require_rate(run.name, model.fps, features, rate)
        epochs = request.training.get("max_epochs")
        training = replace(training, max_epochs=epochs) if epochs else training
    resolve_device(training.device)  # a training that cannot begin must not leave a run behind
    for remark in filter(
        None, (rate_remarks(root, both, features, fps), missing_parts(root, both, features))
    ):
        on_remark(remark)
    unknown: Counter[str] = Counter()
    options = {"unknown": unknown, "on_problem": on_problem, "progress": progress}
    halves = [training_halves(root, part, features, **options) for part in games]
    if unknown:
        on_remark(f"Labels outside {root.label_set.title} are not learned: {listed(unknown)}.")
    if run is None:
        run = workspace.create(
            name,
            "trained",
            replace=again,
            write=ranks_of_environment().first,
            features=features,
            fps=model.fps,
            seed=training.seed,
            simulated=root.simulated,
            model=model,
            training=training,
            label_set=model.label_set,
        )
    return run, train(*halves, model, training, run.folder, resume=resume, progress=progress)


def _labelled(root: DataRoot, split: str) -> tuple[Game, ...]:
    games = tuple(game for game in root.split(split) if game.labelled)
    if not games:
        raise UserError(
            f"{root.path} has no labelled game of the split {split!r}; fetch it, or fill splits.json "
            f"({splits_there(root.games, labelled=True)} A game is of "
            "one split; `touchline check` names others)."
        )
    return games


def _dimension(games: Sequence[Game], features: str) -> int:
    _, part = next(with_features(games, features))
    return open_features(part.features[features]).shape[1]
