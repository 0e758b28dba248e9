"""What all tests share: the real files where they are there, and small data roots made on the spot."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if (
    "PYTEST_XDIST_WORKER" in os.environ
):  # several workers, each with all of torch's threads, wait for each other
    os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pytest

from core.data.labels import write_labels
from core.events import Events
from tests.soccernet_v2 import N_CLASSES

SHARED = Path(__file__).resolve().parents[2] / "shared" / "soccernet-v2"
LABELS_ZIP = SHARED / "labels_test.zip"
BASELINE_ZIP = SHARED / "netvlad_baseline_results_spotting_test.zip"

_NOBODY = 65534
GAME = "demo_league/2020-2021/2020-08-{day:02d} - 18-00 Reds {goals} - 0 Blues"


@contextmanager
def not_root() -> Iterator[None]:
    """A user whom permissions bind, in this process: to root nothing is read-only."""
    if os.geteuid() != 0:
        yield
        return
    try:
        os.setresuid(_NOBODY, _NOBODY, 0)
    except OSError as error:
        pytest.skip(
            f"root cannot act for another user here ({error.strerror}), and may write everywhere itself"
        )
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def open_path() -> Iterator[Path]:
    """A folder that every user can reach, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def real_files() -> tuple[Path, Path]:
    """The real test labels and a published model's results; skips where they are not beside the project."""
    for path in (LABELS_ZIP, BASELINE_ZIP):
        if not path.is_file():
            pytest.skip(f"the real SoccerNet-v2 file {path.name} is not beside the project")
    return LABELS_ZIP, BASELINE_ZIP


def random_truths(rng: np.random.Generator, game: str, per_half: int = 30, minutes: int = 5) -> Events:
    """Truths of one game: every class can occur, a quarter unshown, whole milliseconds."""
    n = 2 * per_half
    return Events.build(
        (game,),
        0,
        np.repeat([1, 2], per_half),
        rng.integers(0, minutes * 60_000, n),
        rng.integers(0, N_CLASSES, n),
        team=rng.integers(0, 3, n),
        visible=rng.random(n) > 0.25,
    )


def make_root(
    folder: Path, n_games: int = 3, *, minutes: int = 5, dim: int = 512, seed: int = 0, features: bool = True
) -> tuple[str, ...]:
    """A small data root of labelled games with features; returns the games' names."""
    rng = np.random.default_rng(seed)
    names = tuple(GAME.format(day=day + 1, goals=day % 4) for day in range(n_games))
    for name in names:
        truths = random_truths(rng, name, minutes=minutes)
        write_labels(folder / name / "Labels-v2.json", truths, {"UrlLocal": name, "UrlYoutube": ""})
        for half in (1, 2):
            if features:
                values = rng.standard_normal((minutes * 120, dim)).astype(np.float32)
                np.save(folder / name / f"{half}_ResNET_TF2_PCA512.npy", values)
    return names


@pytest.fixture
def small_root(tmp_path: Path) -> Path:
    """A data root of three small games."""
    root = tmp_path / "root"
    make_root(root)
    return root
