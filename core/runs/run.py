"""Runs: what a model or somebody's results left on disk, one folder each in a workspace.

runs/<name>/ holds run.json, weights.safetensors and log.jsonl (trained), scores/<game>/<half>.npy (float32,
N x 17) and spots/<game>/results_spotting.json.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from core import __version__
from core.classes import N_CLASSES
from core.data.formats.results import RESULTS_FILE, Results
from core.events import Events
from core.exceptions import UserError
from core.files import atomic, write_json
from core.spotting.nms_config import NmsConfig

KINDS = ("trained", "spots", "weights")
"""trained here; imported results (spots, no scores); an imported checkpoint (weights)."""


RUN_FILE = "run.json"


_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")


@dataclass(frozen=True)
class Opening:
    """Where a view of the run begins: a threshold, and the F1 that it has on so many games of a split.

    Raises TypeError for a threshold that is none.
    """

    threshold: float
    f1: float
    split: str
    games: int
    tolerance_s: float

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1:
            raise TypeError(f"opening.threshold is {self.threshold}")


@dataclass(frozen=True)
class Run:
    """A run and the frozen configs that made it.

    model, training: the configs as plain JSON values (None where there are none); post: how its spots were
    made, which is where the sliders start. fps: rows of scores a second. opening: where the match view starts
    instead when `post` keeps every spot; see `core.runs.start_threshold`.
    """

    folder: Path
    name: str
    kind: str
    created: str
    features: str | None = None
    fps: float = 2.0
    seed: int | None = None
    simulated: bool = False
    source: str = ""
    model: Mapping[str, Any] | None = None
    training: Mapping[str, Any] | None = None
    post: NmsConfig = field(default_factory=NmsConfig)
    version: str = __version__
    opening: Opening | None = None

    @property
    def weights_path(self) -> Path:
        return self.folder / "weights.safetensors"

    @property
    def log_path(self) -> Path:
        return self.folder / "log.jsonl"

    def save(self) -> None:
        """Write run.json, atomically."""
        value = {key: item for key, item in asdict(self).items() if key != "folder"}
        write_json(self.folder / RUN_FILE, value)

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
    return frozenset(
        Path(path).relative_to(folder).as_posix()
        for path, _, files in os.walk(folder)
        if needed <= set(files)
    )
