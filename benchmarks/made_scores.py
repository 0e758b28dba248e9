"""Made scores: dense actionness for given truths without a model, to measure and test what comes after.

A truth raises its class by a bump of random height, width and offset, and confusable classes by a lower one;
the ground is smooth noise. Nothing here claims to be a model's output.
"""

from __future__ import annotations

import numpy as np

from core.classes import INDEX, N_CLASSES
from core.events import Events
from core.timebase import frame_of

_CONFUSED = (
    ("Shots on target", "Shots off target"),
    ("Direct free-kick", "Indirect free-kick"),
    ("Corner", "Clearance"),
    ("Foul", "Offside"),
    ("Yellow card", "Red card"),
    ("Goal", "Penalty"),
)
_TWIN = {INDEX[a]: INDEX[b] for pair in _CONFUSED for a, b in (pair, pair[::-1])}
_GROUND_SIGMA = 4.0
"""Frames: how smooth the noise is; it gives about one local maximum in 20 s per class."""


def make_scores(truths: Events, half: int, n_frames: int, fps: float, seed: int) -> np.ndarray:
    """Scores (n_frames, 17) float32 in [0, 1] for one half of a game's truths, the same for the same seed."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, half, n_frames])))
    logits = -3.2 + 0.9 * _smooth(rng.standard_normal((n_frames, N_CLASSES), dtype=np.float32))
    events = truths[truths.half == half]
    for time_ms, label, visible in zip(events.time_ms, events.label, events.visible, strict=True):
        centre = frame_of(time_ms, fps) + rng.normal(0, 3.0)
        height = rng.normal(4.5 if visible else 3.0, 1.2)
        _bump(logits, int(label), centre, height, rng.uniform(4, 12))
        if int(label) in _TWIN:
            _bump(logits, _TWIN[int(label)], centre, 0.6 * height, rng.uniform(4, 12))
    return (1 / (1 + np.exp(-logits))).astype(np.float32)


def _bump(logits: np.ndarray, label: int, centre: float, height: float, width: float) -> None:
    first = max(int(centre - 3 * width), 0)
    last = min(int(centre + 3 * width) + 1, len(logits))
    at = np.arange(first, last)
    logits[first:last, label] += height * np.exp(-0.5 * ((at - centre) / width) ** 2)


def _smooth(noise: np.ndarray) -> np.ndarray:
    """Columns of noise (N, C) under a gaussian, with their variance kept at 1."""
    reach = int(3 * _GROUND_SIGMA)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / _GROUND_SIGMA) ** 2)
    kernel /= np.sqrt((kernel**2).sum())
    padded = np.pad(noise, ((reach, reach), (0, 0)), mode="wrap" if len(noise) > reach else "edge")
    return np.stack([np.convolve(column, kernel, mode="valid") for column in padded.T], axis=1)
