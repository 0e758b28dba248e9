"""The step that CUDA takes, run on a CPU: the same arithmetic as the CPU's own."""

import numpy as np
import pytest
import torch

from core.model.chunks import LabelledHalf, load_chunks
from core.model.config import POOLS, ModelConfig, TrainingConfig
from core.model.distributed import Ranks
from core.model.epoch import EpochRunner, use_mixed
from core.model.network import build

CPU = torch.device("cpu")


def runner_and_chunks(pool, mixed=False, dtype=torch.float32):
    config = ModelConfig(pool=pool, input_dim=20, feature_dim=12, clusters=4, dropout=0)
    network = build(config, 1)
    rng = np.random.default_rng(0)
    half = LabelledHalf(
        rng.normal(size=(900, 20)).astype(np.float32),
        rng.integers(0, 450_000, 40),
        rng.integers(0, 17, 40),
    )
    chunks = load_chunks([half], network, 30, dtype)
    training = TrainingConfig(lr=1e-2, batch=8, precision="mixed" if mixed else "float32")
    return EpochRunner(network, training, Ranks(), CPU), chunks


@pytest.mark.parametrize("pool", POOLS)
@pytest.mark.parametrize(("mixed", "dtype"), [(False, torch.float32), (True, torch.float16)])
def test_the_cuda_step_moves_weights_as_the_cpu_step_does(pool, mixed, dtype):
    ours, chunks = runner_and_chunks(pool)
    other, stored = runner_and_chunks(pool, mixed, dtype)
    dropper = torch.Generator().manual_seed(0)
    losses = []
    for batch in torch.arange(len(chunks)).repeat(4).split(8):
        a = ours._cpu_step(chunks, batch, dropper)
        b = other._plain_step(stored, batch)
        losses.append((float(a), float(b)))
    tolerance = 1e-5 if not mixed else 3e-2
    np.testing.assert_allclose(*zip(*losses, strict=True), rtol=tolerance)
    if not mixed:
        for left, right in zip(ours.parameters, other.parameters, strict=True):
            torch.testing.assert_close(left, right, atol=1e-3, rtol=1e-3)


def test_a_learning_rate_in_memory_falls_as_a_number_does():
    """On CUDA the rate is a tensor that a captured step reads; the plateau must change that very tensor."""
    weight = torch.nn.Parameter(torch.zeros(1))
    rate = torch.tensor(1e-3)
    optimiser = torch.optim.Adam([weight], lr=rate, foreach=False)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimiser, factor=0.1, patience=1, eps=0.0)
    for _ in range(4):
        plateau.step(1.0)
    assert optimiser.param_groups[0]["lr"] is rate
    assert float(rate) == pytest.approx(1e-4)


def test_precision_by_device():
    assert use_mixed("auto", torch.device("cuda"))
    assert use_mixed("mixed", CPU)
    assert not use_mixed("float32", torch.device("cuda"))
    assert isinstance(use_mixed(TrainingConfig().precision, CPU), bool)
