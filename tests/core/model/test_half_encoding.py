"""All windows at once against windows one by one: every pooling, every kind of input, every edge."""

import numpy as np
import pytest
import torch

from benchmarks.naive import naive_scores
from core.exceptions import UserError
from core.model.config import POOLS, ModelConfig
from core.model.network import build
from core.model.scores import encode_half, score_half
from core.model.sliding import band_rows, sliding_max, sliding_sum, upper_band
from tests.reference import netvlad

D = 24


def network(pool="NetVLAD++", seed=0, sharpness=1.0, **settings):
    """A network whose assignments differ clearly between clusters; more so with sharpness."""
    settings = {"input_dim": D, "feature_dim": D, "clusters": 6, **settings}
    made = build(ModelConfig(pool=pool, **settings), seed)
    with torch.no_grad():
        for side in made.pools:
            if made.config.pools_clusters:
                side.assign.weight.mul_(5 * sharpness)
        made.classifier.weight.mul_(5)
    return made.eval()


def exact(made, features):
    """Scores by the equations in float64, from the frames as the network embeds them.

    Where residuals nearly vanish, float32's rounding of the frames themselves would decide; embedded frames
    are what both ways have in common.
    """
    state = {"fc.weight": made.classifier.weight, "fc.bias": made.classifier.bias}
    sides = ["pool_layer_before", "pool_layer_after"] if made.config.split else ["pool_layer"]
    for name, pool in zip(sides, made.pools, strict=True):
        if made.config.pools_clusters:
            state[f"{name}.conv.weight"] = pool.assign.weight[:, :, None, None]
            state[f"{name}.centroids"] = getattr(pool, "centres", torch.zeros_like(pool.assign.weight))
    state = {name: value.detach().double().numpy() for name, value in state.items()}
    with torch.no_grad():
        frames = made.embed(torch.from_numpy(features.astype(np.float32))).double().numpy()
    config = made.config
    window = (config.before_frames, config.after_frames)
    return netvlad.half_scores(frames, *window, state, config.pool, embedded=True)[:, 1:]


def inputs():
    rng = np.random.default_rng(0)
    base = rng.normal(size=(97, D)).astype(np.float32)
    mixed = base.copy()
    mixed[20:60] = 0
    mixed[70:80] *= 1e-20
    mixed[85:] *= 1e12
    return {
        "random": base,
        "constant": np.tile(base[:1], (97, 1)),
        "zero": np.zeros_like(base),
        "duplicated": np.repeat(base[:20], 5, axis=0),
        "alternating signs": base[:1] * (-1.0) ** np.arange(97)[:, None].astype(np.float32),
        "large": base * 1e15,
        "small": base * 1e-15,
        "mixed": mixed,
    }


@pytest.mark.parametrize("pool", POOLS)
@pytest.mark.parametrize("kind", list(inputs()))
@pytest.mark.parametrize(("before_s", "after_s"), [(7.5, 7.5), (1.0, 6.0)])
def test_equal_to_windows_one_by_one(pool, kind, before_s, after_s):
    features = inputs()[kind]
    made = network(pool, before_s=before_s, after_s=after_s)
    if kind == "alternating signs" and "RVLAD" in pool:
        made.pools[0].assign.weight.data.zero_()  # the frames' sums vanish but for rounding
    if kind == "large" and not made.config.pools_clusters:
        features = features / 1e15  # these poolings take features as they are: logits would overflow
    ours = score_half(made, features)
    assert np.isfinite(ours).all()
    if kind == "alternating signs":
        np.testing.assert_allclose(ours, exact(made, features), atol=1e-5)
    else:
        np.testing.assert_allclose(ours, naive_scores(made, features), atol=1e-5)


@pytest.mark.parametrize("n", [1, 2, 14, 15, 16, 29, 30, 31, 33, 511, 513, 1200, 6000])
@pytest.mark.parametrize("pool", ["NetVLAD++", "NetRVLAD", "MAX++", "AVG"])
def test_every_length_of_half(pool, n):
    features = np.random.default_rng(n).normal(size=(n, D)).astype(np.float32)
    made = network(pool, before_s=7.5, after_s=5)
    np.testing.assert_allclose(score_half(made, features), naive_scores(made, features), atol=1e-5)


@pytest.mark.parametrize("pool", POOLS)
def test_learned_layer_and_half_precision_input(pool):
    features = np.random.default_rng(1).normal(size=(80, 40)).astype(np.float16)
    made = network(pool, input_dim=40)
    np.testing.assert_allclose(score_half(made, features), naive_scores(made, features), atol=1e-5)


