"""Runs: what a model or imported results are on disk, one folder each in a workspace.

runs/<name>/ holds run.json, weights.safetensors and log.jsonl (trained), scores/<game>/<part>.npy (float32,
(N, C)) and spots/<game>/results_spotting.json.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np

from core import __version__
from core.data.formats.results import RESULTS_FILE, Results
from core.data.rates import checked_fps
from core.data.root import DataRoot
from core.events import Events
from core.exceptions import UserError
from core.files import atomic, read_json, write_json
from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2, label_set_of
from core.model.config import ModelConfig, TrainingConfig
from core.spotting.settings import Settings

KINDS = ("trained", "spots", "weights")
"""trained here; imported results (spots, no scores); an imported checkpoint (weights)."""
RUN_FILE = "run.json"
_KEYS = {"settings": "post", "start_threshold": "opening"}
"""Fields that run.json has under another name."""
_TEXTS = {"kind", "created", "features", "source", "version"}
_SCORES_FILE = re.compile(r"([1-9]\d*)\.npy")


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
    `core.runs.start_threshold`. fps: rows of scores a second. label_set: whose classes it scores or spots;
    settings are the set's own where none are given.
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
    settings: Settings = None  # type: ignore[assignment]
    version: str = __version__
    start_threshold: StartThreshold | None = None
    label_set: LabelSet = SOCCERNET_V2

    def __post_init__(self) -> None:
        if self.settings is None:
            object.__setattr__(self, "settings", Settings(label_set=self.label_set))

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
        values["label_set"] = self.label_set.to_json()
        if self.label_set == SOCCERNET_V2:  # which is what a file without one means
            del values["label_set"]
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
            for name in _TEXTS & known.keys():
                if not isinstance(known[name], str | None if name == "features" else str):
                    raise TypeError(f"its {name} is no text")
            if "fps" in known:
                known["fps"] = checked_fps(known["fps"], "its fps")
            for name, config in (("model", ModelConfig), ("training", TrainingConfig)):
                values = value.get(name)
                known[name] = config.from_dict(values, f"its {name}", strict=False) if values else None
            start, label_set = value.get("opening"), value.get("label_set")
            known["label_set"] = (
                SOCCERNET_V2 if label_set is None else label_set_of(label_set, "its label_set")
            )
            known["settings"] = Settings.from_columns(value.get("post", {}), known["label_set"])
            known["start_threshold"] = StartThreshold(**start) if start else None
            return cls(**known)
        except (AttributeError, KeyError, TypeError, UserError) as error:
            raise UserError(f"{path} is not a run's description ({error}).") from error

    def save_start_threshold(self, start: StartThreshold) -> Run:
        """This run with another start threshold; all else in run.json stays as it is, unknown keys too."""
        return self._with(replace(self, start_threshold=start), opening=asdict(start))

    def save_label_set(self, label_set: LabelSet) -> Run:
        """This run as one that scores another label set, under that set's settings; all else stays."""
        run = replace(self, label_set=label_set, settings=None, start_threshold=None)
        written = {"label_set": label_set.to_json(), "post": run.settings.to_columns(), "opening": None}
        return self._with(run, **written)

    def _with(self, run: Run, **written: object) -> Run:
        path = self.folder / RUN_FILE
        write_json(path, {**read_json(path), **written})
        return run

    def for_root(self, root: DataRoot) -> Run:
        """The run as a data root judges it: by the root's rule, with its words for teams.

        Raises UserError that names both label sets where their classes differ.
        """
        ours = root.label_set
        if self.label_set == ours:
            return self
        ours.require_same(self.label_set, f"the labels of {root.path}", f"run {self.name!r}")
        return replace(self, label_set=ours, settings=replace(self.settings, label_set=ours))

    def scores_path(self, game: str, half: int) -> Path:
        """Where the scores of a part of a game are, whether or not they exist."""
        return self.folder / "scores" / game / f"{half}.npy"

    def scores(self, game: str, half: int) -> np.ndarray | None:
        """Scores (N, C) float32 of a part of a game, memory-mapped; None when it was not predicted.

        Raises UserError naming the file when it is damaged or of another shape.
        """
        path = self.scores_path(game, half)
        if not path.is_file():
            return None
        try:
            scores = np.load(path, mmap_mode="r", allow_pickle=False)
        except (OSError, EOFError, ValueError) as error:
            raise UserError(f"{path} is damaged ({error}); predict the game again.") from error
        size = len(self.label_set)
        if scores.ndim != 2 or scores.shape[1] != size or scores.dtype != np.float32:
            raise UserError(
                f"{path} holds {scores.dtype} {scores.shape}, not float32 (N, {size}); predict again."
            )
        return scores

    def save_scores(self, game: str, half: int, scores: np.ndarray) -> None:
        """Write the scores (N, C) of a part of a game, atomically."""
        self.save_game(game, {half: scores})

    def save_game(self, game: str, scores: Mapping[int, np.ndarray]) -> None:
        """Write the scores (N, C) of several parts of a game; none appears before all are written."""
        size = len(self.label_set)
        with ExitStack() as files:
            for number, of_part in scores.items():
                if of_part.ndim != 2 or of_part.shape[1] != size:
                    raise ValueError(f"scores must have the shape (N, {size}), got {of_part.shape}")
                file = files.enter_context(atomic(self.scores_path(game, number)))
                np.save(file, np.ascontiguousarray(of_part, dtype=np.float32))

    def scored_parts(self, game: str) -> tuple[int, ...]:
        """Numbers of the parts of a game that have scores."""
        folder = self.folder / "scores" / game
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return tuple(sorted(int(match[1]) for name in names if (match := _SCORES_FILE.fullmatch(name))))

    def scored_games(self) -> frozenset[str]:
        """Games with scores."""
        return _games_below(self.folder / "scores", lambda name: _SCORES_FILE.fullmatch(name) is not None)

    def spotted_games(self) -> frozenset[str]:
        """Games with a results file."""
        return _games_below(self.folder / "spots", lambda name: name == RESULTS_FILE)

    def spots(self, game: str) -> Events:
        """The saved spots of a game. Raises UserError when there are none."""
        return Results(self.folder / "spots").read(game, self.label_set)


def _games_below(folder: Path, counts: Callable[[str], bool]) -> frozenset[str]:
    """Folders that hold a file whose name counts."""
    paths = (Path(path) for path, _, files in os.walk(folder) if any(map(counts, files)))
    return frozenset(path.relative_to(folder).as_posix() for path in paths)
