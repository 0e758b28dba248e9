"""A tiny data root of any label set with two runs of made scores, for tests of pages."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.data.labels import read_labels, write_labels
from core.data.root import DataRoot, open_root
from core.data.splits import SPLITS
from core.events import Events
from core.files import write_json
from core.label_set import LabelSet
from core.runs.workspace import Workspace
from core.spotting.settings import Settings

SECONDS, FPS = 90, 5.0


def make_set_root(
    folder: Path, label_set: LabelSet, *, parts: tuple[int, ...] = (1,), per_part: int = 40
) -> tuple[Path, Path]:
    """(data root, workspace): two games and the runs "first" and "second". parts: those that have labels."""
    root, rng = folder / "root", np.random.default_rng(3)
    names = tuple(f"league/2020-2021/2020-08-0{day} - 18-00 Reds 1 - 0 Blues" for day in (1, 2))
    for name in names:
        n = len(parts) * per_part
        truths = Events.build(
            (name,),
            0,
            np.repeat(parts, per_part),
            rng.integers(0, SECONDS * 1000, n),
            rng.integers(0, len(label_set), n),
            team=rng.integers(0, len(label_set.teams), n),
            visible=rng.random(n) > 0.25,
            label_set=label_set,
        )
        write_labels(root / name / label_set.label_file, truths, {"UrlLocal": name})
    write_json(root / "classes.json", label_set.to_json())
    write_json(root / "splits.json", {split: list(names) if split == "test" else [] for split in SPLITS[:3]})
    for name in ("first", "second"):
        add_run(open_root(root), Workspace(folder / "workspace"), name, parts, rng)
    return root, folder / "workspace"


def add_run(
    root: DataRoot, workspace: Workspace, name: str, parts: tuple[int, ...], rng: np.random.Generator
) -> None:
    """A run with a bump near most truths."""
    label_set = root.label_set
    settings = Settings.uniform(threshold=0.1, label_set=label_set)
    run = workspace.create(
        name, "trained", features="made_5fps", fps=FPS, settings=settings, label_set=label_set
    )
    for game in root.games:
        truths = read_labels(root, game).events
        for part in parts:
            scores = rng.random((int(SECONDS * FPS), len(label_set)), np.float32) * 0.06
            of_part = truths[(truths.half == part) & (rng.random(len(truths)) > 0.2)]
            frames = np.rint(of_part.time_ms / 1000 * FPS + rng.normal(0, 1, len(of_part))).astype(int)
            scores[frames.clip(0, len(scores) - 1), of_part.label] = rng.uniform(0.2, 0.95, len(of_part))
            run.save_scores(game.name, part, scores)
