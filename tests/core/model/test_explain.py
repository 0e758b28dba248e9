"""The parts of a logit add up to it, for every pooling."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.exceptions import UserError
from core.label_sets import SOCCERNET_V2, preset
from core.model.config import POOLS, ModelConfig
from core.model.explain import explain
from core.model.half_encoding import HalfEncoding
from core.model.network import build

N, D = 40, 12


def network_of(pool: str, **more):
    config = ModelConfig(**{"pool": pool, "input_dim": D, "feature_dim": D, "clusters": 8, **more})
    network = build(config, 3).eval()
    with torch.no_grad():
        network.classifier.bias.uniform_(-2, 2)
        network.classifier.weight.mul_(20)
    return network


@pytest.fixture
def features() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(N, D)).astype(np.float32)


@pytest.mark.parametrize("pool", POOLS)
@pytest.mark.parametrize(("before", "after"), [(15, 15), (1, 20), (9, 1)])
def test_bias_and_contributions_are_the_logit(features, pool, before, after):
    network = network_of(pool, input_dim=D, assignment_bias=True)
    fps = network.config.fps
    logits = HalfEncoding(network, features, device=torch.device("cpu")).logits(before / fps, after / fps)
    for frame in (0, 1, 17, N - 1):
        for label in (0, 5, 16):
            found = explain(network, features, frame, label, (before, after))
            wanted = float(logits[frame, label])
            assert found.logit == pytest.approx(wanted, abs=1e-4)
            assert found.bias + found.frames.sum() == pytest.approx(wanted, abs=1e-4)
            assert found.bias + found.before + found.after == pytest.approx(wanted, abs=1e-4)
            if network.config.pools_clusters:
                total = sum(side.sum() for side in found.clusters)
                assert found.bias + total == pytest.approx(wanted, abs=1e-4)
                assert len(found.clusters) == (2 if network.config.split else 1)
                assert sum(len(side) for side in found.clusters) == 8
            else:
                assert found.clusters == ()
            assert len(found.frames) == before + after


def test_a_learned_layer_before_and_the_default_window(features):
    network = network_of("NetVLAD++", feature_dim=6)
    with torch.inference_mode():
        rows = np.clip(np.arange(20 - 15, 20 + 15), 0, N - 1)
        wanted = float(network(torch.from_numpy(features[rows])[None])[0, 1 + 4])
    assert explain(network, features, 20, 4).logit == pytest.approx(wanted, abs=1e-4)


def test_a_frame_that_lacks_what_the_class_wants_counts_against_it():
    """AVG with one-hot features: a frame adds its weight divided by the window's length, nothing else."""
    network = network_of("AVG")
    features = np.eye(D, dtype=np.float32)
    found = explain(network, features, 6, 2, (3, 3))
    weight = network.classifier.weight[3].detach().numpy()
    np.testing.assert_allclose(found.frames, weight[3:9] / 6, rtol=1e-5)


def test_version_1_networks_know_three_classes(features):
    network = network_of("NetVLAD", label_set=preset("soccernet-v1"))
    own = explain(network, features, 3, 2)
    goal = explain(network, features, 3, SOCCERNET_V2.index["Goal"], label_set=SOCCERNET_V2)
    assert goal.frames.shape == (30,)
    np.testing.assert_array_equal(goal.frames, own.frames)
    with pytest.raises(UserError, match="does not know 'Yellow->red card', only Yellow card, Subst"):
        explain(network, features, 3, 16, label_set=SOCCERNET_V2)
    with pytest.raises(UserError, match="classes count from 0 to 2"):
        explain(network, features, 3, 3)


@pytest.mark.parametrize(("frame", "label", "before"), [(N, 0, 5), (-1, 0, 5), (0, 17, 5), (0, 0, 0)])
def test_what_there_is_not(features, frame, label, before):
    with pytest.raises(UserError):
        explain(network_of("MAX"), features, frame, label, (before, 15))