def test_full_size():
    features = np.random.default_rng(1).normal(size=(700, 512)).astype(np.float32)
    made = build(ModelConfig(), 0).eval()
    np.testing.assert_allclose(score_half(made, features), naive_scores(made, features), atol=1e-6)


@pytest.mark.parametrize("distance", [0.0, 1e-7, 1e-5, 1e-3, 0.03, 0.3])
def test_residuals_near_zero(distance):
    """Frames at, or a hair off, the centre of a cluster: its residual is all cancellation."""
    rng = np.random.default_rng(4)
    made = network("NetVLAD++", clusters=4)
    with torch.no_grad():
        for pool in made.pools:
            pool.centres[0] = torch.nn.functional.normalize(pool.centres[0], dim=0)
            pool.centres[1] = made.pools[0].centres[0]
    centre = made.pools[0].centres[0].detach().numpy()
    features = centre + distance * rng.normal(size=(60, D)).astype(np.float32) / D**0.5
    features[25:35] = rng.normal(size=(10, D))
    # What frames this close to a centre are is decided by the last digit, so both begin with the same frames.
    np.testing.assert_allclose(score_half(made, features), exact(made, features), atol=1e-5)


@pytest.mark.parametrize("sharpness", [3.0, 30.0])
def test_clusters_that_come_and_go(sharpness):
    """Assignments from 1 to 1e-30 side by side: a small one must not drown in its neighbours' sums."""
    features = np.random.default_rng(5).normal(size=(120, D)).astype(np.float32)
    made = network(sharpness=sharpness)
    np.testing.assert_allclose(score_half(made, features), exact(made, features), atol=1e-5)


@pytest.mark.parametrize("pool", POOLS)
def test_another_window_from_the_same_encoding(pool):
    features = np.random.default_rng(2).normal(size=(150, D)).astype(np.float32)
    made = network(pool)
    encoding = encode_half(made, features, device="cpu")
    for before_s, after_s in ((7.5, 7.5), (0.5, 0.5), (3, 10), (15, 2), (40, 1.5), (2, 90), (7.5, 7.5)):
        other = build(
            ModelConfig.from_dict({**made.config.to_dict(), "before_s": before_s, "after_s": after_s}), 0
        )
        other.load_state_dict(made.state_dict())
        expected = naive_scores(other, features)
        np.testing.assert_allclose(encoding.scores(before_s, after_s), expected, atol=1e-5)


def test_a_window_without_frames_is_refused():
    encoding = encode_half(network(), np.ones((9, D), np.float32), device="cpu")
    with pytest.raises(UserError, match="no frame"):
        encoding.scores(0.1, 5)


def test_sliding_sums_and_bands():
    rows = torch.randn(40, 3, dtype=torch.float64)
    for length in (1, 2, 3, 7, 16, 31, 40):
        cut = rows.unfold(0, length, 1)
        torch.testing.assert_close(sliding_sum(rows, length), cut.sum(-1))
        torch.testing.assert_close(sliding_max(rows, length), cut.amax(-1))
    beyond = torch.randn(band_rows(40, 6) - 40, 3, dtype=torch.float64)
    band = upper_band(torch.cat([rows, beyond]), 40, 6)
    for t in range(40):
        for lag in range(-5, 6):
            if t + lag >= 40:
                continue
            inside = 0 <= lag
            expected = float(rows[t] @ rows[t + lag]) / (2 if lag == 0 else 1) if inside else 0.0
            assert float(band[t, 5 + lag]) == pytest.approx(expected)


@pytest.mark.parametrize("pool", ["NetVLAD++", "NetVLAD", "MAX++"])
def test_longer_windows_than_were_kept_at_a_high_rate(pool):
    """At 25 a second 15 s are more frames than an encoding keeps inner products for."""
    features = np.random.default_rng(2).normal(size=(300, D)).astype(np.float32)
    made = network(pool, fps=25.0, before_s=1.0, after_s=1.0)
    encoding = encode_half(made, features, device="cpu")
    for before_s, after_s in ((1, 1), (4, 0.2), (1, 1)):
        values = {**made.config.to_dict(), "before_s": before_s, "after_s": after_s}
        other = build(ModelConfig.from_dict(values), 0)
        other.load_state_dict(made.state_dict())
        np.testing.assert_allclose(
            encoding.scores(before_s, after_s), naive_scores(other, features), atol=1e-5
        )
