"""Steps of training: the one that CUDA takes, on a CPU; fused gradients; dropout."""

import numpy as np
import pytest
import torch

from core.model.chunks import LabelledHalf, load_chunks
from core.model.config import POOLS, ModelConfig, TrainingConfig
from core.model.distributed import Ranks
from core.model.epoch import EpochRunner, dropout_bits, dropout_mask, mixed_seed, use_mixed
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


def test_the_fused_step_has_the_networks_values_and_gradients():
    for pool in ("NetVLAD++", "NetRVLAD"):
        config = ModelConfig(pool=pool, input_dim=10, feature_dim=6, clusters=4, dropout=0.5)
        network = build(config, 1).double()
        x, grad = torch.randn(5, 30, 10).double(), torch.randn(5, 18).double()
        keep = (torch.rand(5, network.classifier.in_features) < 0.5).double()
        pooled = torch.cat(
            [p(part) for p, part in zip(network.pools, network.parts(network.embed(x)), strict=True)], 1
        )
        plain = network.classifier(pooled * keep * 2)
        plain.backward(grad)
        expected = [p.grad.clone() for p in network.parameters()]
        network.zero_grad()
        fused = network.classify_dropped(network.embed(x), keep)
        fused.backward(grad)
        torch.testing.assert_close(fused, plain)
        for parameter, gradient in zip(network.parameters(), expected, strict=True):
            torch.testing.assert_close(parameter.grad, gradient)


def test_dropout_keeps_its_share_and_depends_on_its_seed_alone():
    a, b = (dropout_mask(dropout_bits(200, 1000, torch.Generator().manual_seed(5)), 0.4) for _ in range(2))
    assert torch.equal(a, b)
    assert a.mean().item() == pytest.approx(0.6, abs=0.005)
    assert (a.mean(0) - 0.6).abs().max() < 0.2  # no column is special
    seeds = {mixed_seed(s, e, p) for s in range(30) for e in range(30) for p in (1, 2)}
    assert len(seeds) == 30 * 30 * 2
