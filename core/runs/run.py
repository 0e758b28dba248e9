"""Runs: what a model or imported results are on disk, one folder each in a workspace.

runs/<name>/ holds run.json, weights.safetensors and log.jsonl (trained), scores/<game>/<half>.npy (float32,
N x 17) and spots/<game>/results_spotting.json.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

import numpy as np

from core import __version__
from core.classes import N_CLASSES
from core.data.formats.results import RESULTS_FILE, Results
from core.events import Events
from core.exceptions import UserError
from core.files import atomic, read_json, write_json
from core.model.config import ModelConfig, TrainingConfig
from core.spotting.settings import Settings

KINDS = ("trained", "spots", "weights")
"""trained here; imported results (spots, no scores); an imported checkpoint (weights)."""
RUN_FILE = "run.json"
_KEYS = {"settings": "post", "start_threshold": "opening"}
"""Fields that run.json has under another name."""


@dataclass(frozen=True)
class StartThreshold:
    """Where the match view starts: a threshold, and the F1 that it has on so many games of a split.

    Raises TypeError for a threshold outside 0 to 1.
    """

    threshold: float
    f1: float
    split: str
    games: int
    tolerance_s: float

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1:
            raise TypeError(f"the start's threshold is {self.threshold}")


@dataclass(frozen=True)
class Run:
    """A run and the configurations that made it.

    model, training: None where there are none. settings: how its spots are made, where sliders start.
    start_threshold: where the match view starts instead when `settings` keep every spot, see
    `core.runs.start_threshold`. fps: rows of scores a second.
    """

    folder: Path
    name: str
    kind: str
    created: str
    features: str | None = None
    fps: float = ModelConfig.fps
    seed: int | None = None
    simulated: bool = False
    source: str = ""
    model: ModelConfig | None = None
    training: TrainingConfig | None = None
    settings: Settings = field(default_factory=Settings)
    version: str = __version__
    start_threshold: StartThreshold | None = None

    @property
    def weights_path(self) -> Path:
        """The file of the weights, whether or not it exists."""
        return self.folder / "weights.safetensors"

    @property
    def start_settings(self) -> Settings:
        """Where the match view starts: `settings`, or the start threshold where they keep every spot."""
        if self.start_threshold is None or self.settings.thresholds.any():
            return self.settings
        return self.settings.with_all(threshold=self.start_threshold.threshold)

    def save(self) -> None:
        """Write run.json, atomically."""
        names = (each.name for each in fields(self) if each.name != "folder")
        values = {_KEYS.get(name, name): getattr(self, name) for name in names}
        values["model"] = self.model and self.model.to_dict()
        values["training"] = self.training and self.training.to_dict()
        values["post"] = self.settings.to_columns()
        values["opening"] = self.start_threshold and asdict(self.start_threshold)
        write_json(self.folder / RUN_FILE, values)

    @classmethod
    def load(cls, folder: Path) -> Run:
        """The run of a folder; unknown keys are ignored. Raises UserError when its run.json is damaged."""
        path = folder / RUN_FILE
        value = read_json(path)
        try:
            keys = {each.name: _KEYS.get(each.name, each.name) for each in fields(cls)}
            known = {name: value[key] for name, key in keys.items() if key in value}
            known |= {"folder": folder, "name": folder.name}
            for name, config in (("model", ModelConfig), ("training", TrainingConfig)):
                values = value.get(name)
                known[name] = config.from_dict(values, f"its {name}", strict=False) if values else None
            start = value.get("opening")
            known["settings"] = Settings.from_columns(value.get("post", {}))
            known["start_threshold"] = StartThreshold(**start) if start else None
            return cls(**known)
        except (AttributeError, KeyError, TypeError, UserError) as error:
            raise UserError(f"{path} is not a run's description ({error}).") from error

    def save_start_threshold(self, start: StartThreshold) -> Run:
        """This run with another start threshold; all else in run.json stays as it is, unknown keys too."""
        path = self.folder / RUN_FILE
        write_json(path, {**read_json(path), "opening": asdict(start)})
        return replace(self, start_threshold=start)

    def scores_path(self, game: str, half: int) -> Path:
        """Where the scores of a half are, whether or not they exist."""
        return self.folder / "scores" / game / f"{half}.npy"

    def scores(self, game: str, half: int) -> np.ndarray | None:
        """Scores (N, 17) float32 of a half, memory-mapped; None when it was not predicted.

        Raises UserError naming the file when it is damaged or of another shape.
        """
        path = self.scores_path(game, half)
        if not path.is_file():
            return None
        try:
            scores = np.load(path, mmap_mode="r", allow_pickle=False)
        except (OSError, EOFError, ValueError) as error:
            raise UserError(f"{path} is damaged ({error}); predict the game again.") from error
        if scores.ndim != 2 or scores.shape[1] != N_CLASSES or scores.dtype != np.float32:
            raise UserError(
                f"{path} holds {scores.dtype} {scores.shape}, not float32 (N, {N_CLASSES}); predict again."
            )
        return scores

    def save_scores(self, game: str, half: int, scores: np.ndarray) -> None:
        """Write the scores (N, 17) of a half, atomically."""
        if scores.ndim != 2 or scores.shape[1] != N_CLASSES:
            raise ValueError(f"scores must have the shape (N, {N_CLASSES}), got {scores.shape}")
        with atomic(self.scores_path(game, half)) as file:
            np.save(file, np.ascontiguousarray(scores, dtype=np.float32))

    def scored_games(self) -> frozenset[str]:
        """Games with scores of both halves."""
        return _games_below(self.folder / "scores", {"1.npy", "2.npy"})

    def spotted_games(self) -> frozenset[str]:
        """Games with a results file."""
        return _games_below(self.folder / "spots", {RESULTS_FILE})

    def spots(self, game: str) -> Events:
        """The saved spots of a game. Raises UserError when there are none."""
        return Results(self.folder / "spots").read(game)


def _games_below(folder: Path, needed: set[str]) -> frozenset[str]:
    paths = (Path(path) for path, _, files in os.walk(folder) if needed <= set(files))
    return frozenset(path.relative_to(folder).as_posix() for path in paths)
