"""The network against the equations written out in float64, and its checkpoints in and out."""

import json

import numpy as np
import pytest
import torch

from core.exceptions import UserError
from core.label_set import LabelSet
from core.label_sets import SOCCERNET_V2, preset
from core.model.checkpoint import load_network, load_official, save_network
from core.model.config import POOLS, ModelConfig, TrainingConfig
from core.model.network import build
from tests.reference import netvlad

CLUSTERS, BEFORE, AFTER = 6, 4, 3


def official_state(pool, *, family="clusters", input_dim=512, outputs=18, seed=0, bias=False):
    """A checkpoint's state_dict made by hand, float64 arrays, in the official names and shapes."""
    rng = np.random.default_rng(seed)
    state = {}
    if input_dim != 512:
        state["feature_extractor.weight"] = rng.normal(size=(512, input_dim)) / input_dim**0.5
        state["feature_extractor.bias"] = rng.normal(size=512) * 0.01
    split = pool.endswith("++")
    sides = ["pool_layer_before", "pool_layer_after"] if split else ["pool_layer"]
    width = 512 * len(sides)
    if "VLAD" in pool:
        k = CLUSTERS // len(sides)
        width = 512 * CLUSTERS
        for name in sides:
            if family == "clusters":
                state[f"{name}.clusters"] = rng.normal(size=(512, k))
                if "RVLAD" not in pool:
                    state[f"{name}.clusters2"] = rng.normal(size=(1, 512, k)) / 512**0.5
            else:
                state[f"{name}.centroids"] = rng.normal(size=(k, 512)) / 512**0.5
                state[f"{name}.conv.weight"] = rng.normal(size=(k, 512, 1, 1))
                if bias:
                    state[f"{name}.conv.bias"] = rng.normal(size=k)
    state["fc.weight"] = rng.normal(size=(outputs, width)) * 0.2
    state["fc.bias"] = rng.normal(size=outputs)
    return state


def write(path, state, **extra):
    """Save as the official code does."""
    tensors = {name: torch.from_numpy(value).float() for name, value in state.items()}
    torch.save({"epoch": 7, "state_dict": tensors, "best_loss": 0.1, "optimizer": {}, **extra}, path)
    return path


CASES = [(pool, "clusters", 512, 18) for pool in POOLS] + [
    ("NetVLAD++", "clusters", 40, 18),
    ("MAX++", "clusters", 40, 18),
    ("NetVLAD", "centroids", 512, 4),
    ("NetVLAD", "centroids", 512, 3),
    ("NetVLAD++", "centroids", 24, 18),
]


@pytest.mark.parametrize(("pool", "family", "input_dim", "outputs"), CASES)
def test_official_checkpoint_gives_the_equations_scores(tmp_path, pool, family, input_dim, outputs):
    state = official_state(pool, family=family, input_dim=input_dim, outputs=outputs, bias=input_dim == 24)
    path = write(tmp_path / "model.pth.tar", state)
    network = load_official(path, pool=pool, before_s=BEFORE / 2, after_s=AFTER / 2)
    assert (network.config.pool, network.config.input_dim) == (pool, input_dim)
    assert network.config.n_outputs == outputs
    windows = np.random.default_rng(1).normal(size=(5, BEFORE + AFTER, input_dim)).astype(np.float32)
    ours = network(torch.from_numpy(windows)).detach().numpy()
    state = {name: value.astype(np.float32).astype(np.float64) for name, value in state.items()}
    literal = np.array([netvlad.logits(window, BEFORE, state, pool) for window in windows])
    assert np.abs(ours - literal).max() < 1e-5

    save_network(tmp_path / "weights.safetensors", network)  # and through our own file, bit for bit
    again = load_network(tmp_path / "weights.safetensors")
    assert again.config == network.config
    assert np.array_equal(again(torch.from_numpy(windows)).detach().numpy(), ours)


def test_pooling_is_told_from_content(tmp_path):
    for pool in ("NetVLAD++", "NetVLAD", "NetRVLAD++", "NetRVLAD"):
        assert load_official(write(tmp_path / "m.tar", official_state(pool))).config.pool == pool
    with pytest.raises(UserError, match=r"MAX\+\+ or AVG\+\+"):
        load_official(write(tmp_path / "m.tar", official_state("MAX++")))
    with pytest.raises(UserError, match="not NetVLAD"):
        load_official(write(tmp_path / "m.tar", official_state("NetVLAD++")), pool="NetVLAD")


def test_full_size_has_the_official_number_of_parameters():
    for input_dim, count in ((2048, 1_704_466), (512, 655_378)):
        network = build(ModelConfig(input_dim=input_dim), seed=0)
        assert sum(p.numel() for p in network.parameters()) == count


def _without(name):
    return lambda state: state.pop(name)


def _put(name, shape):
    return lambda state: state.update({name: np.zeros(shape)})


