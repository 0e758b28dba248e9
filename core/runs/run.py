"""Runs: what a model or somebody's results left on disk, one folder each in a workspace.

runs/<name>/ holds run.json, weights.safetensors and log.jsonl (trained), scores/<game>/<half>.npy (float32,
N x 17) and spots/<game>/results_spotting.json.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from core import __version__
from core.classes import N_CLASSES
from core.data.results import RESULTS_FILE, Results
from core.errors import UserError
from core.events import Events
from core.files import atomic, read_json, write_json
from core.post.config import NmsConfig

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
    instead when `post` keeps every spot; see `core.runs.opening`.
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


class Workspace:
    """The folder that runs, caches and settings live in; made when first written to."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path).expanduser().resolve()

    def runs(self) -> tuple[Run, ...]:
        """All runs that can be read, newest first; a broken one never hides the others."""
        found = []
        for name in self._names():
            try:
                found.append(self.run(name))
            except UserError:
                continue
        return tuple(sorted(found, key=lambda run: (run.created, run.name), reverse=True))

    def broken_runs(self) -> tuple[str, ...]:
        """A sentence for each run whose run.json cannot be read."""
        problems = []
        for name in self._names():
            try:
                self.run(name)
            except UserError as error:
                problems.append(str(error))
        return tuple(problems)

    def run(self, name: str) -> Run:
        """The run of a name. Raises UserError when there is none or its run.json is damaged."""
        folder = self._folder(name)
        if not (folder / RUN_FILE).is_file():
            known = ", ".join(self._names()) or "none yet; train or import one"
            raise UserError(f"There is no run {name!r} in {self.path}; the runs are: {known}.")
        value = read_json(folder / RUN_FILE)
        try:
            known_keys = {key: value[key] for key in Run.__dataclass_fields__ if key in value}
            post = NmsConfig(**value.get("post", {}))
            opening = Opening(**value["opening"]) if value.get("opening") else None
            known_keys |= {"folder": folder, "name": name, "post": post, "opening": opening}
            return Run(**known_keys)
        except (AttributeError, KeyError, TypeError) as error:
            raise UserError(f"{folder / RUN_FILE} is not a run's description ({error}).") from error

    def create(
        self, name: str, kind: str, *, replace: bool = False, write: bool = True, **fields: Any
    ) -> Run:
        """Make a run's folder and run.json. Raises UserError when the name is taken and replace is not set.

        replace: the old run is moved to the workspace's folder `replaced`, never deleted. write: False for a
        process beside the one that writes; nothing is checked or made.
        """
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {KINDS}, got {kind!r}")
        folder = self._folder(name)
        if write and (folder / RUN_FILE).exists():
            if not replace:
                raise UserError(f"There is a run {name!r} already; choose another --run, or add --replace.")
            self._set_aside(folder)
        run = Run(folder, name, kind, datetime.now(UTC).isoformat(timespec="seconds"), **fields)
        if write:
            run.save()
        return run

    def _folder(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise UserError(
                f"{name!r} cannot name a run; use letters, digits, '.', '_', '+' and '-', at most 100."
            )
        return self.path / "runs" / name

    def _set_aside(self, folder: Path) -> None:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
        target = self.path / "replaced" / f"{folder.name}-{stamp}"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(target)
        except OSError as error:
            raise UserError(f"{folder} cannot be moved to {target} ({error.strerror}).") from error

    def _names(self) -> list[str]:
        folder = self.path / "runs"
        if not folder.is_dir():
            return []
        return sorted(entry.name for entry in folder.iterdir() if (entry / RUN_FILE).is_file())


def _games_below(folder: Path, needed: set[str]) -> frozenset[str]:
    return frozenset(
        Path(path).relative_to(folder).as_posix()
        for path, _, files in os.walk(folder)
        if needed <= set(files)
    )
