"""The lab report's experiment: train with the defaults, predict, NMS, evaluate, beside the published rows."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from core import __version__
from core.data.labels import read_truths
from core.data.root import DataRoot
from core.exceptions import UserError
from core.figures import percent
from core.metric.evaluation import VIEWS, Evaluation, evaluate
from core.model.config import ModelConfig, TrainingConfig
from core.progress import Progress
from core.published import PUBLISHED
from core.runs.predict import predict
from core.runs.run import Run
from core.runs.spots import spots_of
from core.runs.train import TrainRequest, train_run
from core.runs.workspace import Workspace
from core.spotting.settings import Settings

Step = Callable[[str], AbstractContextManager[Progress]]
"""Opens a step of this title, such as a progress bar."""


@dataclass(frozen=True, eq=False)
class Reproduction:
    """The outcome of the experiment. seconds: by step. versions: of the software and the device."""

    run: Run
    games: int
    simulated: bool
    evaluation: Evaluation
    seconds: dict[str, float]
    versions: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        """Figures as fractions, with all that is needed to reproduce them."""
        settings = self.run.settings.to_columns()
        return {
            "run": self.run.name,
            "simulated": self.simulated,
            "games": self.games,
            "seed": self.run.seed,
            "model": _plain(self.run.model),
            "training": _plain(self.run.training),
            "nms": {"method": "hard", "window_s": settings["window_s"], "threshold": settings["threshold"]},
            "seconds": self.seconds,
            "versions": self.versions,
            "loose": self.evaluation.official("loose"),
            "tight": self.evaluation.official("tight"),
            "published": [
                {"name": row.name, "a_mAP": row.average, "a_mAP_per_class": row.column()} for row in PUBLISHED
            ],
        }

    def to_markdown(self) -> str:
        """The table beside the published rows, Average-mAP loose in percent."""
        evaluation, run = self.evaluation, self.run
        names = [f"this run ({run.name})", *(row.name for row in PUBLISHED)]
        rows = [("**Average-mAP**", evaluation.average("loose"), *(row.average for row in PUBLISHED))]
        for view in ("visible", "unshown"):
            rows.append((view, evaluation.average("loose", view), *(getattr(row, view) for row in PUBLISHED)))
        for name, ap in zip(evaluation.label_set.classes, evaluation.average_per_class("loose"), strict=True):
            rows.append((name, ap, *(row.per_class[name] for row in PUBLISHED)))
        orientation = " The data is simulated: the published columns are for orientation, not for comparison."
        tight = ", ".join(f"{view} {percent(evaluation.average('tight', view))}" for view in VIEWS)
        lines = [
            f"# NetVLAD++ on {self.games} test games" + " (simulated)" * self.simulated,
            "",
            "Average-mAP, loose (5 to 60 s), official evaluator, percent. NMS: hard, 30 s, threshold 0. "
            "Five official seeds spread over 0.8 points." + orientation * self.simulated,
            "",
            "| | " + " | ".join(names) + " |",
            "|---|" + "---:|" * len(names),
            *(f"| {name} | " + " | ".join(map(percent, figures)) + " |" for name, *figures in rows),
            "",
            f"Average-mAP, tight (1 to 5 s), percent: {tight}.",
            "",
            f"Seed {run.seed}. Seconds: {_listed(self.seconds)}",
            f"Versions: {_listed(self.versions)}",
            "",
            f"Model: {_listed(_plain(run.model))}",
            f"Training: {_listed(_plain(run.training))}",
            "",
        ]
        return "\n".join(lines)


def reproduce(
    root: DataRoot, workspace: Workspace, name: str, request: TrainRequest, step: Step, *, again: bool = False
) -> Reproduction:
    """Train on train, best by valid, predict test, NMS 30 s at threshold 0, evaluate.

    A run of this name that was trained to its end is used as it is; one that stopped is continued. Raises
    UserError naming what the root lacks.
    """
    games = tuple(game for game in root.split("test") if game.labelled)
    if not games:
        raise UserError(f"{root.path} has no labelled game of the split 'test'; fetch it first.")
    truths = read_truths(root, games)  # before hours of training: a bad label file stops here
    seconds: dict[str, float] = {}
    resume = not again and any(run.name == name for run in workspace.runs())
    with _timed("train", seconds), step("Training") as progress:
        run, _ = train_run(root, workspace, name, request, resume=resume, again=again, progress=progress)
    with _timed("predict", seconds), step("Predicting") as progress:
        device = request.training.get("device", "auto")
        predict(run, games, device=device, again=True, progress=progress)
    with _timed("nms and evaluation", seconds):
        evaluation = evaluate(truths, spots_of(run, games, Settings()))
    return Reproduction(run, len(games), root.simulated, evaluation, seconds, _versions())


@contextmanager
def _timed(name: str, seconds: dict[str, float]) -> Iterator[None]:
    """Adds the seconds spent inside."""
    start = time.perf_counter()
    yield
    seconds[name] = round(time.perf_counter() - start, 1)


def _versions() -> dict[str, str]:
    import torch

    device = torch.cuda.get_device_name() if torch.cuda.is_available() else "CPU"
    return {
        "touchline": __version__,
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "numpy": np.__version__,
        "device": device,
    }


def _plain(config: ModelConfig | TrainingConfig | None) -> dict[str, Any]:
    return config.to_dict() if config else {}


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in values.items()) + "."