@pytest.mark.parametrize(
    "spoil",
    [
        _without("fc.weight"),
        _without("pool_layer_after.clusters2"),
        _without("feature_extractor.bias"),
        _put("fc.weight", (18, 100)),
        _put("fc.weight", (7, 512 * CLUSTERS)),
        _put("fc.bias", (4,)),
        _put("pool_layer_after.clusters", (512, 9)),
        _put("pool_layer_before.clusters2", (512, 3)),
        _put("feature_extractor.weight", (100, 40)),
        _put("pool_layer.clusters", (512, 3)),
        _put("encoder.weight", (3, 3)),
        lambda state: state["fc.weight"].fill(np.nan),
        lambda state: state.clear(),
    ],
)
def test_checkpoint_of_another_shape_is_one_sentence_naming_the_file(tmp_path, spoil):
    state = official_state("NetVLAD++", input_dim=40)
    spoil(state)
    path = write(tmp_path / "odd.pth.tar", state)
    with pytest.raises(UserError, match=r"odd\.pth\.tar"):
        load_official(path)


class Harmful:
    """What a hostile file would hold: code that runs on unpickling."""

    ran = False

    def __reduce__(self):
        return (setattr, (Harmful, "ran", True))


def test_files_that_are_no_checkpoint(tmp_path):
    text = tmp_path / "notes.pth.tar"
    text.write_text("not a checkpoint")
    hostile = tmp_path / "hostile.pth.tar"
    torch.save({"state_dict": Harmful()}, hostile)
    whole = tmp_path / "list.pth.tar"
    torch.save([1, 2], whole)
    short = tmp_path / "short.pth.tar"
    short.write_bytes(write(tmp_path / "m.tar", official_state("NetVLAD")).read_bytes()[:5000])
    for path in (text, hostile, whole, short, tmp_path / "absent.pth.tar"):
        with pytest.raises(UserError, match=path.name):
            load_official(path)
        with pytest.raises(UserError, match=path.name):
            load_network(path)
    assert not Harmful.ran


def test_windows_shape_and_order_of_outputs():
    network = build(
        ModelConfig(input_dim=16, feature_dim=8, clusters=4, before_s=2, after_s=1), seed=3
    ).eval()
    x = torch.randn(5, 6, 16)
    assert network(x).shape == (5, 18)
    one = torch.cat([network(x[i : i + 1]) for i in range(5)])
    torch.testing.assert_close(network(x), one)  # single equals batch


def test_seed_decides_first_weights_and_leaves_the_global_state_alone():
    state = torch.get_rng_state()
    a, b, c = (build(ModelConfig(), seed=s).classifier.weight for s in (1, 1, 2))
    assert torch.equal(a, b)
    assert not torch.equal(a, c)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(
    "values",
    [
        {"pool": "VLAD"},
        {"clusters": 7},
        {"clusters": 0},
        {"before_s": 0.1},
        {"before_s": float("nan")},
        {"dropout": 1.0},
        {"fps": -2},
        {"fps": 0.05},
        {"fps": 61},
        {"n_classes": 5},
        {"n_classes": 4, "label_set": ["a", "b", "c"]},
        {"label_set": ["a", "a"]},
        {"label_set": 17},
        {"input_dim": "512"},
        {"unknown": 1},
    ],
)
def test_impossible_model_configs_are_refused(values):
    with pytest.raises(UserError):
        ModelConfig.from_dict(values)


@pytest.mark.parametrize(
    "values", [{"lr": 0}, {"batch": 0}, {"stop_lr": 1.0}, {"lr_factor": 1}, {"device": "tpu"}, {"seed": -1}]
)
def test_impossible_training_configs_are_refused(values):
    with pytest.raises(UserError):
        TrainingConfig.from_dict(values)


def test_configs_survive_json():
    model, training = ModelConfig(pool="MAX", before_s=3), TrainingConfig(seed=4, stride_s=5)
    assert ModelConfig.from_dict(model.to_dict()) == model
    assert TrainingConfig.from_dict(training.to_dict()) == training


def test_a_config_keeps_its_label_set():
    assert (
        "label_set" not in ModelConfig().to_dict()
    )  # as runs of SoccerNet-v2 were written before there were sets
    assert ModelConfig.from_dict({"n_classes": 17}).label_set is SOCCERNET_V2
    assert ModelConfig.from_dict({"n_classes": 3}).label_set is preset("soccernet-v1")
    rallies = LabelSet("tennis", ("serve", "bounce"), teams=("not applicable", "near", "far"))
    config = ModelConfig(label_set=rallies)
    assert (config.n_outputs, config.to_dict()["n_classes"]) == (3, 2)
    again = ModelConfig.from_dict(json.loads(json.dumps(config.to_dict())))
    assert again == config
    assert again.label_set.teams == rallies.teams


@pytest.mark.parametrize("fps", [0.2, 1, 2, 5, 25, 29.97, 60])
def test_a_window_is_in_seconds(fps):
    config = ModelConfig(fps=fps)
    assert config.before_frames == config.after_frames
    assert abs(config.window_frames / fps - 15) <= 1 / fps


def test_a_window_needs_two_frames():
    assert ModelConfig(fps=0.1).window_frames == 2
    with pytest.raises(UserError, match=r"^A window of 2 s .* 0\.1 frames a second; .* at least 10 s\.$"):
        ModelConfig(fps=0.1, before_s=2)
