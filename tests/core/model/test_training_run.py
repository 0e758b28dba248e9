"""Training: the recipe, and that a broken run goes on to the same weights."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from core.exceptions import Cancelled, UserError
from core.model.checkpoint import load_network
from core.model.chunks import LabelledHalf
from core.model.config import POOLS, ModelConfig, TrainingConfig
from core.model.epoch import dropout_bits, dropout_mask, mixed_seed
from core.model.network import build
from core.model.training import train
from core.model.training_files import TrainingFiles

MODEL = ModelConfig(input_dim=12, feature_dim=8, clusters=4, before_s=2, after_s=2)
TRAINING = TrainingConfig(batch=16, max_epochs=5, seed=3, device="cpu")


@pytest.fixture(autouse=True)
def _one_thread():
    """Networks as small as these only lose time when two threads share them."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def halves(count, seed):
    """Halves whose classes can be told: a class adds its own direction around its events."""
    rng = np.random.default_rng(seed)
    directions = np.random.default_rng(0).normal(size=(17, 12)) * 2
    made = []
    for _ in range(count):
        features = rng.normal(size=(150, 12)).astype(np.float32)
        time_ms, label = rng.integers(0, 75_000, 12), rng.integers(0, 4, 12)
        for t, k in zip(time_ms // 500, label, strict=True):
            features[max(t - 2, 0) : t + 2] += directions[k]
        made.append(LabelledHalf(features, time_ms, label))
    return made


def weights_of(folder):
    return {name: value.clone() for name, value in load_network(folder).state_dict().items()}


def same(a, b):
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


@pytest.mark.parametrize("pool", POOLS)
def test_every_pooling_learns(tmp_path, pool):
    config = ModelConfig(pool=pool, input_dim=12, feature_dim=12, clusters=4, before_s=2, after_s=1)
    training = TrainingConfig(lr=0.01, batch=16, max_epochs=8, device="cpu")
    result = train(halves(4, 1), halves(2, 2), config, training, tmp_path)
    assert result.log[-1]["train_loss"] < 0.8 * result.log[0]["train_loss"]
    assert result.epochs == 8
    assert result.stopped == "epochs"


def test_a_step_is_the_recipe(tmp_path):
    """One epoch of one batch without dropout is one Adam step on the mean binary cross-entropy."""
    config = ModelConfig(input_dim=12, feature_dim=12, clusters=4, before_s=2, after_s=2, dropout=0)
    half = halves(1, 5)[0]
    training = TrainingConfig(batch=1000, max_epochs=1, seed=9, device="cpu")
    train([half], halves(1, 6), config, training, tmp_path)

    network = build(config, 9)
    windows, targets = [], []
    for start in range(0, 150, 8):
        windows.append([half.features[min(start + i, 149)] for i in range(8)])
        inside = [k for t, k in zip(half.time_ms, half.label, strict=True) if start <= t // 500 < start + 8]
        targets.append([float(not inside)] + [float(k in inside) for k in range(17)])
    logits = network(torch.tensor(np.array(windows)))
    p, y = torch.sigmoid(logits), torch.tensor(targets)
    loss = -(y * p.log() + (1 - y) * (1 - p).log()).mean()
    loss.backward()
    torch.optim.Adam(network.parameters(), lr=1e-3).step()
    assert TrainingFiles(tmp_path).log()[0]["train_loss"] == pytest.approx(loss.item(), abs=1e-6)
    for name, value in weights_of(tmp_path / "weights.safetensors").items():
        torch.testing.assert_close(value, network.state_dict()[name], atol=2e-5, rtol=0)


def test_best_epoch_is_the_one_of_lowest_validation_loss(tmp_path):
    training = TrainingConfig(lr=0.05, batch=16, max_epochs=12, device="cpu")
    result = train(halves(3, 1), halves(2, 2), MODEL, training, tmp_path)
    losses = [row["valid_loss"] for row in result.log]
    assert result.best_epoch == int(np.argmin(losses)) + 1
    assert [row["best"] for row in result.log] == [
        loss < min(losses[:i], default=np.inf) for i, loss in enumerate(losses)
    ]
    assert set(result.log[0]) == {
        "epoch", "train_loss", "valid_loss", "lr", "seconds", "chunks_per_s", "best"
    }  # fmt: skip
    # The weights on disk are those of that epoch: an own evaluation gives its loss.
    network = load_network(tmp_path / "weights.safetensors")
    logits, targets = [], []
    for half in halves(2, 2):
        for start in range(0, 150, 8):
            rows = [half.features[min(start + i, 149)] for i in range(8)]
            inside = [
                k for t, k in zip(half.time_ms, half.label, strict=True) if start <= t // 500 < start + 8
            ]
            logits.append(network(torch.tensor(np.array(rows))[None])[0])
            targets.append([float(not inside)] + [float(k in inside) for k in range(17)])
    loss = F.binary_cross_entropy_with_logits(torch.stack(logits), torch.tensor(targets))
    assert loss.item() == pytest.approx(min(losses), abs=1e-6)


def test_training_ends_when_the_learning_rate_is_spent(tmp_path):
    training = TrainingConfig(lr=1e-1, patience=0, stop_lr=1e-8, max_epochs=500, batch=64, device="cpu")
    result = train(halves(1, 1), halves(1, 2), MODEL, training, tmp_path)
    rates = sorted({row["lr"] for row in result.log}, reverse=True)
    assert result.stopped == "lr"
    np.testing.assert_allclose(rates, [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8], rtol=1e-6)


@pytest.mark.parametrize("storage", ["float32", "float16"])
def test_resume_gives_the_weights_of_an_unbroken_run(tmp_path, storage):
    data = halves(3, 1), halves(2, 2)
    training = TrainingConfig(batch=16, max_epochs=5, seed=3, device="cpu", storage=storage)
    whole = train(*data, MODEL, training, tmp_path / "whole")
    short = TrainingConfig.from_dict({**training.to_dict(), "max_epochs": 2})
    train(*data, MODEL, short, tmp_path / "broken")
    torch.manual_seed(12345)  # the global random state has no say
    again = train(*data, MODEL, training, tmp_path / "broken", resume=True)
    assert same(
        TrainingFiles(tmp_path / "whole").state()["network"],
        TrainingFiles(tmp_path / "broken").state()["network"],
    )
    files = [tmp_path / name / "weights.safetensors" for name in ("whole", "broken")]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert [row["valid_loss"] for row in whole.log] == [row["valid_loss"] for row in again.log]
    # Resuming what has ended changes nothing.
    assert train(*data, MODEL, training, tmp_path / "broken", resume=True).epochs == 5


@pytest.mark.parametrize("stop", [Cancelled("stopped"), KeyboardInterrupt()])
def test_interrupted_mid_epoch_keeps_the_last_epoch(tmp_path, stop):
    data = halves(3, 1), halves(2, 2)
    train(*data, MODEL, TRAINING, tmp_path / "whole")

    def interrupt(done, total, what):
        if what.startswith("epoch") and done > 2.3:
            raise stop

    with pytest.raises(type(stop)):
        train(*data, MODEL, TRAINING, tmp_path / "broken", progress=interrupt)
    assert TrainingFiles(tmp_path / "broken").state()["at"]["epoch"] == 2
    assert len(TrainingFiles(tmp_path / "broken").log()) == 2
    load_network(tmp_path / "broken" / "weights.safetensors")
    train(*data, MODEL, TRAINING, tmp_path / "broken", resume=True)
    assert same(
        TrainingFiles(tmp_path / "whole").state()["network"],
        TrainingFiles(tmp_path / "broken").state()["network"],
    )


CHILD = """
import sys, time
from pathlib import Path
import core.model.training as training
import core.model.training_files as training_files
from tests.core.model.test_training_run import MODEL, halves
from core.model.config import TrainingConfig
training_files.WRITE_EVERY_S = 0.0
def slowly(done, total, what):
    time.sleep(0.002)
config = TrainingConfig(batch=16, max_epochs=40, seed=3, device="cpu")
training.torch.set_num_threads(1)
training.train(halves(3, 1), halves(2, 2), MODEL, config, Path(sys.argv[1]), resume=True, progress=slowly)
"""


def test_killed_again_and_again_it_still_ends_at_the_same_weights(tmp_path):
    """SIGKILL at moments nobody chose; then what is there is whole, and the end is the unbroken run's."""
    config = TrainingConfig(batch=16, max_epochs=40, seed=3, device="cpu")
    train(halves(3, 1), halves(2, 2), MODEL, config, tmp_path / "whole")
    folder = tmp_path / "killed"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    for kills in range(3):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder)], env=environment)
        for _ in range(2000):  # until it has come a few epochs further
            time.sleep(0.01)
            if child.poll() is not None or len(TrainingFiles(folder).log()) >= 3 + 5 * kills:
                break
        child.send_signal(signal.SIGKILL)
        child.wait()
        rows = TrainingFiles(folder).log()
        assert rows
        assert TrainingFiles(folder).state() is not None
        load_network(folder / "weights.safetensors")
    train(halves(3, 1), halves(2, 2), MODEL, config, folder, resume=True)
    assert same(
        TrainingFiles(tmp_path / "whole").state()["network"], TrainingFiles(folder).state()["network"]
    )
    assert [r["train_loss"] for r in TrainingFiles(tmp_path / "whole").log()] == [
        r["train_loss"] for r in TrainingFiles(folder).log()
    ]
    assert [r["epoch"] for r in TrainingFiles(folder).log()] == list(range(1, 41))


