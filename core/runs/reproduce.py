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
from core.label_sets import SOCCERNET_V2
from core.metric.evaluation import Evaluation, evaluate
from core.model.config import ModelConfig, TrainingConfig
from core.progress import Progress
from core.published import PUBLISHED, Published
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
            **{metric: self.evaluation.official(metric) for metric in self.metrics},
            "published": [
                {"name": row.name, "a_mAP": row.average, "a_mAP_per_class": row.column()}
                for row in self.published
            ],
        }

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metric that the label set opens with, then the others that average over tolerances."""
        return self.evaluation.rule.listed

    @property
    def published(self) -> tuple[Published, ...]:
        """What others have published on the same classes."""
        return PUBLISHED if self.evaluation.label_set.same_classes(SOCCERNET_V2) else ()

    def to_markdown(self) -> str:
        """The table beside the published rows: the metric that the label set opens with, in percent."""
        evaluation, run, published = self.evaluation, self.run, self.published
        metric, *others = self.metrics
        names = [f"this run ({run.name})", *(row.name for row in published)]
        rows = [("**Average-mAP**", evaluation.average(metric), *(row.average for row in published))]
        for view in self._views[1:]:
            rows.append((view, evaluation.average(metric, view), *(getattr(row, view) for row in published)))
        for name, ap in zip(evaluation.label_set.classes, evaluation.average_per_class(metric), strict=True):
            rows.append((name, ap, *(row.per_class[name] for row in published)))
        said = f"Average-mAP, {self._title(metric)}, official evaluator, percent. "
        said += f"NMS: hard, {run.settings.classes[0].window_s:g} s, threshold 0."
        if published:
            said += " Five official seeds spread over 0.8 points."
        if published and self.simulated:
            said += " The data is simulated: the published columns are for orientation, not for comparison."
        lines = [
            f"# NetVLAD++ on {self.games} test games" + " (simulated)" * self.simulated,
            "",
            said,
            "",
            "| | " + " | ".join(names) + " |",
            "|---|" + "---:|" * len(names),
            *(f"| {name} | " + " | ".join(map(percent, figures)) + " |" for name, *figures in rows),
            "",
            *(line for other in others for line in (self._average(other), "")),
            f"Seed {run.seed}. Seconds: {_listed(self.seconds)}",
            f"Versions: {_listed(self.versions)}",
            "",
            f"Model: {_listed(_plain(run.model))}",
            f"Training: {_listed(_plain(run.training))}",
            "",
        ]
        return "\n".join(lines)

    @property
    def _views(self) -> tuple[str, ...]:
        """The views that the labels tell apart."""
        return self.evaluation.label_set.views

    def _title(self, metric: str) -> str:
        """ "loose (5 to 60 s)"."""
        widths = self.evaluation.rule.tolerances(metric)
        return f"{metric} ({widths[0]:g}" + f" to {widths[-1]:g}" * (len(widths) > 1) + " s)"

    def _average(self, metric: str) -> str:
        """The averages of one more metric, in percent."""
        views = ", ".join(f"{view} {percent(self.evaluation.average(metric, view))}" for view in self._views)
        return f"Average-mAP, {self._title(metric)}, percent: {views}."


def reproduce(
    root: DataRoot, workspace: Workspace, name: str, request: TrainRequest, step: Step, *, again: bool = False
) -> Reproduction:
    """Train on train, best by valid, predict test, NMS at threshold 0 (30 s for SoccerNet-v2), evaluate.

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
        predict(root, run, games, fps=request.fps, device=device, again=True, progress=progress)
    with _timed("nms and evaluation", seconds):
        evaluation = evaluate(truths, spots_of(run, games, Settings(label_set=root.label_set)))
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
    """Plain values in a line; what holds more than one value is left to the JSON."""
    plain = {key: value for key, value in values.items() if not isinstance(value, dict)}
    return ", ".join(f"{key} {value}" for key, value in plain.items()) + "."
