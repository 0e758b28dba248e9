"""Training: chunks a second against a DataLoader over materialised clips with one .item() a step."""

from __future__ import annotations

import time

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.naive import NaiveNetwork
from benchmarks.table import Row
from benchmarks.timing import row
from core.model.chunks import Chunks, LabelledHalf, load_chunks
from core.model.config import ModelConfig, TrainingConfig
from core.model.distributed import Ranks
from core.model.epoch import EpochRunner, use_mixed
from core.model.network import Network, build

BATCH = 256
CPU_TARGETS = {512: 1.5, 2048: 2.0}
CUDA_TARGET = 20.0


def run(quick: bool) -> list[Row]:
    """Rows of seconds per 1,000 chunks: on the CPU for 512-d and 2048-d, and on CUDA where there is one."""
    rows = []
    for dim, chunks in ((512, 1024), (2048, 512)):
        chunks = chunks // 2 if quick else chunks
        cpu = torch.device("cpu")
        for mixed in sorted({False, use_mixed("auto", cpu) and dim != 512}):
            rows.append(_compare(dim, chunks, chunks, mixed, cpu, CPU_TARGETS[dim]))
    if torch.cuda.is_available():
        chunks = 20_000 if quick else 108_000  # 300 games; the naive way takes a part, its clips are large
        rows.append(_compare(2048, chunks, 8192, True, torch.device("cuda"), CUDA_TARGET))
    return rows


def _compare(dim: int, ours: int, naive: int, mixed: bool, device: torch.device, target: float) -> Row:
    network = build(ModelConfig(input_dim=dim), seed=0)
    rng = np.random.default_rng(0)
    part = rng.normal(size=(30 * min(ours, 4096), dim)).astype(np.float16)
    n_classes = network.config.n_classes
    halves = [
        LabelledHalf(
            part[: 30 * count],
            rng.integers(0, 15_000 * count, count),
            rng.integers(0, n_classes, count),
        )
        for count in [min(4096, ours - at) for at in range(0, ours, 4096)]
    ]
    dtype = torch.float16 if device.type == "cuda" else torch.float32
    chunks = load_chunks(halves, network, 30, dtype)
    reference_s = _naive_seconds(network, part, chunks, min(naive, 4096), device)
    ours_s = _our_seconds(network.to(device), chunks.to(device), mixed, device)
    kind = "mixed precision" if mixed else "float32"
    name = f"training, 1,000 chunks, {dim}-d, {device.type}, {kind}"
    return row(name, ours_s, reference_s, target, "DataLoader over clips")


def _our_seconds(network: Network, chunks: Chunks, mixed: bool, device: torch.device) -> float:
    config = TrainingConfig(batch=BATCH, precision="mixed" if mixed else "float32")
    runner = EpochRunner(network, config, Ranks(), device)
    place = torch.arange(len(chunks))
    best = float("inf")
    for epoch in range(3):
        began = time.perf_counter()
        runner.train(chunks, place, epoch, lambda done, batches: None)
        best = min(best, time.perf_counter() - began)
    return best / len(chunks) * 1000


def _naive_seconds(
    network: Network, features: np.ndarray, chunks: Chunks, count: int, device: torch.device
) -> float:
    clips = torch.from_numpy(features[: 30 * count].astype(np.float32)).view(count, 30, -1)
    loader = DataLoader(TensorDataset(clips, chunks.targets[:count].cpu()), batch_size=BATCH, shuffle=True)
    naive = NaiveNetwork(network).to(device).train()
    optimiser = torch.optim.Adam(naive.parameters(), lr=1e-3)
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        for clip, target in loader:
            clip, target = clip.to(device), target.to(device)
            loss = F.binary_cross_entropy_with_logits(naive(clip), target)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            loss.item()
        best = min(best, time.perf_counter() - began)
    return best / count * 1000
