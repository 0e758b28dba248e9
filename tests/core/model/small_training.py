"""A network and a training as small as tests need, on halves whose classes can be told."""

import numpy as np
import torch

from core.model.checkpoint import load_network
from core.model.chunks import LabelledHalf
from core.model.config import ModelConfig, TrainingConfig

MODEL = ModelConfig(input_dim=12, feature_dim=8, clusters=4, before_s=2, after_s=2)
TRAINING = TrainingConfig(batch=16, max_epochs=5, seed=3, device="cpu")


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
