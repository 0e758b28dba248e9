"""A small league for the app's tests: labels, a run with scores, a run with spots only, and a short video."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from core.data.formats.results import write_results
from core.data.labels import read_labels
from core.data.root import DataRoot, open_root
from core.events import Events
from core.files import write_json
from core.runs.run import Run
from core.runs.workspace import Workspace
from core.spotting.nms import nms
from core.spotting.settings import Settings
from core.timebase import time_ms_of
from tests.conftest import make_root
from tests.soccernet_v2 import N_CLASSES

FPS = 2.0


def bumpy_scores(truths: Events, half: int, rows: int, rng: np.random.Generator) -> np.ndarray:
    """Scores (rows, 17): a bump near most truths, some bumps elsewhere, faint noise."""
    scores = rng.random((rows, N_CLASSES)).astype(np.float32) * 0.06
    at = np.arange(rows)[:, None]
    of_half = truths[truths.half == half]
    centres = of_half.time_ms / 1000 * FPS + rng.normal(0, 3, len(of_half))
    peaks = rng.uniform(0.25, 0.95, len(of_half)) * (rng.random(len(of_half)) > 0.25)
    for centre, peak, label in zip(centres, peaks, of_half.label, strict=True):
        scores[:, label] += (peak * np.exp(-(((at[:, 0] - centre) / 6) ** 2))).astype(np.float32)
    for _ in range(rows // 60):
        label, centre = rng.integers(N_CLASSES), rng.integers(rows)
        scores[:, label] += (rng.uniform(0.1, 0.6) * np.exp(-(((at[:, 0] - centre) / 8) ** 2))).astype(
            np.float32
        )
    return np.clip(scores, 0, 1)


def add_dense_run(root: DataRoot, workspace: Workspace, name: str, minutes: float, games: int = 99) -> Run:
    """A run with scores of both halves of the first games."""
    run = workspace.create(
        name, "trained", features="ResNET_TF2_PCA512", settings=Settings.uniform(threshold=0.1)
    )
    rng = np.random.default_rng(7)
    for game in root.games[:games]:
        truths = read_labels(root, game).events
        for half in (1, 2):
            run.save_scores(game.name, half, bumpy_scores(truths, half, int(minutes * 60 * FPS), rng))
    return run


def add_spots_run(root: DataRoot, workspace: Workspace, dense: Run, name: str) -> Run:
    """A run that has saved spots and no scores, as an imported results file gives."""
    run = workspace.create(name, "spots", source="results.zip")
    for game in root.games:
        parts = []
        for half in (1, 2):
            keep = nms(dense.scores(game.name, half), FPS)
            parts.append(
                Events.build(
                    (game.name,), 0, half, time_ms_of(keep.frame, FPS), keep.label, confidence=keep.confidence
                )
            )
        write_results(run.folder / "spots", Events.concat(parts))
    return run


def add_model_run(
    root: DataRoot,
    workspace: Workspace,
    name: str = "model",
    *,
    games: int = 1,
    rows: int = 480,
    dim: int = 32,
    clusters: int = 8,
) -> Run:
    """A run with weights, for games that get features: an untrained network and its own scores."""
    from core.model.checkpoint import save_network
    from core.model.config import ModelConfig
    from core.model.network import build
    from core.model.scores import score_half

    config = ModelConfig(input_dim=dim, feature_dim=dim, clusters=clusters)
    run = workspace.create(
        name, "trained", features="Small", model=config, settings=Settings.uniform(threshold=0.05)
    )
    network = build(config, 5).eval()
    network.classifier.weight.data.mul_(8)
    save_network(run.weights_path, network)
    rng = np.random.default_rng(11)
    for game in root.games[:games]:
        for half in (1, 2):
            features = rng.standard_normal((rows, dim)).astype(np.float32)
            np.save(root.path / game.name / f"{half}_Small.npy", features)
            run.save_scores(game.name, half, score_half(network, features, device="cpu"))
    return run


def add_video(folder: Path, half: int, seconds: int = 20) -> None:
    """An H.264 video whose picture brightens by one step a second."""
    with av.open(str(folder / f"{half}_224p.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"g": "50", "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 398, 224, "yuv420p"
        for index in range(seconds * 25):
            picture = np.full((224, 398, 3), 20 + (index // 25) * 8 % 200, np.uint8)
            picture[100:124, (index * 3) % 360 : (index * 3) % 360 + 24] = (255, 160, 40)
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)


def make_league(folder: Path, *, games: int = 3, minutes: int = 5, video: bool = True) -> tuple[Path, Path]:
    """(data root, workspace): a simulated league with the runs "dense" and "spots"."""
    root, workspace = folder / "league", Workspace(folder / "workspace")
    names = make_root(root, games, minutes=minutes, features=False)
    write_json(root / "touchline.json", {"simulated": True})
    write_json(root / "splits.json", {"train": [], "valid": [], "test": list(names)})
    opened = open_root(root)
    dense = add_dense_run(opened, workspace, "dense", minutes)
    add_spots_run(opened, workspace, dense, "spots")
    if video:
        add_video(root / opened.games[0].name, 1, minutes * 60)
    return root, workspace.path
