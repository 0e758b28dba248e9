"""Training: the recipe, the best epoch, when it ends, and what cannot be trained."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from core.exceptions import UserError
from core.model.checkpoint import load_network
from core.model.chunks import LabelledHalf
from core.model.config import POOLS, ModelConfig, TrainingConfig
from core.model.network import build
from core.model.training import train
from core.model.training_files import TrainingFiles
from tests.core.model.small_training import MODEL, TRAINING, halves, weights_of

pytestmark = pytest.mark.usefixtures("one_thread")


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
