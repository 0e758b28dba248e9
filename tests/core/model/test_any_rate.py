"""One signal at several rates: windows, NMS and evaluation are in seconds, so its spots are the same."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.events import Events
from core.label_sets import made_from
from core.metric.evaluation import evaluate
from core.model.chunks import LabelledHalf, chunk_starts, chunk_targets
from core.model.config import ModelConfig
from core.model.network import build
from core.model.scores import score_half
from core.spotting.methods import METHODS
from core.spotting.settings import Settings
from core.spotting.split_scores import SplitScores

RALLIES = made_from({"serve": 3, "bounce": 2, "hit": 1})
TIMES_S = np.array([12.2, 33.7, 60.0, 81.3, 118.8, 140.5])
LABELS = np.array([0, 1, 2, 0, 1, 2])
LENGTH_S = 150
RATES = (1, 2, 5, 25)


def sampled(fps: float) -> np.ndarray:
    """A bump of a few seconds in its class's feature around each event: (N, 3) at this rate."""
    at_s = np.arange(int(LENGTH_S * fps)) / fps
    features = np.zeros((len(at_s), len(RALLIES)), np.float32)
    for time_s, label in zip(TIMES_S, LABELS, strict=True):
        features[:, label] += np.exp(-(((at_s - time_s) / 2) ** 2))
    return features


def spots_at(fps: float, method: str = "hard") -> Events:
    """The spots of a network whose classes are the means of their features over a window of 6 s."""
    config = ModelConfig("AVG", 3, 3, before_s=3, after_s=3, fps=fps, label_set=RALLIES)
    network = build(config, 0).eval()
    with torch.no_grad():
        network.classifier.weight.copy_(8 * torch.eye(4, 3).roll(1, 0))
        network.classifier.bias.fill_(-3)
    scores = score_half(network, sampled(fps), device="cpu")
    settings = Settings.uniform(method, window_s=20.0, threshold=0.2, label_set=RALLIES)
    return SplitScores.from_halves(("game",), [("game", 1, scores, fps)], RALLIES).spots(settings)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fps", RATES)
def test_spots_are_where_the_signal_is_within_a_frame(fps, method):
    spots = spots_at(fps, method)
    best = [
        spots[(spots.label == label) & (abs(spots.time_ms - 1000 * time_s) < 6000)]
        for time_s, label in zip(TIMES_S, LABELS, strict=True)
    ]
    if method == "hard":
        assert len(spots) == len(TIMES_S)
    for time_s, near in zip(TIMES_S, best, strict=True):
        time_ms = near.time_ms[near.confidence.argmax()]
        assert abs(time_ms - 1000 * time_s) <= 1000 / fps, (fps, time_s)


@pytest.mark.parametrize("fps", RATES)
def test_the_evaluation_is_the_same(fps):
    truths = Events.build(("game",), 0, 1, (1000 * TIMES_S).astype(int), LABELS, label_set=RALLIES)
    assert evaluate(truths, spots_at(fps)).average("at2") == pytest.approx(1)


@pytest.mark.parametrize("fps", RATES)
def test_chunks_hold_the_labels_of_their_seconds(fps):
    config = ModelConfig("AVG", 3, 3, before_s=7, after_s=8, fps=fps, label_set=RALLIES)
    half = LabelledHalf(sampled(fps), 1000 * TIMES_S, LABELS)
    starts = chunk_starts(len(half.features), config.window_frames)
    targets = chunk_targets(half, len(starts), config.window_frames, config)
    assert targets.shape == (10, 4)
    for number in range(10):
        inside = set(LABELS[(TIMES_S // 15).astype(int) == number])
        assert targets[number].tolist() == [not inside, 0 in inside, 1 in inside, 2 in inside]