def test_a_log_line_torn_by_a_kill_is_cut(tmp_path):
    data = halves(1, 1), halves(1, 2)
    train(*data, MODEL, TRAINING, tmp_path)
    lines = (tmp_path / "log.jsonl").read_text()
    (tmp_path / "log.jsonl").write_text(lines + json.dumps({"epoch": 6}) + '\n{"epoch": 7, "tr')
    train(*data, MODEL, TRAINING, tmp_path, resume=True)
    assert (tmp_path / "log.jsonl").read_text() == lines


def test_what_cannot_be_trained_is_one_sentence(tmp_path):
    one = halves(1, 1)
    for train_halves, valid_halves, what in (([], one, "train"), (one, [], "validation")):
        with pytest.raises(UserError, match=what):
            train(train_halves, valid_halves, MODEL, TRAINING, tmp_path / "none")
    train(one, one, MODEL, TRAINING, tmp_path / "a")
    with pytest.raises(UserError, match="already"):
        train(one, one, MODEL, TRAINING, tmp_path / "a")
    with pytest.raises(UserError, match="batch"):
        train(one, one, MODEL, TrainingConfig(batch=3), tmp_path / "a", resume=True)
    (tmp_path / "a" / "state.pt").write_bytes(b"PK\x03\x04 torn")
    with pytest.raises(UserError, match="damaged"):
        train(one, one, MODEL, TRAINING, tmp_path / "a", resume=True)
    with pytest.raises(UserError, match="learning rate"):
        train(one, one, MODEL, TrainingConfig(lr=1e30, batch=4, device="cpu"), tmp_path / "b")


def test_mixed_precision_has_the_loss_curve_of_float32(tmp_path):
    curves = []
    for precision in ("float32", "mixed"):
        config = TrainingConfig(batch=16, max_epochs=6, device="cpu", precision=precision)
        result = train(halves(3, 1), halves(2, 2), MODEL, config, tmp_path / precision)
        curves.append([row["valid_loss"] for row in result.log])
    np.testing.assert_allclose(*curves, atol=2e-3)


def test_a_half_shorter_than_a_window_trains(tmp_path):
    short = LabelledHalf(np.ones((3, 12), np.float32), [400], [1])
    train([short], [short], MODEL, TrainingConfig(max_epochs=2, device="cpu"), tmp_path)


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
