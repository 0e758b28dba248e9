"""Scores of a half against windows written out one by one."""

import numpy as np
import pytest
import torch

from benchmarks.naive import naive_scores
from core.exceptions import Cancelled, UserError
from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2, preset
from core.model.checkpoint import load_official
from core.model.config import POOLS, ModelConfig
from core.model.network import build
from core.model.scores import resolve_device, score_half
from tests.core.model.test_network import official_state, write
from tests.reference import netvlad


@pytest.mark.parametrize("pool", POOLS)
def test_scores_are_those_of_the_equations_window_by_window(tmp_path, pool):
    state = official_state(pool)
    network = load_official(write(tmp_path / "m.tar", state), pool=pool, before_s=2.0, after_s=1.5)
    features = np.random.default_rng(3).normal(size=(11, 512)).astype(np.float32)
    state = {name: value.astype(np.float32).astype(np.float64) for name, value in state.items()}
    literal = netvlad.half_scores(features, 4, 3, state, pool)[:, 1:]
    scores = score_half(network, features)
    assert scores.shape == (11, 17)
    assert scores.dtype == np.float32
    assert np.abs(scores - literal).max() < 1e-5
    assert np.abs(naive_scores(network, features) - literal).max() < 1e-5  # the yardstick of the benchmarks


def test_as_many_rows_as_frames_down_to_none():
    network = build(ModelConfig(input_dim=12, feature_dim=8, clusters=4), seed=0)
    for n in (0, 1, 2, 29, 31):
        assert score_half(network, np.ones((n, 12), np.float16)).shape == (n, 17)


def test_a_network_scores_the_classes_of_its_set():
    label_set = LabelSet("tennis", ("serve", "bounce", "hit"))
    network = build(ModelConfig(input_dim=12, feature_dim=8, clusters=4, label_set=label_set), seed=0)
    features = np.random.default_rng(0).normal(size=(40, 12)).astype(np.float32)
    assert score_half(network, features).shape == (40, 3)
    np.testing.assert_allclose(score_half(network, features), naive_scores(network, features), atol=1e-5)
    assert score_half(network, features[:0]).shape == (0, 3)
    for other in (SOCCERNET_V2, LabelSet("other", ("serve", "hit", "bounce"))):
        with pytest.raises(UserError, match=rf"{other.name} .*tennis"):
            score_half(network, features, label_set=other)


def test_version_1_scores_go_to_their_classes(tmp_path):
    state = official_state("NetVLAD", family="centroids", outputs=4)
    network = load_official(write(tmp_path / "m.tar", state))
    features = np.random.default_rng(0).normal(size=(6, 512)).astype(np.float32)
    assert network.config.label_set is preset("soccernet-v1")
    scores = score_half(network, features, label_set=SOCCERNET_V2)
    filled = [SOCCERNET_V2.classes[i] for i in np.flatnonzero(scores.any(0))]
    assert filled == ["Goal", "Substitution", "Yellow card"]
    literal = netvlad.half_scores(features, 15, 15, state, "NetVLAD")
    np.testing.assert_allclose(scores[:, SOCCERNET_V2.index["Yellow card"]], literal[:, 1], atol=1e-5)
    np.testing.assert_allclose(scores[:, SOCCERNET_V2.index["Goal"]], literal[:, 3], atol=1e-5)
    np.testing.assert_allclose(
        score_half(network, features), literal[:, 1:], atol=1e-5
    )  # on a version 1 root


def test_wrong_features_and_missing_cuda_are_one_sentence():
    network = build(ModelConfig(), seed=0)
    with pytest.raises(UserError, match="512"):
        score_half(network, np.zeros((4, 100), np.float32))
    with pytest.raises(UserError, match="tpu"):
        resolve_device("tpu")
    if not torch.cuda.is_available():
        assert resolve_device("auto") == torch.device("cpu")
        with pytest.raises(UserError, match="CUDA"):
            resolve_device("cuda")


def test_scoring_can_be_cancelled():
    def stop(done, total, what):
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        score_half(build(ModelConfig(), seed=0), np.zeros((40, 512), np.float32), progress=stop)
