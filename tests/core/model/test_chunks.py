"""Chunks: index arithmetic against cutting windows out one by one."""

import numpy as np
import pytest
import torch

from core.exceptions import UserError
from core.model.chunks import LabelledHalf, choose_dtype, chunk_starts, chunk_targets, load_chunks
from core.model.config import ModelConfig
from core.model.network import build

CONFIG = ModelConfig(pool="MAX", input_dim=3, feature_dim=3, before_s=2, after_s=1.5)  # windows of 7 frames
WINDOW = CONFIG.window_frames


def literal(half, stride):
    """(features, targets) of every chunk, written out."""
    features, out = np.asarray(half.features, np.float32), []
    for start in range(0, len(features), stride):
        rows = [features[min(start + i, len(features) - 1)] for i in range(WINDOW)]
        target = np.zeros(18)
        for time_ms, label in zip(half.time_ms, half.label, strict=True):
            if start <= int(CONFIG.fps * time_ms / 1000) < start + WINDOW:
                target[1 + label] = 1
        target[0] = not target.any()
        out.append((np.array(rows), target))
    return out


def random_half(frames, events, seed):
    rng = np.random.default_rng(seed)
    times = rng.integers(0, frames * 500 + 3000, events)  # some beyond the features' end
    return LabelledHalf(rng.normal(size=(frames, 3)).astype(np.float32), times, rng.integers(0, 17, events))


@pytest.mark.parametrize("stride", [1, 3, 7, 10])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
def test_chunks_are_the_windows_cut_out_one_by_one(stride, dtype):
    halves = [random_half(n, e, n) for n, e in ((50, 30), (1, 2), (6, 0), (7, 3), (15, 40))]
    chunks = load_chunks(halves, build(CONFIG, 0), stride, dtype)
    expected = [chunk for half in halves for chunk in literal(half, stride)]
    assert len(chunks) == len(expected)
    everything = torch.arange(len(chunks))
    tolerance = 0 if dtype == torch.float32 else 1e-2
    np.testing.assert_allclose(
        chunks.features(everything).float().numpy(), [f for f, _ in expected], atol=tolerance
    )
    np.testing.assert_array_equal(chunks.targets.numpy(), [t for _, t in expected])


def test_frames_are_held_once_however_much_chunks_overlap():
    half = random_half(400, 3, 0)
    chunks = load_chunks([half], build(CONFIG, 0), 1, torch.float32)
    assert chunks.frames.shape == (400, 3)
    assert len(chunks) == 400


def test_labels_come_from_milliseconds():
    half = LabelledHalf(np.zeros((20, 3), np.float32), [3499, 3500], [2, 5])
    targets = chunk_targets(half, len(chunk_starts(20, 7)), 7, CONFIG)
    assert targets[0].nonzero()[0].tolist() == [3]
    assert targets[1].nonzero()[0].tolist() == [6]
    assert targets[2].nonzero()[0].tolist() == [0]


def test_frames_are_normalised_once_where_no_layer_is_learned_before():
    config = ModelConfig(pool="NetVLAD", input_dim=3, feature_dim=3, clusters=2)
    chunks = load_chunks([random_half(9, 0, 0)], build(config, 0), 30, torch.float32)
    torch.testing.assert_close(chunks.frames.norm(dim=1), torch.ones(9))
    projecting = ModelConfig(pool="NetVLAD", input_dim=3, feature_dim=4, clusters=2)
    assert not load_chunks([random_half(9, 0, 0)], build(projecting, 0), 30, torch.float32).embedded


def test_large_sets_are_held_in_half_precision(monkeypatch):
    half = random_half(10, 0, 0)
    assert choose_dtype("auto", [half], CONFIG) == torch.float32
    monkeypatch.setattr("core.model.chunks.FLOAT16_FROM_BYTES", 100)
    assert choose_dtype("auto", [half], CONFIG) == torch.float16


@pytest.mark.parametrize(
    "features",
    [
        np.zeros((5, 4), np.float32),
        np.full((5, 3), np.nan, np.float32),
        np.full((5, 3), np.inf, np.float32),
        np.full((5, 3), 1e6, np.float32),
        np.zeros((0, 3), np.float32),
    ],
)
def test_unusable_features_are_named(tmp_path, features):
    path = tmp_path / "1_ResNET_TF2_PCA512.npy"
    np.save(path, features)
    with pytest.raises(UserError, match=r"1_ResNET_TF2_PCA512\.npy"):
        load_chunks([LabelledHalf(path, [], [])], build(CONFIG, 0), 7, torch.float16)
